import type { ProcessPage } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { freeze } from '../../../ui/freeze.svelte'
import { account } from '../account.svelte'
import { Consultation } from './consultation.svelte'

const BOARD = 'process/p/board'
const ARGUMENTS = 'process/p/arguments/q'
const tally = (agree: number) => ({ agree, neutral: 0, disagree: 0 })

let world: PageWorld
let page: Consultation
beforeEach(async () => {
  world = new PageWorld()
  world.answers.set('processes/p', {
    id: 'p',
    phases: [{ phase: 'consultation', opens_at: 0, closes_at: 2_000_000 }],
    head: 2,
  } as Partial<ProcessPage>)
  world.answers.set('my/votes', {
    votes: { q: 'agree' },
    supports: ['a'],
    texts: ['q'],
    versions: { 'proposition/q': 2 },
  })
  freeze.on = false
  freeze.changes = 0
  await account.load()
  account.take({ server_time_ms: 0, you: { id: 'me', name: 'Zoé' } })
  page = new Consultation(world.client)
  await world.open()
})

async function opened(): Promise<void> {
  await page.load('p', 'q')
  await settle()
}

describe('the page of a consultation', () => {
  it('follows the numbers of its process, and those of one proposition if it shows one', async () => {
    await page.load('p')
    expect(world.followed).toEqual([BOARD])
    const other = new Consultation(world.client)
    await other.load('p', 'q')
    expect(world.followed).toEqual([BOARD, ARGUMENTS])
  })

  it('follows once, however often it is loaded', async () => {
    await opened()
    await opened()
    const asked = world.socket.sent.filter(({ type }) => type === 'subscribe')
    expect(asked).toHaveLength(2)
  })

  it('leaves nothing behind, also while something is on its way', async () => {
    await opened()
    page.listen(() => {})
    await world.snapshot(BOARD, { 'proposition/q': tally(1) })
    page.vote('q', 'disagree', 2)
    page.close()
    await settle()
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })

  it('follows nothing if it was closed while it was read', async () => {
    const coming = page.load('p', 'q')
    page.close()
    await coming
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })

  it('shows what it was loaded with until numbers come, then those, at most once a second', async () => {
    await opened()
    const shown = () => page.tally('q', tally(5)).agree
    expect([shown(), page.supportsOf('a', 3)]).toEqual([5, 3])
    await world.snapshot(BOARD, { 'proposition/q': tally(6) })
    await world.snapshot(ARGUMENTS, {})
    expect([shown(), page.supportsOf('a', 3)]).toEqual([6, 0])
    await world.keys(BOARD, { 'proposition/q': tally(7) })
    await world.keys(BOARD, { 'proposition/q': tally(8) })
    expect(shown()).toBe(6)
    await world.pass(1_000)
    expect(shown()).toBe(8)
  })

  it('[UX 4.5] counts what it holds back while it is frozen, and shows it afterwards', async () => {
    freeze.toggle(0)
    await opened()
    await world.snapshot(BOARD, { 'proposition/q': tally(6) })
    await world.keys(BOARD, { 'proposition/q': tally(7), totals: { propositions: 1 } })
    await world.pass(5_000)
    expect([page.tally('q', tally(5)).agree, freeze.changes]).toEqual([5, 3])
    freeze.toggle(0)
    expect(page.tally('q', tally(5)).agree).toBe(7)
  })

  it('hears what is written from now on, whose time is the minute’s, and not what was there', async () => {
    const heard: string[] = []
    await opened()
    await world.pass(1_000)
    page.listen(({ type }) => heard.push(type))
    await world.snapshot('process/p')
    const before = { offset: 2, at: 960_000, type: 'argument_made' as const, body: {} }
    const after = { offset: 3, at: 960_000, type: 'proposition_revised' as const, body: {} }
    world.say({ type: 'events', topic: 'process/p', epoch: 'e', first: 2, events: [before, after] })
    await settle()
    expect(heard).toEqual(['proposition_revised'])
  })

  it('is open as long as the server’s clock says', async () => {
    await opened()
    expect(page.open).toBe(true)
    await world.pass(1_000_000)
    expect(page.open).toBe(false)
  })
})

