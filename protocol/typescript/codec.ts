/**
 * Bytes ↔ messages: the only module that imports msgpack.
 *
 * Whatever the bytes are, decoding gives a message or throws `Malformed` or `UnknownType`, in memory
 * bounded by the size of the input. The shape of a known message is the server's promise, checked there.
 */

import { Decoder, Encoder } from '@msgpack/msgpack'
import type { FromClient, FromServer } from './messages'

export const MESSAGE_BYTES = 65_536
export const SERVER_MESSAGE_BYTES = 16 << 20
const ITEMS = 65_536
const DEPTH = 32

/** The bytes are no message: the peer, or this build, broke the protocol. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/** A message of a type this build does not know; it is passed over, the connection stays. */
export class UnknownType extends Error {
  override name = 'UnknownType'
  constructor(readonly type: string) {
    super(`unknown message type ${type}`)
  }
}

const CLIENT_TYPES: Record<FromClient['type'], true> = {
  hello: true,
  subscribe: true,
  unsubscribe: true,
  command: true,
  pong: true,
  reply: true,
  group: true,
  chunk: true,
}

const SERVER_TYPES: Record<FromServer['type'], true> = {
  welcome: true,
  subscribed: true,
  unsubscribed: true,
  events: true,
  board: true,
  group: true,
  chunk: true,
  done: true,
  refused: true,
  call: true,
  ping: true,
  closing: true,
  fault: true,
}

const encoder = new Encoder({ ignoreUndefined: true, maxDepth: DEPTH })

/** The bytes of a message. */
export function encode(message: FromClient | FromServer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(message))
}

/** What the server said. */
export function decodeServer(bytes: Uint8Array, limit = SERVER_MESSAGE_BYTES): FromServer {
  return decode(bytes, limit, SERVER_TYPES) as unknown as FromServer
}

/** What a client said; for tests of the same vectors as the server's. */
export function decodeClient(bytes: Uint8Array, limit = MESSAGE_BYTES): FromClient {
  return decode(bytes, limit, CLIENT_TYPES) as unknown as FromClient
}

function decode(bytes: Uint8Array, limit: number, types: Record<string, true>): Record<string, unknown> {
  if (bytes.length > limit) throw new Malformed(`${bytes.length} bytes, ${limit} allowed`)
  const items = Math.min(bytes.length, ITEMS)
  const decoder = new Decoder({
    maxStrLength: bytes.length,
    maxBinLength: bytes.length,
    maxArrayLength: items,
    maxMapLength: items,
    maxExtLength: 0,
    mapKeyConverter: textKey,
  })
  let value: unknown
  try {
    value = decoder.decode(bytes)
  } catch (error) {
    throw new Malformed(error instanceof Error ? error.message : 'not MessagePack')
  }
  if (!isMap(value) || typeof value.type !== 'string') throw new Malformed('a message is a map with a type')
  if (!Object.hasOwn(types, value.type)) throw new UnknownType(value.type.slice(0, 64))
  return value
}

function textKey(key: unknown): string {
  if (typeof key !== 'string' || key === '__proto__') throw new Malformed('keys of maps are text')
  return key
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
