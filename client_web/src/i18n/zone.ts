/**
 * The zone whose clocks a page tells: that of its process, else the site's, as the head of the page says.
 *
 * A device elsewhere is told so once (`ui/ZoneNote.svelte`), and no time on the page is its own.
 */

import { site } from '../wire/site'
import { locale, type Locale } from './locale.svelte'

/** Cities that the zone's own name writes without their accents. */
const FRENCH_NAMES: Record<string, string> = { Reunion: 'La Réunion', Noumea: 'Nouméa' }

/** The zone of the page, as IANA calls it. */
export function zone(): string {
  return site.zone
}

/** Whose clocks tell the hours of the page, `heure de Paris`. */
export function clockName(): string {
  return site.clock[locale()]
}

/** The city that a zone is called after. */
export function cityOf(name: string, language: Locale = locale()): string {
  const city = name.slice(name.lastIndexOf('/') + 1)
  return (language === 'fr' && FRENCH_NAMES[city]) || city.replaceAll('_', ' ')
}

/** The time of day in a zone, `12:46`. */
export function timeIn(name: string, at: number): string {
  return new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', timeZone: name }).format(at)
}

/** Whether a clock of this device shows another time than the page's: zones may agree and have two names. */
export function differsHere(at: number, here = Intl.DateTimeFormat().resolvedOptions().timeZone): boolean {
  return timeIn(here, at) !== timeIn(zone(), at)
}
