/** Putting a pool in order by a public random value, exactly as `hemicycle/core/panel/draw.py` does. */

import type { DrawAlgorithm, PoolMember, Ticket } from '@protocol/messages'
import { md5, sha256 } from './digests'

const TICKET_PREFIX = 'hemicycle-draw-v1'

/** SHA-256 of prefix, process, beacon and public id, zero bytes between (SPEC P4). */
export function ticket(process: string, beacon: string, person: string): string {
  return sha256([TICKET_PREFIX, process, beacon, person].join('\0'))
}

/** All of `people`, the lowest ticket first, whatever the order they are given in. */
export function ticketOrder(people: readonly string[], process: string, beacon: string): Ticket[] {
  return people
    .map((person) => ({ person, ticket: ticket(process, beacon, person) }))
    .sort((a, b) => byText(a.ticket, b.ticket) || byText(a.person, b.person))
}

/** All numbers from 1 to `size` in the order RFC 3797 selects them, each with its MD5. */
export function rfc3797Order(size: number, key: string): [number, string][] {
  const text = new TextEncoder().encode(key)
  const remaining = Array.from({ length: size }, (_, index) => index + 1)
  return Array.from({ length: size }, (_, counter) => {
    const around = [counter >> 8, counter & 0xff]
    const digest = md5(Uint8Array.from([...around, ...text, ...around]))
    // Larger than a JavaScript number holds: the remainder must be that of whole numbers.
    const place = Number(BigInt(`0x${digest}`) % BigInt(remaining.length))
    return [remaining.splice(place, 1)[0] ?? 0, digest]
  })
}

/** The whole pool in the order drawn. */
export function orderPool(
  members: readonly PoolMember[],
  process: string,
  beacon: string,
  algorithm: DrawAlgorithm,
): Ticket[] {
  switch (algorithm) {
    case 'tickets': {
      const people = members.map((member) => member.person)
      return ticketOrder(people, process, beacon)
    }
    case 'rfc3797': {
      const personOf = new Map(members.map((member) => [member.number, member.person]))
      return rfc3797Order(members.length, beacon).map(([number, digest]) => ({
        person: personOf.get(number) ?? '',
        ticket: digest,
      }))
    }
    default:
      return algorithm satisfies never
  }
}

/** The order of plain texts of ASCII, which is that of their bytes. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
