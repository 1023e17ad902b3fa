import type { Filing, PropositionWork, WorkArgument } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { freeze } from '../../../ui/freeze.svelte'
import { isUnfinished, nextUnfinished } from './edit/work'
import { counts, excerpt, inbox } from './inbox'
import { ofSide, renamed, restoring } from './inverse'
import { Sorting } from './sorting.svelte'

const filing = (argument: string, rest: Partial<Filing> = {}): Filing => ({ argument, ...rest })

const LOG = 'process/p/synthesis'
const WORK = 'processes/p/synthesis/work/q'

describe('the sorting of the arguments of a proposition', () => {
  let world: PageWorld
  let sorting: Sorting
  beforeEach(async () => {
    world = new PageWorld()
    world.answers.set(WORK, work(1))
    freeze.on = false
    freeze.changes = 0
    sorting = new Sorting(world.client, 'p', 'q')
    await world.open()
    await sorting.load()
    await world.snapshot(LOG, { id: 'p', changes: { q: 1 } })
    world.read.splice(0)
  })

  /** The proposition after so many changes, with where its one argument is filed. */
  function work(change: number, filed: Partial<Filing> = {}): Partial<PropositionWork> {
    const one = {
      id: 'a',
      side: 'for' as const,
      body: '',
      author: '',
      supports: 0,
      filing: filing('a', filed),
    }
    return { id: 'q', change, families: [{ id: 'f', side: 'for', title: 'F' }], arguments: [one] }
  }
  const inF = (version: number): Partial<Filing> => ({
    version,
    state: 'classified',
    places: [{ family: 'f' }],
  })
  const where = () => sorting.work?.arguments[0]?.filing.places?.map(({ family }) => family) ?? []
  const told = () => world.event(LOG, 'synthesis_changed', { proposition: 'q' })

  it('leaves nothing behind but the client, which is its page’s', async () => {
    const before = world.timers.length
    await told()
    expect(world.timers).toHaveLength(before + 1)
    sorting.close()
    expect([world.followed, world.timers.length, world.socket.over]).toEqual([[], before, false])
    freeze.on = true
    freeze.toggle(0)
    await world.pass(1_000)
    expect(world.read).toEqual([])
  })

  it('reads once what others did in many acts, and says that it was others', async () => {
    world.answers.set(WORK, work(4, inF(1)))
    for (let times = 0; times < 3; times += 1) await told()
    expect(world.read).toEqual([])
    await world.pass(200)
    expect([world.read, where(), sorting.others]).toEqual([[WORK], ['f'], true])
  })

  it('stands while the page is frozen, says how much waits, and reads it afterwards', async () => {
    freeze.toggle(0)
    await told()
    await told()
    await world.pass(1_000)
    expect([world.read, freeze.changes]).toEqual([[], 2])
    freeze.toggle(0)
    await world.pass(200)
    expect(world.read).toEqual([WORK])
  })

  it('stands also if it is frozen between a fact and the reading of it', async () => {
    await told()
    freeze.toggle(0)
    await world.pass(1_000)
    expect([world.read, freeze.changes]).toEqual([[], 1])
  })

  it('shows an act at once, and takes it back if it is refused', async () => {
    sorting.chosen.add('a')
    const placed = sorting.placeAll(['a'], 'f')
    expect([where(), sorting.chosen.size, sorting.busy]).toEqual([['f'], 0, 1])
    await settle()
    await world.refuse('changed')
    expect([await placed, where(), sorting.fault?.code, sorting.undoable]).toEqual([
      false,
      [],
      'changed',
      null,
    ])
  })

  it('changes words over the version they were written on, whatever came since', async () => {
    const read = { id: 'f', side: 'for', title: 'F', version: 1 } as const
    world.answers.set(WORK, { ...work(2), families: [{ ...read, title: 'G', version: 2 }] })
    await told()
    await world.pass(200)
    void sorting.change(read, 'F, mieux', '', null, read.version)
    await settle()
    expect(world.acts.map(({ args }) => args)).toMatchObject([{ family: 'f', version: 1 }])
  })

  it('does acts one after another, each on what the one before it left', async () => {
    const acts = [sorting.placeAll(['a'], 'f'), sorting.delete({ id: 'f', side: 'for', title: 'F' })]
    await settle()
    expect(world.acts.map(({ name }) => name)).toEqual(['place_arguments'])
    world.answers.set(WORK, work(2, inF(1)))
    await world.done({})
    expect(world.acts.map(({ name }) => name)).toEqual(['place_arguments', 'delete_family'])
    await world.done({})
    expect(await Promise.all(acts)).toEqual([true, true])
  })

  it('drops what was read before the answer to an act, and comes late', async () => {
    world.answers.set(WORK, work(2, inF(1)))
    await sorting.load()
    world.answers.set(WORK, work(1))
    await sorting.load()
    expect([sorting.work?.change, where()]).toEqual([2, ['f']])
  })

  it('moves what was just moved again, from the version that the first move left', async () => {
    const acts = [sorting.placeAll(['a'], 'f'), sorting.ignore(['a'], 'other', '')]
    await settle()
    world.answers.set(WORK, work(2, inF(1)))
    await world.done({})
    expect(world.acts.at(-1)).toMatchObject({
      name: 'ignore_arguments',
      args: { arguments: [{ argument: 'a', version: 1 }] },
    })
    await world.done({})
    expect(await Promise.all(acts)).toEqual([true, true])
  })

  it('puts a filing back with what the act is made of, and nothing else', async () => {
    world.answers.set(WORK, work(1, { version: 3, state: 'ignored', reason: 'other', note: 'Hors sujet' }))
    await sorting.load()
    const placed = sorting.placeAll(['a'], 'f')
    await settle()
    world.answers.set(WORK, work(2, inF(4)))
    await world.done({})
    await placed
    void sorting.undo()
    await settle()
    const args = { process: 'p', proposition: 'q', reason: 'other', note: 'Hors sujet' }
    expect(world.acts.at(-1)).toMatchObject({ name: 'ignore_arguments' })
    expect(world.acts.at(-1)?.args).toEqual({ ...args, arguments: [{ argument: 'a', version: 4 }] })
  })

  it('undoes the last act with the version it has by then', async () => {
    const placed = sorting.placeAll(['a'], 'f')
    await settle()
    world.answers.set(WORK, work(2, inF(1)))
    await world.done({})
    await placed
    const undone = sorting.undo()
    await settle()
    expect(world.acts.at(-1)).toMatchObject({
      name: 'unplace_arguments',
      args: { arguments: [{ argument: 'a', version: 1 }] },
    })
    await world.done({})
    expect([await undone, sorting.last, sorting.undoable]).toEqual([true, 'undone', null])
  })

  it('is waited for by an act that judges it, also when it was closed before the answer', async () => {
    void sorting.placeAll(['a'], 'f')
    await settle()
    sorting.close()
    let all: boolean | null = null
    void world.held.settle().then((settled) => {
      all = settled
    })
    await settle()
    expect(all).toBeNull()
    await world.done({})
    expect(all).toBe(true)
  })
})

