/** Words of the home, process, proposition, sign-in, outbox and entry pages. */

import type { DebateState, Phase } from '@protocol/messages'
import { type Dictionary, plural, type Same } from '../../i18n/locale.svelte'
import { phaseWords } from '../../i18n/phases'

const fr = {
  tagline: 'Écrire la loi ensemble, en direct',
  intro:
    'Parlementaires et citoyen·nes travaillent un texte en six phases, de la question posée au dépôt d’une proposition de loi. Lire et regarder ne demandent pas de compte.',
  debates: 'Débats',
  processes: 'Démarches',
  noDebate: 'Aucun débat n’est annoncé pour l’instant.',
  noProcess: 'Aucune démarche n’est ouverte pour l’instant.',
  watch: 'Suivre le débat',
  replay: 'Voir la rediffusion',
  ask: 'Poser une question avant le débat',
  read: 'Lire et participer',
  ds_rehearsal: 'Répétition',
  ds_lobby: 'Bientôt',
  ds_live: 'En direct',
  ds_paused: 'En pause',
  ds_ended: 'Terminé',
  propositions: (n: number) => plural('fr', n, 'proposition', 'propositions'),
  people: (n: number) => plural('fr', n, 'personne', 'personnes'),
  arguments: (n: number) => plural('fr', n, 'argument', 'arguments'),

  ...phaseWords.fr,
  phases: 'Les six phases',
  phaseNow: 'en cours',
  phaseDone: 'terminée',
  phaseComing: (date: string) => `à partir du ${date}`,

  leftUntil: (left: string, date: string) => `Il reste ${left}, jusqu’au ${date}`,
  closesSoon: 'La consultation ferme bientôt. Fait foi l’heure de réception par le serveur.',
  opensAt: (date: string) => `La consultation ouvre le ${date}.`,
  closedAt: (date: string) => `La consultation est fermée depuis le ${date}. Les votes ne changent plus.`,
  notPlanned: 'La consultation n’a pas encore de date.',
  votesImported: (n: number) =>
    plural('fr', n, 'vote repris d’une autre plateforme', 'votes repris d’une autre plateforme'),
  votesHere: (n: number) => plural('fr', n, 'vote ici', 'votes ici'),
  rule: 'Un vote par personne et par proposition\u202f; vous pouvez en changer ou le retirer jusqu’à la fermeture.',
  consultation: 'Consultation',
  sections: 'Parties du texte',
  allSections: 'Toutes les parties',
  sort: 'Trier',
  sort_random: 'au hasard',
  sort_agreed: 'les plus soutenues',
  sort_voted: 'les plus débattues',
  sort_newest: 'les plus récentes',
  listEmpty: 'Aucune proposition ici. Choisissez une autre partie.',
  more: (shown: string) => `Afficher ${shown} de plus`,
  shownOf: (shown: string, total: string) => `${shown} sur ${total}`,
  proposition: (n: string) => `Proposition ${n}`,
  by: (name: string) => `par ${name}`,
  official: 'Texte de départ · hors classement',
  readOn: 'Lire la suite avant de voter',
  openWhole: 'Lire les arguments',
  yourVote: (choice: string) => `Votre vote\u00a0: ${choice}`,
  yourOwn: 'C’est votre proposition\u00a0: votre vote est gardé pour vous et n’est pas compté.',
  withdraw: 'Retirer mon vote',
  voteClosed: 'Le vote n’est pas ouvert.',
  signInToVote: 'Pour voter, il faut un compte. Lire n’en demande pas.',
  backToList: 'Retour à la consultation',
  argumentsTitle: 'Arguments',
  for: 'Pour',
  against: 'Contre',
  noArguments: 'Aucun argument de ce côté.',
  importedSupports: (n: number, shown: string) =>
    `${shown} ${plural('fr', n, 'soutien repris', 'soutiens repris')}`,

  signInTitle: 'Se connecter',
  signInWhy:
    'Pour voter et poser des questions, il faut un compte. Pas de mot de passe\u00a0: un code arrive par e-mail.',
  kept: 'Ce que vous avez écrit est gardé.',
  email: 'Adresse e-mail',
  sendCode: 'Recevoir un code',
  codeSent: (email: string) =>
    `Un message est parti à ${email}, si cette adresse est valable. Il contient un code, à taper ici dans le quart d’heure, et un lien, qui ouvre sur n’importe quel appareil pendant une heure.`,
  code: 'Code à 6 chiffres',
  check: 'Valider',
  again: 'Renvoyer',
  againIn: (left: string) => `Renvoyer (${left})`,
  otherAddress: 'Autre adresse',
  noMail: 'Rien reçu\u202f? Regardez les indésirables, vérifiez l’adresse, ou demandez un nouveau code.',
  mailRefused: (email: string) =>
    `Le message n’est pas arrivé\u00a0: le serveur de ${email} le refuse. Vérifiez l’adresse, ou donnez-en une autre.`,
  mailWaits:
    'Le message n’est pas encore parti\u00a0: un serveur de courrier se fait attendre. Gardez cette page ouverte, nous essayons de nouveau.',
  demoMail: 'Démonstration\u00a0: le message est dans le courrier de la démonstration.',
  wrongCode: 'Ce code n’est pas le bon, ou il n’est plus valable.',
  triesLeft: (n: number) => `${n} ${plural('fr', n, 'essai restant', 'essais restants')}.`,
  badEmail: 'Cette adresse e-mail n’est pas complète.',
  strangeSigns: (signs: string) =>
    `Avant le @, «\u00a0${signs}\u00a0» n’est pas accepté par la plupart des messageries\u00a0: vérifiez l’adresse.`,
  strangeHost: (host: string) => `«\u00a0${host}\u00a0» ne peut pas suivre le @\u00a0: vérifiez l’adresse.`,
  codeExpired:
    'Ce code ne vaut plus\u00a0: il avait un quart d’heure. Le lien du message vaut une heure, ou demandez un nouveau code.',
  noTries:
    'Trop d’essais avec ce code. Ouvrez le lien du message, qui vaut encore, ou demandez un nouveau code.',
  otherBrowser:
    'Ce code a été demandé dans un autre navigateur, ou ses cookies sont effacés. Ouvrez le lien du message, ou demandez un nouveau code ici.',
  linkTitle: 'Confirmer la connexion',
  linkWhy: 'Ouvrir un lien ne suffit pas\u00a0: appuyez pour vous connecter sur cet appareil.',
  linkButton: 'Me connecter',
  linkSpent: 'Ce lien a déjà servi ou n’est plus valable. Demandez un nouveau message.',
  signedInAs: (name: string) => `Vous êtes connecté·e\u00a0: ${name}.`,
  consent:
    'Vos votes et questions sont des opinions politiques. Ils sont comptés sous un pseudonyme\u202f; vous pouvez les retirer.',

  enterTitle: 'Votre invitation',
  enter: 'Entrer',
  enterWhy: 'Ce lien est personnel. Il ouvre la page qui vous est réservée sur cet appareil.',
  enterExpired: 'Ce lien n’est plus valable. Demandez-en un nouveau à l’organisation.',
  enterUnknown: 'Ce lien n’ouvre rien, ou un lien plus récent l’a remplacé. Demandez-en un nouveau.',
  enterRevoked: 'Ce lien a été annulé. Demandez-en un nouveau à l’organisation.',

  outboxTitle: 'Courrier de la démonstration',
  outboxWhy: 'Cette installation n’envoie pas d’e-mail\u00a0: les messages paraissent ici.',
  outboxEmpty: 'Aucun message.',
  outboxNone: 'Cette installation envoie de vrais e-mails\u00a0: il n’y a rien à lire ici.',
  to: 'À',
  refresh: 'Actualiser',
}

