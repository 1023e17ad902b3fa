/** Words of the overlay for video mixers; read from afar, so few. */

import { type Dictionary, plural, type Same } from './locale.svelte'

const fr = {
  questionOf: (name: string) => `Question de ${name}`,
  supports: (n: number, shown: string) => `${shown} ${plural('fr', n, 'soutien', 'soutiens')}`,
  reworded: 'reformulée par la modération',
  votes: (n: number, shown: string) => `${shown} ${plural('fr', n, 'vote', 'votes')}`,
  closesIn: (time: string) => `ferme dans ${time}`,
  closed: 'vote clos',
  hidden: 'résultats à la publication',
  over: (time: string) => `+${time}`,
  stopped: 'arrêt',

  previewTitle: 'Aperçu de l’incrustation (jamais à l’antenne)',
  previewLive: (time: string) => `à jour · ${time}`,
  previewFrozen: (seconds: number) => `figé depuis ${seconds} s`,
  previewHidden: 'caché\u00a0: aucune nouvelle du serveur depuis plus de 15 s',
  choose: 'Choisissez un bloc dans l’adresse\u00a0: bloc=question, vote, horloge ou soustitres.',
}

const en: Same<typeof fr> = {
  questionOf: (name) => `Question by ${name}`,
  supports: (n, shown) => `${shown} ${plural('en', n, 'supporter', 'supporters')}`,
  reworded: 'reworded by moderation',
  votes: (n, shown) => `${shown} ${plural('en', n, 'vote', 'votes')}`,
  closesIn: (time) => `closes in ${time}`,
  closed: 'poll closed',
  hidden: 'results when published',
  over: (time) => `+${time}`,
  stopped: 'stopped',

  previewTitle: 'Preview of the overlay (never on air)',
  previewLive: (time) => `up to date · ${time}`,
  previewFrozen: (seconds) => `frozen for ${seconds} s`,
  previewHidden: 'hidden: no news from the server for more than 15 s',
  choose: 'Choose a block in the address: bloc=question, vote, horloge or soustitres.',
}

export const overlayWords: Dictionary<typeof fr> = { fr, en }
