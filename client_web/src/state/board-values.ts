/** Values of the desk's and the stage's boards, by kind, read from their keys (protocol: boards). */

import type { DeskPresence, Heard, SeatMedia, SeatMessage } from '@protocol/messages'
import type { Keys } from './board'

/** What each seat's devices say. */
export function seatMedia(stage: Keys): Map<string, SeatMedia> {
  return under<SeatMedia>(stage, 'seat/')
}

/** The host's message to a seat; empty when there is none. */
export function messageTo(stage: Keys, seat: string): string {
  const text = stage.get(`message/${seat}`)
  return typeof text === 'string' ? text : ''
}

/** What each seat last wrote to the control room. */
export function seatMessages(desk: Keys): Map<string, SeatMessage> {
  return under<SeatMessage>(desk, 'from/')
}

/** Until when the control room has read what a seat wrote. */
export function readUntil(stage: Keys, seat: string): number {
  const at = stage.get(`read/${seat}`)
  return typeof at === 'number' ? at : 0
}

/** The moderators at the desk. */
export function presence(desk: Keys): Map<string, DeskPresence> {
  return under<DeskPresence>(desk, 'present/')
}

/** The audit of representation; null until it is worked out. */
export function heard(desk: Keys): Heard | null {
  return (desk.get('heard') as Heard | undefined) ?? null
}

/** How loud each seat is, 0–100. */
export function levels(board: Keys): Map<string, number> {
  return under<number>(board, 'level/')
}

/** The server's fair order of questions; empty when it is not known. */
export function fairOrder(board: Keys): string[] {
  const order = board.get('fair')
  return Array.isArray(order) ? order.filter((id) => typeof id === 'string') : []
}

function under<Value>(keys: Keys, prefix: string): Map<string, Value> {
  const found = new Map<string, Value>()
  for (const [key, value] of keys)
    if (key.startsWith(prefix)) found.set(key.slice(prefix.length), value as Value)
  return found
}