describe('undoing', () => {
  it('puts arguments back with as few acts as possible', () => {
    const before = [
      filing('a'),
      filing('b'),
      filing('c', { state: 'ignored', reason: 'other', note: 'x' }),
      filing('d', { state: 'ignored', reason: 'other', note: 'x' }),
      filing('e', { state: 'classified', places: [{ family: 'f' }] }),
      filing('g', { state: 'classified', places: [{ family: 'f', source: 'suggestion' }] }),
      filing('h', {
        state: 'classified',
        places: [
          { family: 'f', part: 'p' },
          { family: 'k', part: 'q' },
        ],
      }),
    ]
    expect(restoring(before)).toEqual([
      { act: 'unplace', arguments: ['a', 'b'] },
      { act: 'ignore', arguments: ['c', 'd'], reason: 'other', note: 'x' },
      { act: 'place_all', arguments: ['e'], family: 'f', source: 'human' },
      { act: 'place_all', arguments: ['g'], family: 'f', source: 'suggestion' },
      { act: 'place', argument: 'h', places: before[6]?.places },
    ])
    expect(restoring([])).toEqual([])
  })

  it('names a family that was founded anew', () => {
    const [one] = renamed(
      [filing('a', { state: 'classified', places: [{ family: 'f' }, { family: 'k' }] })],
      'f',
      'n',
    )
    expect(one?.places?.map(({ family }) => family)).toEqual(['n', 'k'])
  })
})

describe('the inbox', () => {
  const one = (
    id: string,
    side: 'for' | 'against',
    supports: number,
    rest: Partial<Filing> = {},
  ): WorkArgument => ({
    id,
    side,
    body: 'x'.repeat(10 - supports),
    author: 'z',
    supports,
    filing: filing(id, rest),
  })
  const all = [
    one('a', 'for', 1),
    one('b', 'for', 5),
    one('c', 'for', 3, { state: 'ignored' }),
    one('d', 'against', 9),
  ]

  it('filters by side and state and sorts', () => {
    expect(inbox(all, 'for', 'todo', 'supports').map(({ id }) => id)).toEqual(['b', 'a'])
    expect(inbox(all, 'for', 'all', 'newest').map(({ id }) => id)).toEqual(['a', 'c', 'b'])
    expect(inbox(all, 'for', 'all', 'length').map(({ id }) => id)).toEqual(['b', 'c', 'a'])
    expect(counts(all, 'for')).toEqual({ all: 3, todo: 2, classified: 0, ignored: 1 })
  })

  it('shortens texts between words', () => {
    expect(excerpt('un  deux\ntrois', 40)).toBe('un deux trois')
    expect(excerpt('un deux trois quatre', 12)).toBe('un deux…')
    expect(excerpt('x'.repeat(30), 10)).toBe(`${'x'.repeat(10)}…`)
  })

  it('keeps families in their order', () => {
    const families = [
      { id: 'b', side: 'for' as const, title: '', position: 1 },
      { id: 'a', side: 'for' as const, title: '', position: 1 },
      { id: 'c', side: 'for' as const, title: '' },
      { id: 'd', side: 'against' as const, title: '' },
    ]
    expect(ofSide(families, 'for').map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  })
})

describe('the list of work', () => {
  const card = (id: string, placed: number) => ({
    id,
    number: 1,
    title: id,
    section: '',
    families: 0,
    coverage: { arguments: 3, placed, ignored: 1 },
  })

  it('leads on to what is unfinished, round the end', () => {
    const cards = [card('a', 1), card('b', 2), card('c', 0)]
    expect(cards.map(isUnfinished)).toEqual([true, false, true])
    expect(nextUnfinished(cards, 'a')).toBe('c')
    expect(nextUnfinished(cards, 'c')).toBe('a')
    expect(nextUnfinished([card('a', 2)], 'a')).toBeNull()
    expect(nextUnfinished(cards, 'elsewhere')).toBe('a')
  })
})
