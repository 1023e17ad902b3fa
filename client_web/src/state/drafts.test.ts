import { beforeEach, describe, expect, it } from 'vitest'
import { shelfOf } from '../testing/shelf'
import type { Shelf } from '../wire/shelf'
import { Draft, keepFor } from './drafts'

describe('a draft', () => {
  let kept: Map<string, string>
  let shelf: Shelf
  let draft: Draft
  beforeEach(() => {
    kept = new Map()
    shelf = shelfOf(kept)
    draft = new Draft(shelf, 'ask', 'd')
  })

  it('is seen by nobody else at the same browser, and waits for who typed it', () => {
    keepFor(shelf, 'ali')
    draft.save('Pourquoi ?')
    keepFor(shelf, null)
    expect(draft.read()).toBe('')
    keepFor(shelf, 'zoé')
    expect([draft.read(), new Draft(shelf, 'ask', 'd').read()]).toEqual(['', ''])
    draft.save('Comment ?')
    keepFor(shelf, 'ali')
    expect(draft.read()).toBe('Pourquoi ?')
  })

  it('that was typed before signing in is theirs who sign in, and of no one after them', () => {
    draft.save('Pourquoi ?')
    keepFor(shelf, 'ali')
    expect(draft.read()).toBe('Pourquoi ?')
    keepFor(shelf, null)
    expect(draft.read()).toBe('')
    keepFor(shelf, 'zoé')
    expect(draft.read()).toBe('')
  })

  it('that is sent under a name told after it was typed does not come back', () => {
    draft.save('Pourquoi ?')
    keepFor(shelf, 'ali')
    draft.clear()
    expect([...kept.values()]).toEqual(['ali'])
  })

  it('is another’s on this page only if it was shown', () => {
    keepFor(shelf, 'eve')
    draft.save('Pourquoi ?')
    expect(keepFor(shelf, 'bob')).toBe(false)
    expect(draft.read()).toBe('')
    expect(keepFor(shelf, 'eve')).toBe(false)
    expect(draft.read()).toBe('Pourquoi ?')
    expect(keepFor(shelf, 'eve')).toBe(false)
    expect(keepFor(shelf, null)).toBe(true)
    expect(keepFor(shelf, 'bob')).toBe(false)
  })

  it('hears of the other tabs of the same person', () => {
    keepFor(shelf, 'ali')
    draft.save('Pourquoi ?')
    const [, key = ''] = kept.keys()
    expect([draft.isAbout(key), draft.isAbout('hemicycle.draft.ask.d')]).toEqual([true, false])
  })
})
