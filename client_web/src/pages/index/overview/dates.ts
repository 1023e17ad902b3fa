/** A date without an hour, which is the same wherever it is read. */

import { locale } from '../../../i18n/locale.svelte'

/** `26 septembre 2015`, of an instant at noon in UTC. */
export function dateOf(at: number): string {
  return new Intl.DateTimeFormat(locale() === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(at)
}
