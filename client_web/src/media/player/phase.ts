/** What the viewer is told about the picture: one pure function of what is known. */

export type Phase = 'loading' | 'playing' | 'stalled' | 'offline' | 'ended' | 'unsupported'
export type Quality = 'hd' | 'eco' | 'audio'

export interface Known {
  /** No way to play this here. */
  unsupported: boolean
  ended: boolean
  /** A picture or sound was played since the start. */
  started: boolean
  /** The element waits for data. */
  waiting: boolean
  /** The viewer stopped it. */
  paused: boolean
  /** The link stands. */
  linked: boolean
}

/** The state to show. A lost link is told only once the buffer is empty: until then nothing is amiss. */
export function phaseOf(known: Known): Phase {
  if (known.unsupported) return 'unsupported'
  if (known.ended) return 'ended'
  if (!known.started) return known.linked ? 'loading' : 'offline'
  if (known.paused || !known.waiting) return 'playing'
  return known.linked ? 'stalled' : 'offline'
}
