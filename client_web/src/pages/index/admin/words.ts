/** Words of the page where the site itself is set up. */

import type { Dictionary, Same } from '../../../i18n/locale.svelte'

const fr = {
  title: 'Ce site',
  why: 'Ce que le site dit de lui-même, sur chaque page et dans chaque courriel.',
  signIn: 'Pour régler ce site, il faut être connecté·e.',
  denied:
    'Cette page est pour l’administration du site. Qui tient le serveur nomme ces personnes par la commande «\u00a0hemicycle user add\u00a0».',
  identity: 'Identité',
  name: 'Nom du site',
  nameHint: 'En tête de chaque page, des courriels et des images de partage.',
  controller: 'Responsable des données',
  controllerHint:
    'Le nom entier de l’organisme qui répond du site et des données. Il est nommé là où l’on demande un accord.',
  contact: 'Adresse de contact',
  contactHint: 'Une adresse électronique ou postale, publiée dans les textes du site.',
  zone: 'Fuseau horaire',
  zoneHint:
    'Celui des heures annoncées, sauf là où une démarche en dit un autre. Par exemple\u00a0: Europe/Paris, Indian/Reunion.',
  conformance: 'Niveau d’accessibilité déclaré',
  conformanceHint: 'La loi demande de l’afficher sur la page d’accueil.',
  save: 'Enregistrer',
  badZone: 'Ce fuseau n’existe pas. Choisissez-en un dans la liste.',
  changed: 'Quelqu’un d’autre a changé ces réglages entre-temps. Ce que vous avez écrit est gardé.',
  present: 'Ce qui est enregistré',
  overwrite: 'Enregistrer le mien par-dessus',
  take: 'Reprendre ce qui est enregistré',
  texts: 'Textes du bas de page',
  textsHint:
    'Un texte type est fourni en français et en anglais. Relisez-le, complétez ce qui est entre crochets, enregistrez.',
  isDraft: 'texte type, à relire',
  isWritten: (day: string) => `écrit le ${day}`,
  french: 'Français',
  english: 'Anglais',
  edit: (title: string, language: string) => `Modifier «\u00a0${title}\u00a0» en ${language.toLowerCase()}`,
  editShort: 'Modifier',
  see: 'Voir la page',
  body: 'Texte',
  bodyHint: 'Une ligne vide sépare les paragraphes. ## Titre, **gras**, - liste, [lien](https://…).',
  startAgain: 'Revenir au texte type',
  close: 'Fermer',
  history: 'Qui a changé quoi',
  noHistory: 'Rien n’a encore été changé.',
  didSettings: 'réglages',
  somebody: 'un compte fermé',
}

const en: Same<typeof fr> = {
  title: 'This site',
  why: 'What the site says of itself, on every page and in every mail.',
  signIn: 'To set this site up, sign in.',
  denied:
    'This page is for the administrators of the site. Whoever runs the server names them with the command “hemicycle user add”.',
  identity: 'Identity',
  name: 'Name of the site',
  nameHint: 'At the top of every page, of mails and of shared pictures.',
  controller: 'Controller of the data',
  controllerHint:
    'The whole name of the organisation that answers for the site and its data. It is named where consent is asked.',
  contact: 'Contact address',
  contactHint: 'An e-mail or postal address, published in the texts of the site.',
  zone: 'Time zone',
  zoneHint:
    'Of the hours that are told, unless a process says another. For example: Europe/Paris, Indian/Reunion.',
  conformance: 'Declared level of accessibility',
  conformanceHint: 'French law has it shown on the home page.',
  save: 'Save',
  badZone: 'There is no such zone. Choose one from the list.',
  changed: 'Somebody else changed these settings meanwhile. What you wrote is kept.',
  present: 'What is saved',
  overwrite: 'Save mine over it',
  take: 'Take what is saved',
  texts: 'Texts at the foot of pages',
  textsHint: 'A text is provided in French and in English. Read it, fill in what stands in brackets, save.',
  isDraft: 'provided text, to be read',
  isWritten: (day: string) => `written on ${day}`,
  french: 'French',
  english: 'English',
  edit: (title: string, language: string) => `Edit “${title}” in ${language}`,
  editShort: 'Edit',
  see: 'See the page',
  body: 'Text',
  bodyHint: 'An empty line parts paragraphs. ## Title, **bold**, - list, [link](https://…).',
  startAgain: 'Back to the provided text',
  close: 'Close',
  history: 'Who changed what',
  noHistory: 'Nothing was changed yet.',
  didSettings: 'settings',
  somebody: 'an account that was closed',
}

export const adminWords: Dictionary<typeof fr> = { fr, en }
