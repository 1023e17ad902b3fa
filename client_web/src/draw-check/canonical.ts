/** One form of a document, so that its SHA-256 is the same on every machine (SPEC P1). */

import type { PoolMember } from '@protocol/messages'
import { sha256 } from './digests'

const POOL_FORMAT = 'hemicycle-pool-1'

/** `value` as JSON: keys in order, no spaces, only what must be escaped is. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}

/** Whether two values are the same document. */
export function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

/** The pool of those who applied, numbered from 1 in the order of their public ids. */
export function numbered(people: readonly string[]): PoolMember[] {
  return [...new Set(people)].sort().map((person, index) => ({ number: index + 1, person }))
}

/** SHA-256 of the canonical pool: what was published before the beacon was known. */
export function poolHash(process: string, members: readonly PoolMember[]): string {
  return sha256(canonical({ format: POOL_FORMAT, members, process }))
}
