/**
 * The language of the page: which one stands, and the words in it.
 *
 * A dictionary is `{ fr, en }`, called after its folder: `panelWords` in `panel/words.ts`. `words(panelWords)` is
 * read inside a component, so changing the language changes the words in place and nothing typed is lost.
 */

import { shelf } from '../wire/shelf'

export type Locale = 'fr' | 'en'

/** A text, or a text made from facts. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments of a message are typed where it is written
export type Text = string | ((...facts: any[]) => string)

/** The same keys as another language, each with the same facts. */
export type Same<T extends Record<string, Text>> = {
  [K in keyof T]: T[K] extends (...facts: infer F) => string ? (...facts: F) => string : string
}

export interface Dictionary<T extends Record<string, Text>> {
  fr: Same<T>
  en: Same<T>
}

const KEPT = 'hemicycle.locale'

class Current {
  locale = $state<Locale>('fr')
}

const current = new Current()

/** The language of the page. */
export function locale(): Locale {
  return current.locale
}

/** Change the language of the page and remember it on this device. */
export function speak(next: Locale, keep = true): void {
  current.locale = next
  if (typeof document === 'undefined') return
  document.documentElement.lang = next
  if (keep) shelf.setItem(KEPT, next)
}

/** Take the language chosen before, or the first of the device's that we have. */
export function startLocale(): void {
  const kept = shelf.getItem(KEPT)
  const wished = kept === 'fr' || kept === 'en' ? kept : navigator.language.startsWith('en') ? 'en' : 'fr'
  speak(wished, false)
}

/** The words of a dictionary in the language of the page. */
export function words<T extends Record<string, Text>>(dictionary: Dictionary<T>): Same<T> {
  return dictionary[current.locale]
}

/** Singular or plural by the rules of the language; French says 0 and 1 in the singular. */
export function plural(language: Locale, count: number, one: string, other: string): string {
  return rules[language].select(count) === 'one' ? one : other
}

const rules: Record<Locale, Intl.PluralRules> = {
  fr: new Intl.PluralRules('fr'),
  en: new Intl.PluralRules('en'),
}
