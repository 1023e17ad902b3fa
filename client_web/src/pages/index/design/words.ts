/** The titles of the design page; what it shows are samples (`samples.ts`). */

import type { Dictionary, Same } from '../../../i18n/locale.svelte'

const fr = {
  title: 'Assemblée\u00a0: les pièces du site',
  intro: 'Chaque pièce, dans chaque état. Cette page n’existe que sur une démonstration.',
  colours: 'Couleurs',
  type: 'Lettres',
  controls: 'Boutons, étiquettes, champs',
  icons: 'Signes',
  hemicycles: 'Hémicycles',
  bars: 'Barres de votes',
  seats: 'Sièges et portraits',
  covers: 'Étapes et couvertures',
  acts: 'Votes, fraîcheur, réponses',
}

const en: Same<typeof fr> = {
  title: 'Assemblée: the pieces of the site',
  intro: 'Each piece, in each state. This page is only there on a demonstration.',
  colours: 'Colours',
  type: 'Letters',
  controls: 'Buttons, tags, fields',
  icons: 'Signs',
  hemicycles: 'Hemicycles',
  bars: 'Bars of votes',
  seats: 'Seats and portraits',
  covers: 'Steps and covers',
  acts: 'Votes, freshness, answers',
}

export const designWords: Dictionary<typeof fr> = { fr, en }
