/**
 * How an editor's act is undone: the acts that put things back as they were, worked out before it is done.
 * Versions are filled in when it is undone, from the sorting as it is then. All of it is pure.
 */

import type { ArgumentFamily, FamilyPlace, Filing, IgnoreReason, PlaceSource } from '@protocol/messages'

export type Restoring =
  | { act: 'unplace'; arguments: string[] }
  | { act: 'ignore'; arguments: string[]; reason: IgnoreReason; note: string }
  | { act: 'place_all'; arguments: string[]; family: string; source: PlaceSource }
  | { act: 'place'; argument: string; places: FamilyPlace[] }

/** The acts that give arguments back the filings they had, as few as possible. */
export function restoring(before: readonly Filing[]): Restoring[] {
  const acts = new Map<string, Restoring>()
  const gather = (key: string, argument: string, fresh: Restoring & { arguments: string[] }) => {
    const there = acts.get(key)
    if (there !== undefined && 'arguments' in there) there.arguments.push(argument)
    else acts.set(key, fresh)
  }
  for (const { argument, state = 'todo', places = [], reason, note = '' } of before) {
    const only = places[0]
    if (state === 'todo') gather('todo', argument, { act: 'unplace', arguments: [argument] })
    else if (state === 'ignored') {
      const why = reason ?? 'other'
      gather(`ignored ${why} ${note}`, argument, { act: 'ignore', arguments: [argument], reason: why, note })
    } else if (only !== undefined && places.length === 1 && only.part == null) {
      const { family, source = 'human' } = only
      gather(`in ${family} ${source}`, argument, { act: 'place_all', arguments: [argument], family, source })
    } else acts.set(`split ${argument}`, { act: 'place', argument, places: [...places] })
  }
  return [...acts.values()]
}

/** The same filings with one family's id instead of another's: a family founded anew has a new id. */
export function renamed(before: readonly Filing[], from: string, to: string): Filing[] {
  return before.map((filing) => ({
    ...filing,
    places: (filing.places ?? []).map((place) => (place.family === from ? { ...place, family: to } : place)),
  }))
}

/** The families of a side in their order. */
export function ofSide(families: readonly ArgumentFamily[], side: ArgumentFamily['side']): ArgumentFamily[] {
  return families
    .filter((family) => family.side === side)
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0) || (a.id < b.id ? -1 : 1))
}
