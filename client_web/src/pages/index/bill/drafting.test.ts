import type { BillDraftPage } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { Refused } from '../../../wire/refused'
import { Drafting } from './drafting.svelte'

const DRAFT = 'processes/p/bill/draft'

let world: PageWorld
let drafting: Drafting
beforeEach(async () => {
  world = new PageWorld()
  world.answers.set(DRAFT, draft())
  drafting = new Drafting(world.client, 'p')
  await world.open()
})

function draft(revision = 1, title = 'Loi', version = 1): Partial<BillDraftPage> {
  const articles = [{ id: 'a', version: 1, title: 'Un', body: 'Texte' }]
  return { draft: { revision, version, title, articles, order: ['a'] } }
}

describe('the draft of a bill', () => {
  it('is read again every few seconds, once, and not while nobody sees it', async () => {
    await drafting.load()
    await drafting.load()
    world.read.splice(0)
    world.answers.set(DRAFT, draft(2, 'Loi nouvelle', 2))
    await world.pass(15_000)
    expect([world.read.splice(0), drafting.head?.typed.title]).toEqual([[DRAFT], 'Loi nouvelle'])
    world.seen = false
    await world.pass(30_000)
    expect(world.read).toEqual([])
    world.seen = true
    await world.pass(15_000)
    expect(world.read).toEqual([DRAFT])
  })

  it('stays as it is when the server does not answer', async () => {
    await drafting.load()
    world.answers.set(DRAFT, new Refused('unavailable'))
    await world.pass(15_000)
    expect(drafting.head?.typed.title).toBe('Loi')
  })

  it('leaves nothing behind, and sends what was typed', async () => {
    await drafting.load()
    drafting.head?.type('title', 'Loi plus belle')
    const [article] = drafting.placed
    if (article !== undefined) drafting.text(article).type('body', 'Texte plus beau')
    drafting.close()
    await settle()
    expect(world.acts).toMatchObject([
      { name: 'save_bill_head', args: { title: 'Loi plus belle', version: 1 } },
      { name: 'save_bill_article', args: { article: 'a', body: 'Texte plus beau' } },
    ])
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
    // What could not be saved is on the device, and nobody waits for it here.
    expect([...world.storage.keys()].sort()).toEqual([
      'hemicycle.draft.bill.p.a',
      'hemicycle.draft.bill.p.head',
    ])
    expect(await world.held.settle()).toBe(true)
  })

  it('begins nothing if it is closed before it was read', async () => {
    const loaded = drafting.load()
    drafting.close()
    await loaded
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })

  it('saves a pause after the last letter', async () => {
    await drafting.load()
    drafting.head?.type('title', 'L')
    await world.pass(900)
    drafting.head?.type('title', 'Loi 2')
    await world.pass(900)
    expect(world.acts).toEqual([])
    await world.pass(100)
    expect(world.acts).toMatchObject([{ name: 'save_bill_head', args: { title: 'Loi 2', version: 1 } }])
    await world.done({ version: 2, revision: 2 })
    expect([drafting.head?.state, drafting.head?.version, world.storage.size]).toEqual(['saved', 2, 0])
  })

  it('publishes what is on the screen once it is saved: its own saves are seen, those of others are not', async () => {
    await drafting.load()
    drafting.head?.type('title', 'Loi 2')
    const published = drafting.publish('note')
    await settle()
    expect(world.acts.map(({ name }) => name)).toEqual(['save_bill_head'])
    world.answers.set(DRAFT, draft(2, 'Loi 2', 2))
    await world.done({ version: 2, revision: 2 })
    expect(world.acts.at(-1)).toMatchObject({ name: 'publish_bill', args: { revision: 2, note: 'note' } })
    await world.done({})
    expect(await published).toBe(true)
    drafting.head?.type('title', 'Loi 3')
    await world.pass(1_000)
    // Somebody else's change was the third.
    await world.done({ version: 3, revision: 4 })
    void drafting.publish('note')
    await settle()
    expect(world.acts.at(-1)).toMatchObject({ name: 'publish_bill', args: { revision: 2 } })
  })

  it('does one act after another, and reads what each changed', async () => {
    await drafting.load()
    world.read.splice(0)
    const moved = [drafting.move('a', 1), drafting.move('a', 2)]
    await settle()
    expect(world.acts.map(({ args }) => args.to)).toEqual([1])
    await world.refuse('changed')
    expect([world.read, world.acts.map(({ args }) => args.to)]).toEqual([[DRAFT], [1, 2]])
    await world.done({})
    expect(await Promise.all(moved)).toEqual([false, true])
  })

  it('says why it is not shown', async () => {
    world.answers.set(DRAFT, new Refused('forbidden'))
    expect([await drafting.load(), drafting.denied]).toEqual([null, 'forbidden'])
    world.answers.set(DRAFT, new Refused('unavailable'))
    await expect(drafting.load()).rejects.toThrow(Refused)
  })
})
