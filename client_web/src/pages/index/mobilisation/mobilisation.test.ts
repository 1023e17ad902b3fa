import type { MobilisationPage } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { freeze } from '../../../ui/freeze.svelte'
import { Refused } from '../../../wire/refused'
import { account } from '../account.svelte'
import { Mobilisation } from './mobilisation.svelte'

const BOARD = 'process/p/board'
const HOW = { public: true, message: '', news: false }

let world: PageWorld
let page: Mobilisation
beforeEach(async () => {
  world = new PageWorld()
  world.answers.set('processes/p/mobilisation', {
    supports: 10,
    phases: [{ phase: 'mobilisation', opens_at: 0, closes_at: 2_000_000 }],
  } as Partial<MobilisationPage>)
  world.answers.set('processes/p/supporters', { supporters: [{ id: 'a', name: 'Ada', at: 2 }], after: '2' })
  world.answers.set('processes/p/supports/curve', { points: [] })
  world.answers.set('my/support', { at: 1 })
  world.answers.set('my/processes', { processes: [{ id: 'p', roles: ['moderator'] }] })
  freeze.on = false
  freeze.changes = 0
  await account.load()
  account.take({ server_time_ms: 0, you: { id: 'me', name: 'Zoé' } })
  page = new Mobilisation(world.client, 'p')
  await world.open()
})

/** How often a path was read, since the last time this was asked. */
function reads(path: string): number {
  return world.read.splice(0).filter((read) => read.split('?')[0] === path).length
}

describe('the page of a mobilisation', () => {
  it('follows the number and the facts of its process, once', async () => {
    await page.load()
    await page.load()
    expect(world.socket.sent.flatMap((sent) => (sent.type === 'subscribe' ? sent.topic : []))).toEqual([
      BOARD,
      'process/p',
    ])
    expect([page.supports, page.state, page.moderates, page.promises]).toEqual([10, 'open', true, false])
  })

  it('leaves nothing behind, also while something is on its way', async () => {
    await page.load()
    await world.snapshot(BOARD, { 'bill/supports': 11 })
    void page.support(HOW)
    page.close()
    await settle()
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })

  it('moves its number at most once a second, and takes no key of another kind for it', async () => {
    await page.load()
    await world.snapshot(BOARD, { 'bill/supports': 11 })
    await world.keys(BOARD, { 'bill/supports': 12 })
    await world.keys(BOARD, { totals: 99 })
    expect(page.supports).toBe(11)
    await world.pass(1_000)
    expect(page.supports).toBe(12)
  })

  it('[UX 4.5] counts what it holds back while it is frozen, and shows it afterwards', async () => {
    freeze.toggle(0)
    await page.load()
    await world.snapshot(BOARD, { 'bill/supports': 11 })
    await world.keys(BOARD, { 'bill/supports': 12 })
    await world.pass(5_000)
    expect([page.supports, freeze.changes]).toEqual([10, 2])
    freeze.toggle(0)
    expect(page.supports).toBe(12)
  })

  it('reads what facts tell of, never the list', async () => {
    await page.load()
    await world.snapshot('process/p')
    world.read.splice(0)
    await world.event('process/p', 'threshold_crossed')
    await world.event('process/p', 'question_asked')
    expect(world.read).toEqual(['processes/p/mobilisation'])
  })

  it('shows what it has when the server does not answer', async () => {
    await page.load()
    for (const path of ['mobilisation', 'supporters', 'supports/curve'])
      world.answers.set(`processes/p/${path}`, new Refused('unavailable'))
    await world.snapshot('process/p')
    await world.event('process/p', 'thresholds_set')
    await Promise.all([page.list(), page.readCurve()])
    expect([page.page?.supports, page.supporters.length, page.curve]).toEqual([10, 1, { points: [] }])
  })

  it('puts more of the list under what is shown', async () => {
    await page.load()
    world.answers.set('processes/p/supporters?after=2', { supporters: [{ id: 'b', name: 'Bo', at: 1 }] })
    await page.list({ more: true })
    expect([page.supporters.map(({ id }) => id), page.cursor]).toEqual([['a', 'b'], null])
  })
})

describe('a support', () => {
  it('is recorded, and what one sees of oneself is read again', async () => {
    await page.load()
    world.read.splice(0)
    const coming = page.support(HOW)
    await settle()
    expect(world.acts.map(({ name, args }) => [name, args.process, args.public])).toEqual([
      ['support_bill', 'p', true],
    ])
    await world.done()
    expect(await coming).toBe(true)
    expect(reads('my/support')).toBe(1)
  })

  it('that is refused says so; its withdrawal is the later press', async () => {
    await page.load()
    const [first, second] = [page.support(HOW), page.withdraw()]
    await settle()
    await world.refuse('closed')
    await world.done()
    expect([await first, await second, page.acts.note('support')?.state]).toEqual([false, true, 'recorded'])
    const [support, withdrawal] = world.acts.map(({ args }) => Number(args.seq))
    expect(withdrawal).toBeGreaterThan(support ?? 0)
  })

  it('takes an account: somebody without one is told', async () => {
    account.take({ server_time_ms: 0 })
    await page.load()
    expect([await page.support(HOW), page.prompt, world.acts]).toEqual([false, true, []])
  })

  it('that is refused because a session ended asks to sign in', async () => {
    await page.load()
    const coming = page.support(HOW)
    await settle()
    await world.refuse('sign_in')
    expect([await coming, page.prompt]).toEqual([false, true])
  })

  it('by the team changes what is read again, also when it is refused', async () => {
    await page.load()
    world.read.splice(0)
    const coming = page.act('a', 'hide_support_message', {
      process: 'p',
      support: 'a',
      on: true,
      reason: '',
    })
    await settle()
    await world.refuse('changed')
    expect(await coming).toBe(false)
    expect(world.read).toEqual(['processes/p/mobilisation', 'processes/p/supporters'])
  })
})
