import type { Desk, DeskItem } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { Refused } from '../../../wire/refused'
import { ModerationDesk } from './desk.svelte'

const BOARD = 'process/p/board'

let world: PageWorld
let work: ModerationDesk

function item(id: string, more: Partial<DeskItem> = {}): DeskItem {
  const target = `argument/${id}`
  const words = { number: 1, title: id, body_html: '', author: 'Zoé' }
  return { target, ...words, created_at: 0, state: 'visible', version: 1, path: '', may_act: true, ...more }
}

/** The server has these items, all in the queue. */
function serve(...items: DeskItem[]): void {
  world.answers.set('processes/p/moderation', { items } as Partial<Desk>)
  for (const one of items)
    world.answers.set(`processes/p/moderation/item?${new URLSearchParams({ target: one.target })}`, one)
}

beforeEach(async () => {
  world = new PageWorld()
  serve(item('a'), item('b'), item('c'))
  work = new ModerationDesk(world.client, 'p')
  await world.open()
})

describe('the moderators’ desk', () => {
  it('follows the board of its process from the first moment', () => {
    expect(world.followed).toEqual([BOARD])
  })

  it('leaves nothing behind, also when it was about to read', async () => {
    await work.load(null)
    await world.snapshot(BOARD, {})
    await world.keys(BOARD, { desk: 1 })
    work.close()
    await world.pass(5_000)
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
    expect(world.read).toEqual(['processes/p/moderation'])
  })

  it('reads its queues at most once a second, when the board says that they moved', async () => {
    await work.load(null)
    await world.snapshot(BOARD, {})
    world.read.splice(0)
    await world.keys(BOARD, { totals: 1 })
    for (let n = 1; n <= 5; n += 1) await world.keys(BOARD, { desk: n })
    await world.pass(999)
    expect(world.read).toEqual([])
    await world.pass(1)
    expect(world.read).toEqual(['processes/p/moderation'])
  })

  it('opens the text it was called for, which may be in no queue', async () => {
    world.answers.set('processes/p/moderation/item?target=argument%2Fx', item('x'))
    await work.load('argument/x')
    expect(work.item?.target).toBe('argument/x')
  })

  it('says why it may not be seen, and keeps what it shows when the server is away', async () => {
    world.answers.set('processes/p/moderation', new Refused('forbidden'))
    await work.load(null)
    expect([work.desk, work.denied]).toEqual([null, 'forbidden'])
    serve(item('a'))
    await work.refresh()
    world.answers.set('processes/p/moderation', new Refused('unavailable'))
    await work.refresh()
    expect([work.all.length, work.denied]).toEqual([1, null])
  })

  it('keeps the open text open, and says when it changed under one’s hands', async () => {
    await work.load('argument/b')
    serve(item('b', { version: 2 }))
    await work.refresh()
    expect([work.item?.version, work.conflict]).toEqual([2, true])
    serve(item('b', { version: 2 }), item('c'))
    await work.open('argument/c')
    expect(work.conflict).toBe(false)
  })

  it('does not put an answer that came late over what was opened since', async () => {
    await work.load(null)
    let answer = (_: DeskItem) => {}
    const late = new Promise<DeskItem>((resolve) => {
      answer = resolve
    })
    world.answers.set('processes/p/moderation/item?target=argument%2Fa', () => late)
    const opening = work.open('argument/a')
    await work.open('argument/b')
    answer(item('a', { title: 'late' }))
    await opening
    expect(work.item?.target).toBe('argument/b')
  })
})

describe('a judgement', () => {
  it('names the version that was read, and leads on to the next of the queue', async () => {
    await work.load('argument/a')
    const judging = work.judge(item('a'), 'bin_item', 'Mis à la corbeille.', { reason: 'spam' })
    await settle()
    expect(world.acts.map(({ name, args }) => [name, args])).toEqual([
      ['bin_item', { process: 'p', target: 'argument/a', version: 1, reason: 'spam' }],
    ])
    serve(item('b'), item('c'))
    await world.done()
    expect([await judging, work.said, work.item?.target]).toEqual([true, 'Mis à la corbeille.', 'argument/b'])
  })

  it('on an old version is refused, and the present is shown', async () => {
    await work.load('argument/a')
    const judging = work.judge(item('a'), 'keep_item', 'Gardé.')
    await settle()
    serve(item('a', { version: 2 }))
    await world.refuse('changed')
    expect([await judging, work.said, work.conflict, work.item?.version]).toEqual([false, '', true, 2])
  })

  it('is taken back by undoing one’s last, which is then open', async () => {
    const binned = item('a', { state: 'binned', undoable: true })
    serve(binned)
    world.answers.set('processes/p/moderation', { items: [], recent: [binned] } as Partial<Desk>)
    await work.load(null)
    const undoing = work.undo('Repris.')
    await settle()
    expect(world.acts.map(({ name }) => name)).toEqual(['undo_moderation'])
    await world.done()
    await undoing
    expect([work.said, work.item?.target]).toEqual(['Repris.', 'argument/a'])
  })

  it('may be announced: others see that one works on it', async () => {
    await work.load(null)
    const taking = work.take(item('a'), true)
    await settle()
    expect(world.acts[0]).toMatchObject({ name: 'claim_item', args: { target: 'argument/a', on: true } })
    serve(item('a', { claimed_by_me: true }))
    await world.done()
    await taking
    expect(work.all[0]?.claimed_by_me).toBe(true)
  })
})
