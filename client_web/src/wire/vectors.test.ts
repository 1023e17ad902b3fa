import { decodeClient, decodeServer, encode, Malformed, UnknownType } from '@protocol/codec'
import { describe, expect, it } from 'vitest'
import invalid from '../../../protocol/vectors/invalid/messages.json'
import valid from '../../../protocol/vectors/valid/messages.json'

const bytes = (hex: string) =>
  new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
const hex = (data: Uint8Array) => [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('')

describe('[W1] [W2] valid bytes and message say the same', () => {
  for (const vector of valid as { note: string; from: string; bytes: string }[]) {
    it(vector.note, () => {
      const message = (vector.from === 'client' ? decodeClient : decodeServer)(bytes(vector.bytes))
      expect(hex(encode(message))).toBe(vector.bytes)
    })
  }
})

describe('[W4] [W5] invalid bytes give the documented error', () => {
  // Only the server can tell these: JavaScript has one kind of number, and the decoder mends bad UTF-8.
  const mended = ['a float where an integer is due', 'text that is not UTF-8']
  type Vector = { note: string; bytes: string; gives: { close?: number; unknown_type?: string } }
  for (const vector of (invalid as Vector[]).filter(({ note }) => !mended.includes(note))) {
    it(vector.note, () => {
      const error = caught(() => decodeClient(bytes(vector.bytes)))
      if (vector.gives.unknown_type === undefined) expect(error).toBeInstanceOf(Malformed)
      else expect((error as UnknownType).type).toBe(vector.gives.unknown_type)
    })
  }

  it('and so do twenty thousand random inputs', () => {
    let seed = 20_261_124
    const next = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed >>> 24
    }
    for (let round = 0; round < 20_000; round += 1) {
      const error = caught(() => decodeServer(Uint8Array.from({ length: next() % 24 }, next)))
      expect(error instanceof Malformed || error instanceof UnknownType).toBe(true)
    }
  })
})

function caught(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
