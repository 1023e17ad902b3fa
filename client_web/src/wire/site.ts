/** What the site says of itself: it stands in the head of each page, so nobody has to ask for it. */

import type { Site } from '@protocol/messages'

/** What a page knows that came from no node: while one works on it, and in tests. */
const NONE: Site = {
  name: 'Hémicycle',
  zone: 'Europe/Paris',
  clock: { fr: 'heure de Paris', en: 'Paris time' },
  conformance: 'partial',
  pages: [],
}

export const site: Site = told()

function told(): Site {
  if (typeof document === 'undefined') return NONE
  const block = document.getElementById('site')?.textContent
  return block == null ? NONE : (JSON.parse(block) as Site)
}
