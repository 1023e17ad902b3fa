import type { PanelFile, Place, Score, Ticket } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import wholeFiles from '../../../protocol/vectors/panel/files.json'
import rules from '../../../protocol/vectors/panel/rules.json'
import { firstRoundAfter, timeOf } from './beacon'
import { canonical, numbered, poolHash } from './canonical'
import { rfc3797Order, ticketOrder } from './draw'
import { rank } from './ranking'
import { md5, sha256 } from './digests'
import { verify } from './verify'

const files = wholeFiles as unknown as {
  name: string
  file: PanelFile
  checks: Record<string, boolean | null>
}[]
const RANDOMNESS = 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd'

describe('the panel’s rules give what the server’s give', () => {
  it('SHA-256 and MD5, at every length of a block', () => {
    for (const [text = '', digest] of rules.sha256) expect(sha256(text)).toBe(digest)
    for (const [text = '', digest] of rules.md5) expect(md5(new TextEncoder().encode(text))).toBe(digest)
  })

  it('[P1] one form of a document', () => {
    for (const [value, text] of rules.canonical) expect(canonical(value)).toBe(text)
  })

  it('the hash of the pool', () => {
    for (const { process, people, hash } of rules.pool) expect(poolHash(process, numbered(people))).toBe(hash)
  })

  it('[P4] the order of the tickets, whatever the order of the list', () => {
    const drawn = rules.tickets as Ticket[]
    const people = drawn.map((one) => one.person)
    expect(ticketOrder(people, 'p1', RANDOMNESS)).toEqual(drawn)
    expect(ticketOrder(people.toReversed(), 'p1', RANDOMNESS)).toEqual(drawn)
  })

  it('[P5] RFC 3797 selects 17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22', () => {
    const { size, key, order } = rules.rfc3797
    expect(rfc3797Order(size, key)).toEqual(order)
    const first = rfc3797Order(size, key).map(([number]) => number)
    expect(first.slice(0, 11)).toEqual([17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22])
  })

  it('the rounds of drand', () => {
    for (const [at = 0, round = 0] of rules.rounds) {
      expect(firstRoundAfter(at)).toBe(round)
      expect(timeOf(round)).toBeGreaterThan(at)
    }
  })

  it('the ranking', () => {
    const { scores, order } = rules.ranking as { scores: Score[]; order: Place[] }
    expect(rank(scores, 'p1', RANDOMNESS)).toEqual(order)
  })
})

describe('a panel file is checked as on the server', () => {
  for (const { name, file, checks } of files)
    it(name, () => {
      expect(Object.fromEntries(verify(file).map((check) => [check.name, check.holds]))).toEqual(checks)
    })
})
