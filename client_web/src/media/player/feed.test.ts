import { encode } from '@protocol/codec'
import type { FromServer } from '@protocol/messages'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { decodeTime } from './engine'
import { Feed, type FeedListener } from './feed'

/** A socket in a drawer: the test is the server. */
class Drawer {
  static opened: Drawer[] = []
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((message: { data: ArrayBuffer }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null
  sent: Uint8Array[] = []
  constructor(readonly url: string) {
    Drawer.opened.push(this)
  }
  send(data: Uint8Array): void {
    this.sent.push(data)
  }
  close(): void {}
  say(message: FromServer): void {
    this.onmessage?.({ data: encode(message).buffer })
  }
}

const topic = 'debate/d1/program'
const chunk = (group: number, index: number): FromServer => ({
  type: 'chunk',
  topic,
  group,
  index,
  at: 0,
  data: new Uint8Array([index]),
})
const group = (number: number): FromServer => ({
  type: 'group',
  topic,
  group: number,
  at: 0,
  mime: 'video/mp4',
  init: new Uint8Array([9]),
})
const subscribed: FromServer = { type: 'subscribed', topic, kind: 'stream', position: { epoch: 'e', at: 0 } }

let heard: string[]
let listener: FeedListener

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Drawer)
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  Drawer.opened = []
  heard = []
  listener = {
    group: (message) => heard.push(`group ${message.group}`),
    chunk: (message) => heard.push(`chunk ${message.group}.${message.index}`),
    time: () => {},
    link: (up, attempt, back) => heard.push(`link ${up} ${attempt} ${back}`),
  }
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function open(): Drawer {
  new Feed('ws://here/media', topic, null, listener)
  const socket = Drawer.opened[0] as Drawer
  socket.onopen?.()
  return socket
}

it('passes over the rest of a group that lost a chunk', () => {
  const socket = open()
  for (const message of [chunk(1, 4), group(2), chunk(2, 0), chunk(2, 2), chunk(2, 3), group(3), chunk(3, 0)])
    socket.say(message)
  expect(heard).toEqual(['group 2', 'chunk 2.0', 'group 3', 'chunk 3.0'])
})

it('comes back after a loss, and takes nothing of the old group', () => {
  const socket = open()
  socket.say(subscribed)
  socket.say(group(1))
  socket.onclose?.({ code: 1006 })
  expect(Drawer.opened).toHaveLength(1)
  vi.advanceTimersByTime(500)
  expect(Drawer.opened).toHaveLength(2)
  Drawer.opened[1]?.say(chunk(1, 0))
  expect(heard).toEqual(['link true 0 true', 'group 1', 'link false 1 true'])
})

it('does not come back when it is told not to', () => {
  const socket = open()
  socket.onclose?.({ code: 4503 })
  vi.advanceTimersByTime(60_000)
  expect(Drawer.opened).toHaveLength(1)
  expect(heard).toEqual(['link false 1 false'])
})

it('takes the slot that a draining server gives', () => {
  const socket = open()
  socket.say({ type: 'closing', code: 4001, reason: 'draining', retry_after_ms: 7_000 })
  socket.onclose?.({ code: 4001 })
  vi.advanceTimersByTime(6_900)
  expect(Drawer.opened).toHaveLength(1)
  vi.advanceTimersByTime(200)
  expect(Drawer.opened).toHaveLength(2)
})

it('counts a silent link as lost', () => {
  open()
  vi.advanceTimersByTime(20_100)
  expect(heard).toEqual(['link false 1 true'])
})

it('reads the decode time of a fragment', () => {
  const bytes = new Uint8Array(64)
  bytes.set([0x74, 0x66, 0x64, 0x74, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x5f, 0x90], 24)
  expect(decodeTime(bytes)).toBe(90_000)
  expect(decodeTime(new Uint8Array(64))).toBeNull()
})
