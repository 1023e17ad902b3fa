import type { DeskItem, ItemState } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { deskAct, isUndo } from './desk-keyboard'
import { nextOf, offers } from './offers'

const item: DeskItem = {
  target: 'proposition/a',
  number: 1,
  title: 'Publier',
  body_html: '',
  author: 'Zoé',
  created_at: 0,
  state: 'visible',
  version: 0,
  path: '/propositions/a',
  may_act: true,
}
const press = { ctrlKey: false, metaKey: false, altKey: false }

describe('what the desk offers', () => {
  it('is what the rules allow', () => {
    const reported = { ...item, reports: [{ reason: 'spam' as const, at: 0 }] }
    expect(offers(item)).toEqual(['bin'])
    expect(offers(reported)).toEqual(['keep', 'bin'])
    const of = (state: ItemState, more = {}) => offers({ ...item, state, ...more })
    expect(of('binned')).toEqual(['restore'])
    expect(of('upheld')).toEqual(['restore'])
    expect(of('appealed')).toEqual(['uphold', 'overturn'])
    expect(of('appealed', { binned_by_me: true })).toEqual([])
    expect(of('retired')).toEqual([])
  })

  it('is nothing on one’s own text, nor to who only reads the desk', () => {
    expect(offers({ ...item, mine: true, may_act: false })).toEqual([])
    expect(offers({ ...item, may_act: false })).toEqual([])
  })

  it('goes on with the neighbour of what left the list', () => {
    expect(nextOf(['a', 'b', 'c'], 'b', 1)).toBe('c')
    expect(nextOf(['a', 'b'], 'b', 1)).toBe('a')
    expect(nextOf(['a'], 'a', 0)).toBe(null)
  })
})

describe('the keyboard', () => {
  it('acts by letters, in either case, without modifiers', () => {
    expect(deskAct({ ...press, key: 'C' })).toBe('bin')
    expect(deskAct({ ...press, key: 'c', ctrlKey: true })).toBe(null)
    expect(deskAct({ ...press, key: 'x' })).toBe(null)
  })

  it('undoes by Ctrl+Z', () => {
    expect(isUndo({ ...press, key: 'z', ctrlKey: true })).toBe(true)
    expect(isUndo({ ...press, key: 'z' })).toBe(false)
  })
})
