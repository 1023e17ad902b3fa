/** Words of the overlay for video mixers and of the wall; read from afar, so few. */

import { type Dictionary, plural, type Same } from '../../i18n/locale.svelte'

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

  onAir: 'À l’antenne',
  next: 'À suivre',
  figures: 'Parole et vote',
  ended: 'Le débat est fini. Merci\u202f!',
  takePart: 'Posez vos questions et votez\u00a0:',

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

  onAir: 'On air',
  next: 'Next',
  figures: 'Floor and vote',
  ended: 'The debate is over. Thank you!',
  takePart: 'Ask and vote:',

  previewTitle: 'Preview of the overlay (never on air)',
  previewLive: (time) => `up to date · ${time}`,
  previewFrozen: (seconds) => `frozen for ${seconds} s`,
  previewHidden: 'hidden: no news from the server for more than 15 s',
  choose: 'Choose a block in the address: bloc=question, vote, horloge or soustitres.',
}

export const overlayWords: Dictionary<typeof fr> = { fr, en }