describe('a vote', () => {
  it('is known from before', async () => {
    await opened()
    expect([page.votes.get('q'), page.supports.has('a'), page.texts.has('q')]).toEqual(['agree', true, true])
    expect(page.versions.get('proposition/q')).toBe(2)
  })

  it('shows at once, and its version when it is recorded', async () => {
    await opened()
    page.vote('q', 'disagree', 3)
    expect([page.votes.get('q'), page.versions.get('proposition/q')]).toEqual(['disagree', 2])
    expect(page.acts.note('q')).toEqual({ state: 'sending' })
    await world.done({ choice: 'disagree' })
    expect([page.versions.get('proposition/q'), page.acts.note('q')?.state]).toEqual([3, 'recorded'])
  })

  it('pressed again stays, and is sent only until it is known to be recorded', async () => {
    await opened()
    page.vote('q', 'agree', 2)
    expect(world.acts.map(({ args }) => args.choice)).toEqual(['agree'])
    await world.done({ choice: 'agree' })
    page.vote('q', 'agree', 2)
    expect([page.votes.get('q'), world.acts.length]).toEqual(['agree', 1])
    page.vote('q', 'agree', 3)
    expect(world.acts.map(({ args }) => args.version)).toEqual([2, 3])
  })

  it('that was withdrawn can be put back', async () => {
    await opened()
    page.withdraw('q', 2)
    expect([page.votes.has('q'), page.withdrawn.get('q')]).toEqual([false, 'agree'])
    await world.done({ choice: null })
    page.vote('q', page.withdrawn.get('q') ?? 'mixed', 2)
    expect([page.votes.get('q'), page.withdrawn.has('q')]).toEqual(['agree', false])
    expect(world.acts.map(({ args }) => args.choice)).toEqual([null, 'agree'])
  })

  it('is taken back when it is refused', async () => {
    await opened()
    page.withdraw('q', 2)
    expect(page.votes.has('q')).toBe(false)
    await world.refuse('closed')
    expect([page.votes.get('q'), page.withdrawn.has('q')]).toEqual(['agree', false])
    expect(page.acts.note('q')).toMatchObject({ state: 'refused', code: 'closed' })
  })

  it('stands when an older one is refused', async () => {
    await opened()
    page.vote('q', 'mixed', 2)
    page.vote('q', 'disagree', 2)
    await world.refuse('closed')
    expect(page.votes.get('q')).toBe('disagree')
  })

  it('outlives a lost connection, under the number of its press', async () => {
    await opened()
    world.client.offline()
    page.vote('q', 'disagree', 2)
    world.client.retry()
    await settle()
    world.welcome()
    expect(world.acts.map(({ name, args }) => [name, args.choice])).toEqual([['vote', 'disagree']])
    await world.done()
    expect(page.acts.note('q')?.state).toBe('recorded')
  })

  it('is not sent for somebody who is not signed in: they are told why', async () => {
    account.take({ server_time_ms: 0 })
    await opened()
    page.vote('q', 'agree', 2)
    page.support('a', true, 1)
    expect([world.acts, page.votes.size, page.prompt]).toEqual([[], 0, 'support'])
  })

  it('that is refused because a session ended asks to sign in', async () => {
    await opened()
    page.vote('q', 'disagree', 2)
    await world.refuse('sign_in')
    expect([page.prompt, page.votes.get('q')]).toEqual(['vote', 'agree'])
    page.support('a', false, 1)
    await world.refuse('sign_in')
    expect([page.prompt, page.supports.has('a')]).toEqual(['support', true])
  })

  it('for an argument is a support that may be taken back', async () => {
    await opened()
    page.support('a', false, 1)
    expect(page.supports.has('a')).toBe(false)
    await world.refuse('rate_limited')
    expect(page.supports.has('a')).toBe(true)
    page.support('b', true, 4)
    await world.done()
    expect([page.supports.has('b'), page.versions.get('argument/b')]).toEqual([true, 4])
  })
})
