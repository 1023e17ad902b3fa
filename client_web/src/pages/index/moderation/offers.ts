/** What a moderator may do with a text as it stands: mirrors `core/moderation.py`; the server has the last word. */

import type { DeskItem } from '@protocol/messages'
import type { DeskAct } from './desk-keyboard'

/** The acts offered on an item, in the order of their buttons. */
export function offers(item: DeskItem): DeskAct[] {
  if (!item.may_act) return []
  switch (item.state) {
    case 'visible':
      return (item.reports ?? []).length > 0 ? ['keep', 'bin'] : ['bin']
    case 'binned':
    case 'upheld':
      return ['restore']
    case 'appealed':
      return item.binned_by_me ? [] : ['uphold', 'overturn']
    case 'retired':
      return []
    default:
      return item.state satisfies never
  }
}

/** The one to open after `target` left the list at `place`: its neighbour, or none. */
export function nextOf(targets: readonly string[], target: string, place: number): string | null {
  const left = targets.filter((each) => each !== target)
  return left[Math.min(Math.max(place, 0), left.length - 1)] ?? null
}
