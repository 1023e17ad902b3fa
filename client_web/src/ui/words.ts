/** Words of the pictures that all pages share. */

import { type Dictionary, plural, type Same } from '../i18n/locale.svelte'

const fr = {
  tally_agree: (_: number) => 'd’accord',
  tally_mixed: (n: number) => plural('fr', n, 'mitigé', 'mitigés'),
  tally_disagree: (_: number) => 'pas d’accord',
  noVote: 'Pas encore de vote',
  option: 'Réponse',
  votes: 'Voix',
  share: 'Part',
  dotIsVoice: 'Un point, une voix.',
  dotIsShare: 'Un point, 1\u00a0% des voix.',
  step: (number: number, steps: number) => `Phase ${number} sur ${steps}`,
  beforeSteps: 'Pas encore commencée',
  seat_speaks: 'a la parole en ce moment',
  seat_here: 'présent·e',
  seat_awaited: 'pas encore arrivé·e',
}

const en: Same<typeof fr> = {
  tally_agree: () => 'agree',
  tally_mixed: () => 'mixed',
  tally_disagree: () => 'disagree',
  noVote: 'No vote yet',
  option: 'Answer',
  votes: 'Votes',
  share: 'Share',
  dotIsVoice: 'One dot, one vote.',
  dotIsShare: 'One dot, 1% of the votes.',
  step: (number, steps) => `Phase ${number} of ${steps}`,
  beforeSteps: 'Not begun yet',
  seat_speaks: 'is speaking now',
  seat_here: 'here',
  seat_awaited: 'not here yet',
}

export const pictureWords: Dictionary<typeof fr> = { fr, en }
