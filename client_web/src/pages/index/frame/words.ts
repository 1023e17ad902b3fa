/** Words of the frame: navigation, the tabs of a process, the foot of the page. */

import { type Dictionary, type Same } from '../../../i18n/locale.svelte'
import type { TabName } from './tabs'

const fr = {
  main: 'Navigation principale',
  processes: 'Démarches',
  debates: 'Débats',
  how: 'Comment ça marche',
  myAccount: (name: string) => `Mon compte\u00a0: ${name}`,
  trail: 'Fil d’Ariane',
  steps: 'Étapes de la démarche',
  tab_presentation: 'Présentation',
  tab_consultation: 'Propositions',
  tab_overview: 'Vue d’ensemble',
  tab_synthesis: 'Synthèse',
  tab_debate: 'Débat',
  tab_bill: 'Proposition de loi',
  tab_mobilisation: 'Soutenir',
  toCome: 'à venir',
  comesOn: (date: string) => `le ${date}`,
  inDirect: 'en direct',
  site: 'Ce site',
  data: 'Données ouvertes',
  source: 'Code source (AGPL)',
  demoMail: 'Courrier de la démonstration',
}

type Keyed = Record<`tab_${TabName}`, string>
fr satisfies Keyed

const en: Same<typeof fr> = {
  main: 'Main navigation',
  processes: 'Processes',
  debates: 'Debates',
  how: 'How it works',
  myAccount: (name) => `My account: ${name}`,
  trail: 'Breadcrumb',
  steps: 'Steps of the process',
  tab_presentation: 'Presentation',
  tab_consultation: 'Propositions',
  tab_overview: 'Overview',
  tab_synthesis: 'Synthesis',
  tab_debate: 'Debate',
  tab_bill: 'Bill',
  tab_mobilisation: 'Support',
  toCome: 'to come',
  comesOn: (date) => `on ${date}`,
  inDirect: 'live',
  site: 'This site',
  data: 'Open data',
  source: 'Source code (AGPL)',
  demoMail: 'Demo mail',
}

export const frameWords: Dictionary<typeof fr> = { fr, en }
