/**
 * Checking a panel file in the visitor's own browser: every result is computed again from what was fixed
 * before it. The same checks, under the same names, as `hemicycle/core/panel/verify.py`.
 */

import type { PanelCall, PanelFile, SeatRule } from '@protocol/messages'
import { isRandomnessOf, keyOf, timeOf } from './beacon'
import { isSame, numbered, poolHash } from './canonical'
import { orderPool } from './draw'
import { rank } from './ranking'

const FORMAT = 'hemicycle-panel-1'

export const CHECK_NAMES = [
  'format',
  'pool_numbers',
  'pool_hash',
  'beacon_dates',
  'beacon_round',
  'beacon_signature',
  'ranking',
  'draw',
  'one_call',
  'call_order',
  'seats',
  'choices',
] as const

export type CheckName = (typeof CHECK_NAMES)[number]

/** One thing that was checked; null where the panel has not come so far. */
export interface Check {
  readonly name: CheckName
  readonly holds: boolean | null
}

/** All checks, in the order in which the panel came about. */
export function verify(file: PanelFile): Check[] {
  return CHECK_NAMES.map((name) => ({ name, holds: CHECKS[name](file) }))
}

const CHECKS: Record<CheckName, (file: PanelFile) => boolean | null> = {
  format: (file) => file.format === FORMAT,

  pool_numbers({ pool }) {
    if (!pool) return null
    return isSame(pool.members, numbered(pool.members.map((member) => member.person)))
  },

  pool_hash: ({ process, pool }) => (pool ? poolHash(process, pool.members) === pool.hash : null),

  // Fixed before it could be known, known only after the challenge window.
  beacon_dates({ beacon, pool }) {
    if (!beacon || !pool) return null
    const inOrder = pool.closed_at <= pool.challenges_until && pool.challenges_until < beacon.expected_at
    const entered = beacon.entered_at === null || beacon.entered_at >= beacon.expected_at
    return inOrder && entered && beacon.announced_at < beacon.expected_at
  },

  beacon_round({ beacon }) {
    if (beacon?.source !== 'drand' || beacon.round === null) return null
    return timeOf(beacon.round) === beacon.expected_at
  },

  beacon_signature: ({ beacon }) =>
    beacon?.signature ? isRandomnessOf(beacon.signature, beacon.value) : null,

  ranking(file) {
    if (!file.draw || !file.snapshot) return null
    return isSame(rank(file.snapshot.scores, file.process, key(file)), file.draw.ranking)
  },

  draw(file) {
    const { draw, pool, beacon } = file
    if (!draw || !pool || !beacon) return null
    return isSame(orderPool(pool.members, file.process, key(file), beacon.algorithm), draw.pool)
  },

  one_call({ calls }) {
    if (calls.length === 0) return null
    return new Set(calls.map((call) => call.person)).size === calls.length
  },

  call_order(file) {
    if (calledByOrder(file).length === 0) return null
    return file.calls.every((call, index) => isNext(file, call, file.calls.slice(0, index)))
  },

  seats(file) {
    const sitting = file.calls.filter((call) => call.outcome === 'accepted')
    if (sitting.length === 0) return null
    const known = new Set(seatNames(file))
    const right = sitting.every((call) => known.has(call.seat) && call.seat.startsWith(call.group))
    const inTime = sitting.every(
      ({ at, accepted_at, expires_at }) =>
        accepted_at !== null && at <= accepted_at && accepted_at < expires_at,
    )
    return right && inTime && new Set(sitting.map((call) => call.seat)).size === sitting.length
  },

  choices(file) {
    const called = file.calls.filter((call) => ruleOf(file, call.group)?.method === 'choice')
    if (called.length === 0) return null
    const { draw, choices } = file
    if (!draw) return false
    return called.every((call) => {
      const choice = choices.find(({ person }) => person === call.person)
      return choice !== undefined && choice.criteria.length > 0 && choice.reason !== '' && call.at >= draw.at
    })
  },
}

/** Everybody a group may be seated from as (list, person): its own order first, then the other lists'. */
export function* listsFor(file: PanelFile, rule: SeatRule): Generator<readonly [string, string]> {
  const others = file.rules.seats.filter((other) => other.group !== rule.group)
  for (const source of [rule, ...others])
    for (const person of listOf(file, source)) yield [source.group, person]
}

/** The names of all seats: A1, A2, … */
export function seatNames(file: PanelFile): string[] {
  return file.rules.seats.flatMap(({ group, size }) =>
    Array.from({ length: size }, (_, index) => `${group}${index + 1}`),
  )
}

function listOf({ draw, pool }: PanelFile, rule: SeatRule): string[] {
  if (!draw || rule.method === 'choice') return []
  if (rule.method === 'ranking') return draw.ranking.map((place) => place.person)
  const struck = new Set(pool?.struck.map((one) => one.person))
  return draw.pool.map((one) => one.person).filter((person) => !struck.has(person))
}

function calledByOrder(file: PanelFile): PanelCall[] {
  return file.calls.filter((call) => ruleOf(file, call.group)?.method !== 'choice')
}

/** Whether the call went to the next in its list, for a seat that was free. */
function isNext(file: PanelFile, call: PanelCall, before: readonly PanelCall[]): boolean {
  const rule = ruleOf(file, call.group)
  const last = before.at(-1)
  if (!rule || (last && last.at > call.at)) return false
  if (before.filter((one) => held(one, call.group, call.at)).length >= rule.size) return false
  if (rule.method === 'choice') return true
  const known = new Set(before.map((one) => one.person))
  for (const [order, person] of listsFor(file, rule))
    if (!known.has(person)) return order === call.order && person === call.person
  return false
}

function held(call: PanelCall, group: string, at: number): boolean {
  return call.group === group && (call.ended_at === null || call.ended_at > at)
}

function ruleOf(file: PanelFile, group: string): SeatRule | undefined {
  return file.rules.seats.find((rule) => rule.group === group)
}

function key({ beacon }: PanelFile): string {
  return beacon ? keyOf(beacon) : ''
}
