/** Words of the site's own texts: their titles, and what is said around them. */

import type { SitePageSlug } from '@protocol/messages'
import type { Dictionary, Same } from '../../../i18n/locale.svelte'

const fr = {
  title_accessibility: 'Accessibilité',
  title_legal: 'Mentions légales',
  title_privacy: 'Données personnelles',
  title_cookies: 'Cookies',
  title_moderation: 'Comment nous modérons',
  title_contact: 'Nous écrire',
  conformance_none: 'Accessibilité\u00a0: non conforme',
  conformance_partial: 'Accessibilité\u00a0: partiellement conforme',
  conformance_full: 'Accessibilité\u00a0: totalement conforme',
  draft: 'Texte type, fourni avec le logiciel\u00a0: l’équipe de ce site ne l’a pas encore relu.',
  writtenAt: (day: string) => `Texte du ${day}`,
}

const en: Same<typeof fr> = {
  title_accessibility: 'Accessibility',
  title_legal: 'Legal notice',
  title_privacy: 'Personal data',
  title_cookies: 'Cookies',
  title_moderation: 'How we moderate',
  title_contact: 'Write to us',
  conformance_none: 'Accessibility: not conformant',
  conformance_partial: 'Accessibility: partially conformant',
  conformance_full: 'Accessibility: fully conformant',
  draft: 'A text that comes with the software: the team of this site has not looked at it yet.',
  writtenAt: (day: string) => `Text of ${day}`,
}

export const aboutWords: Dictionary<typeof fr> = { fr, en }

/** The order of the footer. */
export const ABOUT_PAGES = [
  'accessibility',
  'legal',
  'privacy',
  'cookies',
  'moderation',
  'contact',
] as const satisfies readonly SitePageSlug[]
