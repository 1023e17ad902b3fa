import { describe, expect, it } from 'vitest'
import { deskKey } from './desk/desk-keyboard'
import { stillUndoable, type Undoable, withAct } from './undo'

const act = (question: string, until = 10): Undoable => ({ question, version: 2, text: question, until })

describe('what can be taken back', () => {
  it('is the newest act on each card, the newest first', () => {
    const acts = withAct(withAct(withAct([], act('a')), act('b')), act('a', 20))
    expect(acts.map(({ question, until }) => [question, until])).toEqual([
      ['a', 20],
      ['b', 10],
    ])
  })

  it('is forgotten when its time is over, and bounded', () => {
    expect(stillUndoable([act('a', 10), act('b', 11)], 10).map(({ question }) => question)).toEqual(['b'])
    const many = Array.from({ length: 20 }, (_, index) => act(`q${index}`))
    expect(many.reduce(withAct, [] as Undoable[])).toHaveLength(8)
  })
})

describe('the letters of the desk', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
    deskKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

  it('are matched whatever the case and never with a modifier', () => {
    expect([press('p'), press('P'), press('é')]).toEqual(['publish', 'publish', null])
    expect(press('p', { ctrlKey: true })).toBeNull()
  })
})
