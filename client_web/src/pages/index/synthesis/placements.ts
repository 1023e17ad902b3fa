/** Where the arguments of a proposition stand in the published synthesis: asked once a page and proposition. */

import type { Placements } from '@protocol/messages'
import { get } from '../../../wire/api'
import { Refused } from '../../../wire/refused'

const asked = new Map<string, Promise<Placements | null>>()

/** The placements, or null where they cannot be had: a note is never worth a broken page. */
export function placementsOf(proposition: string): Promise<Placements | null> {
  const known = asked.get(proposition)
  if (known !== undefined) return known
  const coming = get('propositions/{id}/placements', { id: proposition }).catch((error: unknown) => {
    asked.delete(proposition)
    if (error instanceof Refused) return null
    throw error
  })
  asked.set(proposition, coming)
  return coming
}
