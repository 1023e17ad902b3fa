import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shelfOf } from '../testing/shelf'
import { Draft } from './drafts'
import { Kept } from './kept.svelte'

const STORED = { title: 'a', links: [{ url: 'https://a.example' }] }

let shelf: Map<string, string>
beforeEach(() => {
  shelf = new Map()
  vi.stubGlobal('localStorage', shelfOf(shelf))
})

function open(stored: typeof STORED, version: number): Kept<typeof STORED> {
  return new Kept('form', 'x', structuredClone(stored), version)
}

/** Somebody types on version 1 and goes. */
function type(title: string): void {
  const form = open(STORED, 1)
  form.text.title = title
  form.text.links.push({ url: 'https://b.example' })
  form.keep()
}

describe('what is typed into a form', () => {
  it('comes back whole, on the version it was typed on', () => {
    type('mine')
    const form = open(STORED, 1)
    expect([form.text.title, form.text.links.length, form.version, form.isBehind]).toEqual([
      'mine',
      2,
      1,
      false,
    ])
  })

  it('stays on that version when somebody else wrote another, until the person chose', () => {
    type('mine')
    const theirs = { ...STORED, title: 'theirs' }
    open(theirs, 2).keep()
    const form = open(theirs, 2)
    expect([form.text.title, form.version, form.isBehind]).toEqual(['mine', 1, true])
    form.stand(2)
    expect([form.text.title, form.version, form.isBehind]).toEqual(['mine', 2, false])
    expect(open(theirs, 2).isBehind).toBe(false)
  })

  it('is gone once the person took theirs', () => {
    type('mine')
    const theirs = { title: 'theirs', links: [{ url: 'https://t.example' }] }
    const form = open(theirs, 2)
    form.settle(structuredClone(theirs), 2)
    expect([form.text, form.version, form.isBehind, shelf.size]).toEqual([theirs, 2, false, 0])
  })

  it('is no other text if the server has the same', () => {
    type('mine')
    const same = { title: 'mine', links: [...STORED.links, { url: 'https://b.example' }] }
    const form = open(same, 2)
    expect([form.version, form.isBehind]).toEqual([2, false])
  })

  it('that was kept before versions were counts as typed on an older one', () => {
    shelf.set('hemicycle.draft.form.title.x', 'mine')
    const form = open(STORED, 3)
    expect([form.text.title, form.text.links, form.version, form.isBehind]).toEqual([
      'mine',
      STORED.links,
      0,
      true,
    ])
    form.keep()
    expect([...shelf.keys()]).toEqual(['hemicycle.draft.form.x'])
    expect(open(STORED, 3).version).toBe(0)
  })

  it('that was kept as plain words in the same place is not lost', () => {
    shelf.set('hemicycle.draft.form.x', 'mine')
    const early = [['title', new Draft(shelfOf(shelf), 'form', 'x')]] as const
    const again = () => new Kept('form', 'x', STORED, 3, early)
    expect([again().text.title, again().isBehind]).toEqual(['mine', true])
    again().keep()
    expect([again().text.title, again().isBehind]).toEqual(['mine', true])
  })

  it('while it was being saved is kept on the version that was made', () => {
    const form = open(STORED, 1)
    const sent = structuredClone({ ...form.text, title: 'mine' })
    form.text.title = 'mine and more'
    form.recorded(sent, 2)
    const again = open(sent, 2)
    expect([again.text.title, again.version, again.isBehind]).toEqual(['mine and more', 2, false])
    again.recorded(structuredClone(again.text), 3)
    expect(shelf.size).toBe(0)
  })
})
