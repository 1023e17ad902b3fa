/** Why signing in did not go on, in words that say what to do next. Pure. */

import { refusalText } from '../../i18n/refusals'
import type { Refused } from '../../wire/refused'
import type { IndexWords } from './words'

/** The sentence of what was refused when an address was given. */
export function addressFault({ code, facts }: Refused, t: IndexWords): string {
  if (code !== 'invalid' && code !== 'too_long') return said(code, facts)
  if (typeof facts.signs === 'string') return t.strangeSigns(facts.signs)
  if (typeof facts.host === 'string') return t.strangeHost(facts.host)
  return t.badEmail
}

/** The sentence of what was refused when a code was typed. */
export function codeFault({ code, facts }: Refused, t: IndexWords): string {
  if (code === 'expired') return t.codeExpired
  if (code !== 'invalid' && code !== 'too_long') return said(code, facts)
  if (facts.asked_here === false) return t.otherBrowser
  if (facts.tries_left === 0) return t.noTries
  const left = typeof facts.tries_left === 'number' ? ` ${t.triesLeft(facts.tries_left)}` : ''
  return t.wrongCode + left
}

/** The sentence of what was refused when the button of a link was pressed. */
export function linkFault({ code, facts }: Refused, t: IndexWords): string {
  return code === 'invalid' || code === 'expired' ? t.linkSpent : said(code, facts)
}

/** What of a typed code is sent: its digits, of whatever script. */
export function digitsOf(code: string): string {
  return code.replace(/[^\p{Nd}]/gu, '')
}

function said(code: Refused['code'], facts: Refused['facts']): string {
  const text = refusalText(code, facts)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
