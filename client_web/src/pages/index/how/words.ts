/** Words of « Comment ça marche ». */

import type { Phase } from '@protocol/messages'
import { type Dictionary, type Same } from '../../../i18n/locale.svelte'

const fr = {
  title: 'Comment ça marche',
  lead: 'Une ou un parlementaire pose une question. Pendant quelques mois, chacun peut lire, proposer, voter et débattre en direct. À la fin, il y a une proposition de loi, et une réponse motivée aux propositions les plus soutenues.',
  steps: 'Six étapes, dans cet ordre',
  do_presentation: 'Présenter',
  do_consultation: 'Consulter',
  do_synthesis: 'Rassembler',
  do_debate: 'Débattre',
  do_bill: 'Rédiger',
  do_mobilisation: 'Soutenir',
  what_presentation:
    'Le problème, ses causes et les premières pistes sont écrits, avec leurs sources. On sait de quoi on parle avant de donner son avis.',
  what_consultation:
    'Pendant trente jours, chaque proposition reçoit des votes (d’accord, mitigé, pas d’accord) et des arguments. Chacun peut proposer la sienne.',
  what_synthesis:
    'Les arguments qui disent la même chose sont rangés par familles. Rien n’est effacé\u00a0: chaque famille mène aux phrases d’origine, et un classement se conteste.',
  what_debate:
    'Le parlementaire et huit citoyens, tirés au sort ou auteurs des textes les plus soutenus, débattent en direct. Le public pose ses questions et vote.',
  what_bill:
    'Le texte s’écrit au grand jour. Les propositions les plus soutenues reçoivent chacune une réponse\u00a0: retenue ou écartée, et pourquoi.',
  what_mobilisation:
    'Chacun peut soutenir le texte publiquement. À chaque palier de soutiens, ce qui a été promis doit être fait.',
  sure: 'Ce sur quoi vous pouvez compter',
  sureDates: 'Des dates tenues',
  sureDatesWhy:
    'Chaque étape s’ouvre et se ferme à la seconde annoncée. Elle peut être prolongée, jamais raccourcie.',
  sureVotes: 'Des votes secrets que l’on peut recompter',
  sureVotesWhy:
    'Personne ne voit ce que vous avez voté. Les décomptes sont scellés pendant le vote et chacun peut les refaire ensuite.',
  sureDraw: 'Un tirage au sort vérifiable',
  sureDrawWhy:
    'Le tirage se sert d’un nombre public que personne ne connaît d’avance. Votre navigateur peut le refaire.',
  sureWords: 'Une modération qui s’explique',
  sureWordsWhy:
    'Un texte retiré l’est pour un motif de la charte, inscrit dans un registre public. Son auteur peut faire appel.',
  you: 'Que faut-il pour participer\u202f?',
  youRead: 'Lire, regarder, écouter\u00a0: rien, pas même un compte.',
  youAct:
    'Voter, proposer, poser une question\u00a0: une adresse e-mail. Pas de mot de passe\u00a0: un code arrive par message.',
  data: 'Données ouvertes',
  dataWhy:
    'Les textes, les arguments, les décomptes et le registre de chaque démarche se téléchargent, dans des formats libres.',
  dataOf: (title: string) => `Données de «\u00a0${title}\u00a0»`,
  source: 'Code source',
  sourceWhy:
    'Ce site est fait avec Hémicycle, un logiciel libre sous licence AGPL\u00a0: son code se lit, se vérifie et se réutilise.',
  sourceAsk: 'Demander le code de ce site',
  open: 'Ouvrir une démarche',
  openWhy:
    'Votre députée ou votre sénateur peut ouvrir une démarche ici. Les personnes qui en organisent déjà retrouvent les leurs dans «\u00a0Mes démarches\u00a0».',
  mine: 'Mes démarches',
  see: 'Voir les démarches ouvertes',
}

type Keyed = Record<`do_${Phase}` | `what_${Phase}`, string>
fr satisfies Keyed

const en: Same<typeof fr> = {
  title: 'How it works',
  lead: 'A member of parliament asks a question. For some months everybody can read, propose, vote and debate live. At the end there is a bill, and a reasoned answer to the most supported propositions.',
  steps: 'Six steps, in this order',
  do_presentation: 'Present',
  do_consultation: 'Consult',
  do_synthesis: 'Gather',
  do_debate: 'Debate',
  do_bill: 'Draft',
  do_mobilisation: 'Support',
  what_presentation:
    'The problem, its causes and first ideas are written down, with their sources. One knows what it is about before giving an opinion.',
  what_consultation:
    'For thirty days each proposition gets votes (agree, mixed, disagree) and arguments. Everybody can propose their own.',
  what_synthesis:
    'Arguments that say the same thing are gathered in families. Nothing is erased: each family leads to the original sentences, and a placement can be contested.',
  what_debate:
    'The member of parliament and eight citizens, drawn by lot or authors of the most supported texts, debate live. The audience asks its questions and votes.',
  what_bill:
    'The text is written in the open. The most supported propositions each get an answer: retained or set aside, and why.',
  what_mobilisation:
    'Everybody can support the text publicly. At each threshold of supports, what was promised must be done.',
  sure: 'What you can count on',
  sureDates: 'Dates that are kept',
  sureDatesWhy: 'Each step opens and closes at the second announced. It can be extended, never shortened.',
  sureVotes: 'Secret votes that can be recounted',
  sureVotesWhy:
    'Nobody sees what you voted. The counts are sealed during the vote, and everybody can redo them afterwards.',
  sureDraw: 'A draw that can be checked',
  sureDrawWhy: 'The draw uses a public number that nobody knows beforehand. Your browser can redo it.',
  sureWords: 'Moderation that explains itself',
  sureWordsWhy:
    'A text is removed for a reason of the charter, written in a public register. Its author can appeal.',
  you: 'What does it take to take part?',
  youRead: 'To read, watch, listen: nothing, not even an account.',
  youAct: 'To vote, propose, ask: an e-mail address. No password: a code arrives by mail.',
  data: 'Open data',
  dataWhy:
    'The texts, the arguments, the counts and the register of each process can be downloaded, in free formats.',
  dataOf: (title) => `Data of “${title}”`,
  source: 'Source code',
  sourceWhy:
    'This site is made with Hémicycle, free software under the AGPL: its code can be read, checked and used again.',
  sourceAsk: 'Ask for the code of this site',
  open: 'Open a process',
  openWhy:
    'Your member of parliament can open a process here. Those who organise some already find theirs under “My processes”.',
  mine: 'My processes',
  see: 'See the open processes',
}

export const howWords: Dictionary<typeof fr> = { fr, en }
