/** Words of the bar that a demonstration has at the foot of its pages. */

import type { Dictionary, Same } from '../i18n/locale.svelte'

const fr = {
  label: 'Démonstration',
  you_viewer: 'Vous êtes spectatrice.',
  you_citizen: 'Vous êtes citoyenne.',
  you_panelist: 'Vous êtes panéliste.',
  you_moderator: 'Vous êtes modératrice.',
  you_host: 'Vous êtes animatrice.',
  become: 'Devenir\u202f:',
  citizen: 'Citoyenne',
  panelist: 'Panéliste',
  moderator: 'Modératrice',
  host: 'Animatrice',
  watch: 'Le direct',
  outbox: 'Le courrier',
  failed: 'Cela n’a pas marché. Réessayez.',
}

const en: Same<typeof fr> = {
  label: 'Demonstration',
  you_viewer: 'You are a viewer.',
  you_citizen: 'You are a citizen.',
  you_panelist: 'You are a panelist.',
  you_moderator: 'You are a moderator.',
  you_host: 'You are the host.',
  become: 'Become:',
  citizen: 'Citizen',
  panelist: 'Panelist',
  moderator: 'Moderator',
  host: 'Host',
  watch: 'The live debate',
  outbox: 'The mail',
  failed: 'That did not work. Try again.',
}

export const demoWords: Dictionary<typeof fr> = { fr, en }
