/** The public random value: when a drand round is due, and what the draw is made with. */

import type { Beacon } from '@protocol/messages'
import { sha256 } from './digests'

const DRAND_GENESIS_MS = 1_692_803_367_000
const DRAND_PERIOD_MS = 3_000
const SIGNATURE = /^[0-9a-f]{96}$/

/** When a drand round is published. */
export function timeOf(round: number): number {
  return DRAND_GENESIS_MS + (round - 1) * DRAND_PERIOD_MS
}

/** The first round that nobody can know at `at`. */
export function firstRoundAfter(at: number): number {
  return Math.floor((at - DRAND_GENESIS_MS) / DRAND_PERIOD_MS) + 2
}

/** Whether a round's randomness is the SHA-256 of its signature, as drand defines it. */
export function isRandomnessOf(signature: string, randomness: string): boolean {
  if (!SIGNATURE.test(signature)) return false
  const bytes = signature.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []
  return sha256(Uint8Array.from(bytes)) === randomness
}

/** What the draw is made with: the value, written as a text source of RFC 3797 where that asks for it. */
export function keyOf({ source, algorithm, value }: Beacon): string {
  return source === 'drand' && algorithm === 'rfc3797' ? `${value.toUpperCase()}/` : value
}