type Keyed = Record<`ds_${DebateState}` | `ph_${Phase}`, string>
fr satisfies Keyed

const en: Same<typeof fr> = {
  tagline: 'Writing the law together, live',
  intro:
    'Members of parliament and citizens work on a text in six phases, from the question to a filed bill. Reading and watching need no account.',
  debates: 'Debates',
  processes: 'Processes',
  noDebate: 'No debate is announced for now.',
  noProcess: 'No process is open for now.',
  watch: 'Watch the debate',
  replay: 'Watch the replay',
  ask: 'Ask a question before the debate',
  read: 'Read and take part',
  ds_rehearsal: 'Rehearsal',
  ds_lobby: 'Soon',
  ds_live: 'Live',
  ds_paused: 'Paused',
  ds_ended: 'Ended',
  propositions: (n) => plural('en', n, 'proposition', 'propositions'),
  people: (n) => plural('en', n, 'person', 'people'),
  arguments: (n) => plural('en', n, 'argument', 'arguments'),

  ...phaseWords.en,
  phases: 'The six phases',
  phaseNow: 'now',
  phaseDone: 'done',
  phaseComing: (date) => `from ${date}`,

  leftUntil: (left, date) => `${left} left, until ${date}`,
  closesSoon: 'The consultation closes soon. What counts is when the server receives it.',
  opensAt: (date) => `The consultation opens on ${date}.`,
  closedAt: (date) => `The consultation has been closed since ${date}. Votes no longer change.`,
  notPlanned: 'The consultation has no date yet.',
  votesImported: (n) => plural('en', n, 'vote from another platform', 'votes from another platform'),
  votesHere: (n) => plural('en', n, 'vote here', 'votes here'),
  rule: 'One vote per person and proposition; you can change or withdraw it until the close.',
  consultation: 'Consultation',
  sections: 'Parts of the text',
  allSections: 'All parts',
  sort: 'Sort',
  sort_random: 'at random',
  sort_agreed: 'most agreed',
  sort_voted: 'most debated',
  sort_newest: 'newest',
  listEmpty: 'No proposition here. Choose another part.',
  more: (shown) => `Show ${shown} more`,
  shownOf: (shown, total) => `${shown} of ${total}`,
  proposition: (n) => `Proposition ${n}`,
  by: (name) => `by ${name}`,
  official: 'Starting text · not ranked',
  readOn: 'Read the rest before voting',
  openWhole: 'Read the arguments',
  yourVote: (choice) => `Your vote: ${choice}`,
  yourOwn: 'This is your proposition: your vote is kept for you and not counted.',
  withdraw: 'Withdraw my vote',
  voteClosed: 'Voting is not open.',
  signInToVote: 'To vote you need an account. Reading needs none.',
  backToList: 'Back to the consultation',
  argumentsTitle: 'Arguments',
  for: 'For',
  against: 'Against',
  noArguments: 'No argument on this side.',
  importedSupports: (n, shown) => `${shown} ${plural('en', n, 'imported support', 'imported supports')}`,

  signInTitle: 'Sign in',
  signInWhy: 'To vote and ask questions you need an account. No password: a code arrives by e-mail.',
  kept: 'What you wrote is kept.',
  email: 'E-mail address',
  sendCode: 'Send me a code',
  codeSent: (email) =>
    `A message was sent to ${email}, if that address is valid. It holds a code, to be typed here within a quarter of an hour, and a link, which opens on any device for an hour.`,
  code: '6-digit code',
  check: 'Confirm',
  again: 'Send again',
  againIn: (left) => `Send again (${left})`,
  otherAddress: 'Another address',
  noMail: 'Nothing received? Look in the spam folder, check the address, or ask for a new code.',
  mailRefused: (email) =>
    `The message did not arrive: the server of ${email} refuses it. Check the address, or give another one.`,
  mailWaits:
    'The message has not left yet: a mail server is slow to answer. Keep this page open, we go on trying.',
  demoMail: 'Demo: the message is in the demo mail.',
  wrongCode: 'This code is not the right one, or no longer valid.',
  triesLeft: (n) => `${n} ${plural('en', n, 'try', 'tries')} left.`,
  badEmail: 'This e-mail address is not complete.',
  strangeSigns: (signs) =>
    `Before the @, “${signs}” is not accepted by most mail providers: check the address.`,
  strangeHost: (host) => `“${host}” cannot follow the @: check the address.`,
  codeExpired:
    'This code is no longer valid: it had a quarter of an hour. The link of the message works for an hour, or ask for a new code.',
  noTries:
    'Too many tries with this code. Open the link of the message, which still works, or ask for a new code.',
  otherBrowser:
    'This code was asked for in another browser, or its cookies were cleared. Open the link of the message, or ask for a new code here.',
  linkTitle: 'Confirm signing in',
  linkWhy: 'Opening a link is not enough: press to sign in on this device.',
  linkButton: 'Sign me in',
  linkSpent: 'This link was already used or is no longer valid. Ask for a new message.',
  signedInAs: (name) => `You are signed in: ${name}.`,
  consent:
    'Your votes and questions are political opinions. They are counted under a pseudonym; you can withdraw them.',

  enterTitle: 'Your invitation',
  enter: 'Enter',
  enterWhy: 'This link is personal. It opens the page reserved for you on this device.',
  enterExpired: 'This link is no longer valid. Ask the organiser for a new one.',
  enterUnknown: 'This link opens nothing, or a newer one replaced it. Ask for a new one.',
  enterRevoked: 'This link was cancelled. Ask the organiser for a new one.',

  outboxTitle: 'Demo mail',
  outboxWhy: 'This installation sends no e-mail: messages appear here.',
  outboxEmpty: 'No message.',
  outboxNone: 'This installation sends real e-mail: there is nothing to read here.',
  to: 'To',
  refresh: 'Refresh',
}

export const indexWords: Dictionary<typeof fr> = { fr, en }

export type IndexWords = typeof fr
