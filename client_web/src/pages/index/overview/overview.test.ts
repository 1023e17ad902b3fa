import type { Overview } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { lengthOf, stretchesOf } from './days'
import { consensus, importedOf, inOrder, mostDisputed, partsOf, pointsOf, sumOf } from './points'

const OVERVIEW: Overview = {
  process: 'p',
  title: 'L’eau',
  sections: ['Un', 'Deux'],
  ids: ['a', 'b', 'c', 'd'],
  titles: ['A', 'B', 'C', 'D'],
  parts: [0, 1, 1, 0],
  ranks: [1, 2, 0, 3],
  cast: { agree: [3, 40, 90, 0], mixed: [0, 0, 5, 0], disagree: [0, 38, 2, 0] },
  imported: { agree: [0, 10, 0, 0], mixed: [1, 0, 0, 0], disagree: [0, 0, 0, 0] },
  days: [],
}
const points = pointsOf(OVERVIEW, new Map())
const titles = (order: Parameters<typeof inOrder>[1]) => inOrder(points, order).map(({ title }) => title)

describe('propositions as points', () => {
  it('count the votes of here and elsewhere together', () => {
    expect(points.map(({ total }) => total)).toEqual([4, 88, 97, 0])
    expect(points.map(({ share }) => Math.round(share * 100))).toEqual([75, 57, 93, 0])
    expect(sumOf(points)).toEqual({ agree: 143, mixed: 6, disagree: 40 })
    expect(importedOf(OVERVIEW)).toBe(11)
  })

  it('take what the board has said since instead of what was read', () => {
    const board = new Map([['proposition/a', { agree: 4, disagree: 6 }]])
    expect(pointsOf(OVERVIEW, board)[0]).toMatchObject({
      agree: 4,
      mixed: 1,
      disagree: 6,
      total: 11,
    })
  })

  it('stand by support, the unranked ones last, by dispute and by sure agreement', () => {
    expect(titles('support')).toEqual(['B', 'A', 'D', 'C'])
    expect(titles('debate')).toEqual(['B', 'C', 'A', 'D'])
    expect(titles('consensus')).toEqual(['C', 'B', 'A', 'D'])
  })

  it('are disputed where people stand against as many others, and nowhere without votes', () => {
    expect(mostDisputed(points)?.title).toBe('B')
    expect(mostDisputed(points.filter(({ title }) => 'AD'.includes(title)))).toBeNull()
  })

  it('agree more surely with more votes of the same share', () => {
    const [first] = pointsOf({ ...OVERVIEW, ids: ['a'] }, new Map())
    const sure = (total: number) => (first === undefined ? -1 : consensus({ ...first, share: 1, total }))
    expect(sure(0)).toBe(0)
    expect(sure(1)).toBeLessThan(sure(20))
    expect(sure(20)).toBeLessThan(sure(2_000))
  })

  it('add up by part, those with the most votes first', () => {
    expect(
      partsOf(OVERVIEW, points).map(({ name, propositions, total }) => [name, propositions, total]),
    ).toEqual([
      ['Deux', 2, 185],
      ['Un', 2, 4],
    ])
  })
})

describe('days', () => {
  it('have no holes', () => {
    const days = [
      { day: '2015-10-24', propositions: 2 },
      { day: '2015-10-27', arguments: 1 },
    ]
    expect(stretchesOf(days).map(({ propositions, arguments: args }) => propositions + args)).toEqual([
      2, 0, 0, 1,
    ])
    expect(stretchesOf([])).toEqual([])
  })

  it('are told by the week where they are many', () => {
    const days = [
      { day: '2015-01-01', propositions: 1 },
      { day: '2015-01-07', arguments: 1 },
      { day: '2015-03-20' },
    ]
    expect(lengthOf(days)).toBe(7)
    expect(stretchesOf(days)).toHaveLength(12)
    expect(stretchesOf(days)[0]).toMatchObject({ propositions: 1, arguments: 1 })
  })
})
