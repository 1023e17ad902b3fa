/** What every page that follows something live owes: once closed it has let go of all of it. */

import type { Event } from '@protocol/messages'
import { beforeEach, expect, it, vi } from 'vitest'
import { PageWorld, settle } from '../testing/world'
import { freeze } from '../ui/freeze.svelte'
import type { LivePage } from '../ui/live-page.svelte'
import type { Client } from '../wire/client'
import { account } from './index/account.svelte'
import { TreePage } from './index/presentation/tree-page.svelte'
import { Timeline } from './index/process/timeline.svelte'
import { Reading } from './index/synthesis/reading.svelte'
import { Live } from './live/live.svelte'
import { Equipment } from './stage/equipment.svelte'
import { Panelist } from './stage/panelist.svelte'

let world: PageWorld
beforeEach(async () => {
  world = new PageWorld()
  vi.stubGlobal('location', { search: '' })
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('RTCRtpSender', { getCapabilities: () => null })
  const answers = {
    'processes/p': { id: 'p', phases: [], debates: [] },
    'processes/p/happenings': { happenings: [{ offset: 1 }] },
    'processes/p/presentation': { nodes: [] },
    'processes/p/synthesis': { versions: [{ number: 1 }], version: { number: 1 } },
    'processes/p/synthesis/mine': { arguments: ['a'], contests: [] },
    'debates/d': { card: {} },
    'debates/d/my': { supports: ['q'], polls: {} },
  }
  for (const [path, answer] of Object.entries(answers)) world.answers.set(path, answer)
  await account.load()
  account.take({ server_time_ms: 0, you: { id: 'me', name: 'Zoé' } })
})

const PAGES: [string, (client: Client) => Promise<LivePage>, string[]][] = [
  ['a presentation', (client) => new TreePage(client, 'p').load(), ['process/p']],
  ['a process', (client) => new Timeline(client, 'p').load(), ['process/p']],
  [
    'a synthesis',
    async (client) => {
      const reading = new Reading(client, 'p', null)
      await reading.load()
      return reading
    },
    ['process/p'],
  ],
  ['a debate', async (client) => new Live(client, 'd'), ['debate/d', 'debate/d/board', 'person/me']],
  [
    'a panelist',
    async (client) => new Panelist('d', client, new Equipment(), 'Zoé'),
    ['debate/d', 'debate/d/board', 'debate/d/stage/board'],
  ],
]

it.each(PAGES)('%s follows its topics and leaves nothing behind', async (_, begin, topics) => {
  const page = await begin(world.client)
  world.client.start()
  await settle()
  world.welcome({ id: 'me', name: 'Zoé' })
  await settle()
  expect(world.followed).toEqual(topics)
  for (const topic of topics) await world.snapshot(topic)
  await world.pass(3_000)
  page.close()
  await settle()
  expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
})

const NEWS: [string, (client: Client) => Promise<LivePage>, Event['type'], string][] = [
  [
    'a presentation',
    (client) => new TreePage(client, 'p').load(),
    'presentation_changed',
    'processes/p/presentation',
  ],
  ['a process', (client) => new Timeline(client, 'p').load(), 'phase_opened', 'processes/p/happenings'],
]

it.each(NEWS)('%s stands while it is frozen, and is read once afterwards', async (_, begin, type, path) => {
  freeze.on = false
  await begin(world.client)
  await world.open()
  await world.snapshot('process/p', { phases: [] })
  world.read.splice(0)
  freeze.toggle(0)
  await world.event('process/p', type, { phase: 'consultation' })
  await world.event('process/p', type, { phase: 'consultation' })
  expect([world.read, freeze.changes]).toEqual([[], 2])
  freeze.toggle(0)
  await settle()
  expect(world.read.map((read) => read.split('?')[0])).toEqual([path])
})
