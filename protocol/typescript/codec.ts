/**
 * Bytes ↔ messages: the only module that imports msgpack.
 *
 * Whatever the bytes are, decoding gives a message or throws `Malformed` or `UnknownType`, in memory
 * bounded by the size of the input. Only the envelope is checked here; views, events and keys are the
 * server's promise.
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

type Kind = 'text' | 'integer' | 'list' | 'map' | 'bytes' | 'position' | 'position if any'
type Shape<M extends { type: string }> = {
  [T in M['type']]: Record<string, Kind>
}

/** The fields that must be there or are looked at, and of what kind; the others have a default (SPEC W6). */
const CLIENT_SHAPES: Shape<FromClient> = {
  hello: { versions: 'list' },
  subscribe: { topic: 'text', since: 'position if any' },
  unsubscribe: { topic: 'text' },
  command: { ref: 'integer', name: 'text', args: 'map' },
  pong: { n: 'integer' },
  reply: { ref: 'integer' },
  group: {
    topic: 'text',
    group: 'integer',
    at: 'integer',
    mime: 'text',
    init: 'bytes',
  },
  chunk: {
    topic: 'text',
    group: 'integer',
    index: 'integer',
    at: 'integer',
    data: 'bytes',
  },
}

const SERVER_SHAPES: Shape<FromServer> = {
  welcome: {
    version: 'integer',
    session: 'text',
    server_time_ms: 'integer',
    limits: 'map',
  },
  subscribed: { topic: 'text', kind: 'text', position: 'position' },
  unsubscribed: { topic: 'text' },
  events: { topic: 'text', epoch: 'text', first: 'integer', events: 'list' },
  board: {
    topic: 'text',
    epoch: 'text',
    since: 'integer',
    version: 'integer',
    keys: 'map',
  },
  group: CLIENT_SHAPES.group,
  chunk: CLIENT_SHAPES.chunk,
  done: { ref: 'integer', at: 'integer' },
  refused: { ref: 'integer', code: 'text' },
  call: { ref: 'integer', name: 'text', seat: 'text', args: 'map' },
  ping: { n: 'integer', server_time_ms: 'integer' },
  closing: { code: 'integer', reason: 'text' },
  fault: { code: 'text' },
}

const encoder = new Encoder({ ignoreUndefined: true, maxDepth: DEPTH })

/** The bytes of a message. */
export function encode(message: FromClient | FromServer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(message))
}

/** What the server said. */
export function decodeServer(bytes: Uint8Array, limit = SERVER_MESSAGE_BYTES): FromServer {
  return shaped(unpack(bytes, limit), SERVER_SHAPES) as unknown as FromServer
}

/** What the server said over HTTP, where a message is a line of JSON (SPEC F1). */
export function parseServer(text: string): FromServer {
  return shaped(parse(text), SERVER_SHAPES) as unknown as FromServer
}

/** What a client said; for tests of the same vectors as the server's. */
export function decodeClient(bytes: Uint8Array, limit = MESSAGE_BYTES): FromClient {
  return shaped(unpack(bytes, limit), CLIENT_SHAPES) as unknown as FromClient
}

function unpack(bytes: Uint8Array, limit: number): unknown {
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
  try {
    return decoder.decode(bytes)
  } catch (error) {
    throw new Malformed(error instanceof Error ? error.message : 'not MessagePack')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Malformed('not JSON')
  }
}

function shaped(value: unknown, shapes: Record<string, Record<string, Kind>>): Record<string, unknown> {
  if (!isMap(value) || typeof value.type !== 'string') throw new Malformed('a message is a map with a type')
  const shape = Object.hasOwn(shapes, value.type) ? shapes[value.type] : undefined
  if (shape === undefined) throw new UnknownType(value.type.slice(0, 64))
  for (const [field, kind] of Object.entries(shape))
    if (!isOfKind(value[field], kind)) throw new Malformed(`${value.type}.${field} is no ${kind}`)
  return value
}

function textKey(key: unknown): string {
  if (typeof key !== 'string' || key === '__proto__') throw new Malformed('keys of maps are text')
  return key
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'integer':
      return Number.isSafeInteger(value)
    case 'list':
      return Array.isArray(value)
    case 'map':
      return isMap(value)
    case 'bytes':
      return value instanceof Uint8Array
    case 'position if any':
      return value === undefined || value === null || isOfKind(value, 'position')
    case 'position':
      return isMap(value) && typeof value.epoch === 'string' && Number.isSafeInteger(value.at)
    default:
      return kind satisfies never
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}
