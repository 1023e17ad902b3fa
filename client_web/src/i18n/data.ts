/** Words of the page of open data. */

import { type Dictionary, plural, type Same } from './locale.svelte'

const fr = {
  title: 'Données ouvertes',
  intro:
    'Tout ce qui est public dans cette démarche, à télécharger et à réutiliser. Aucune adresse, aucun compte\u00a0: seuls les noms affichés sur les pages.',
  licence: 'Licence',
  licenceOpen: 'Licence Ouverte 2.0 (Etalab)',
  version: 'Version des fichiers',
  csvIs:
    'CSV\u00a0: pour un tableur (UTF-8, virgules). Un texte qui commencerait comme une formule est précédé d’une apostrophe.',
  jsonIs: 'JSON\u00a0: exact, une ligne par enregistrement. Les instants sont en UTC.',
  csv: (name: string) => `${name}, en CSV`,
  json: (name: string) => `${name}, en JSON`,
  columns: (n: number) => `${n} ${plural('fr', n, 'colonne', 'colonnes')}`,
  files: 'Fichiers',
  others: 'Autres formes',
  feed: 'Fil Atom de la démarche',
  api: 'API documentée (OpenAPI)',
  cap: 'Propositions, arguments et votes au format des exports de Cap Collectif (CSV)',
  back: (title: string) => `← ${title}`,

  type_process: 'La démarche',
  type_phases: 'Les phases',
  type_log: 'Le journal public de la démarche',
  type_propositions: 'Les propositions',
  type_arguments: 'Les arguments',
  type_proposition_versions: 'Les versions antérieures des propositions',
  type_argument_versions: 'Les versions antérieures des arguments',
  type_rankings: 'Le classement des propositions à la clôture',
  type_moderation_register: 'Le registre de la modération',
  type_bin: 'La corbeille',
  type_panel: 'Le dossier du panel, vérifiable',
  type_tallies: 'Les votes, comptés',
  type_set_aside: 'Les contributions mises hors compte',
  type_ballots: 'Les bulletins, sous pseudonyme',
  type_debates: 'Les débats',
  type_debate_log: 'Les journaux publics des débats',
  type_debate_tallies: 'Les soutiens aux questions et les réponses aux sondages, comptés',
  type_questions: 'Les questions posées dans les débats',
  type_polls: 'Les sondages des débats',
  type_speaking_times: 'Les temps de parole',
}

const en: Same<typeof fr> = {
  title: 'Open data',
  intro:
    'Everything that is public in this process, to download and to reuse. No address, no account: only the names that the pages show.',
  licence: 'Licence',
  licenceOpen: 'Open Licence 2.0 (Etalab)',
  version: 'Version of the files',
  csvIs:
    'CSV: for a spreadsheet (UTF-8, commas). A text that would begin like a formula has an apostrophe in front.',
  jsonIs: 'JSON: exact, one line a record. Instants are in UTC.',
  csv: (name) => `${name}, as CSV`,
  json: (name) => `${name}, as JSON`,
  columns: (n) => `${n} ${plural('en', n, 'column', 'columns')}`,
  files: 'Files',
  others: 'Other forms',
  feed: 'Atom feed of the process',
  api: 'Documented API (OpenAPI)',
  cap: 'Propositions, arguments and votes in the format of Cap Collectif’s exports (CSV)',
  back: (title) => `← ${title}`,

  type_process: 'The process',
  type_phases: 'The phases',
  type_log: 'The public log of the process',
  type_propositions: 'The propositions',
  type_arguments: 'The arguments',
  type_proposition_versions: 'Earlier versions of the propositions',
  type_argument_versions: 'Earlier versions of the arguments',
  type_rankings: 'The ranking of the propositions at closing',
  type_moderation_register: 'The moderation register',
  type_bin: 'The bin',
  type_panel: 'The panel file, verifiable',
  type_tallies: 'The votes, counted',
  type_set_aside: 'Contributions out of the counts',
  type_ballots: 'The ballots, under pseudonyms',
  type_debates: 'The debates',
  type_debate_log: 'The public logs of the debates',
  type_debate_tallies: 'Supports of questions and answers to polls, counted',
  type_questions: 'The questions asked in the debates',
  type_polls: 'The polls of the debates',
  type_speaking_times: 'The speaking times',
}

export const data: Dictionary<typeof fr> = { fr, en }
