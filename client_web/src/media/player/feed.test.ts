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
const welcome: FromServer = {
  type: 'welcome',
  version: 1,
  session: 's',
  server_time_ms: 1_000_000,
  limits: { message_bytes: 1, topics: 1, commands_per_s: 1 },
}
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
    link: (up, back) => heard.push(`link ${up} ${back}`),
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
  expect(heard).toEqual(['link true true', 'group 1', 'link false true'])
})

it('does not come back when it is told not to', () => {
  const socket = open()
  socket.onclose?.({ code: 4503 })
  vi.advanceTimersByTime(60_000)
  expect(Drawer.opened).toHaveLength(1)
  expect(heard).toEqual(['link false false'])
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
  open().say(welcome)
  vi.advanceTimersByTime(19_900)
  expect(heard).toEqual([])
  vi.advanceTimersByTime(200)
  expect(heard).toEqual(['link false true'])
})

it('[H33] gives way to the playlist within 20 s when the opening of sockets vanishes', async () => {
  const asked = vi.fn(async () => new Response('{}'))
  vi.stubGlobal('fetch', asked)
  new Feed('ws://here/media', topic, null, listener)
  await vi.advanceTimersByTimeAsync(19_000)
  expect(asked).toHaveBeenCalledWith('/healthz', expect.anything())
  expect(heard).toEqual(['link false true', 'link false true', 'link false false'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Drawer.opened).toHaveLength(3)
})

it('[H33] gives way to the playlist when each socket is cut after its first pictures', async () => {
  vi.stubGlobal('fetch', async () => new Response('{}'))
  new Feed('ws://here/media', topic, null, listener)
  for (let cut = 0; cut < 3; cut += 1) {
    const socket = Drawer.opened[cut] as Drawer
    socket.onopen?.()
    for (const message of [welcome, subscribed, group(cut), chunk(cut, 0)]) socket.say(message)
    await vi.advanceTimersByTimeAsync(1_000)
    socket.onclose?.({ code: 1006 })
    await vi.advanceTimersByTimeAsync(2_000)
  }
  expect(heard.filter((word) => word.startsWith('link false'))).toEqual([
    'link false true',
    'link false true',
    'link false false',
  ])
})

it('[H33] goes on with sockets while the server is away, however long', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no network')))
  new Feed('ws://here/media', topic, null, listener)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(heard).not.toContain('link false false')
  vi.stubGlobal('fetch', async () => new Response('{}'))
  const before = Drawer.opened.length
  while (Drawer.opened.length === before) await vi.advanceTimersByTimeAsync(1_000)
  Drawer.opened.at(-1)?.say(subscribed)
  expect(heard.at(-1)).toBe('link true true')
})

it('reads the decode time of a fragment', () => {
  const bytes = new Uint8Array(64)
  bytes.set([0x74, 0x66, 0x64, 0x74, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x5f, 0x90], 24)
  expect(decodeTime(bytes)).toBe(90_000)
  expect(decodeTime(new Uint8Array(64))).toBeNull()
})
