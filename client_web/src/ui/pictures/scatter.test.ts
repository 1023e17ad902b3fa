import { describe, expect, it } from 'vitest'
import { type Direction, nearest, othersAt, place, type ScatterDot, step, ticksOf, topOf } from './scatter'

const WELL = { left: 60, right: 460, top: 30, bottom: 330 }
const dot = (id: string, share: number, total: number): ScatterDot => ({ id, title: id, share, total })
const placed = place([dot('a', 0, 1), dot('b', 0.5, 10), dot('c', 1, 1000), dot('d', 1, 1000)], 1000, WELL)

describe('a scatter', () => {
  it('puts a dot by its share and, on a scale of tens, by its count', () => {
    expect([...placed.xs]).toEqual([60, 260, 460, 460])
    expect([...placed.ys].map(Math.round)).toEqual([330, 230, 30, 30])
  })

  it('has room above the highest, and a line for each power of ten', () => {
    for (const highest of [1, 4, 9, 10, 99, 4_099]) expect(topOf(highest)).toBeGreaterThan(highest)
    expect([topOf(4), topOf(4_099), topOf(4_990)]).toEqual([10, 5_000, 10_000])
    expect(ticksOf(4_099)).toEqual([1, 10, 100, 1000])
  })

  it('means the nearest dot, and none from afar', () => {
    expect(nearest(placed, 255, 225)?.id).toBe('b')
    expect(nearest(placed, 160, 150)).toBeNull()
  })

  it('says how many lie at one place', () => {
    expect([...placed.xs].map((x, at) => othersAt(placed, x, placed.ys[at] ?? 0))).toEqual([0, 0, 1, 1])
  })

  it.each(['more', 'up'] as Direction[])('reaches every dot by the key for %s', (direction) => {
    const reached = ['a']
    for (let at = step(placed.dots, 'a', direction); at !== null; at = step(placed.dots, at.id, direction))
      reached.push(at.id)
    expect(reached).toEqual(['a', 'b', 'c', 'd'])
  })

  it('goes back, and to both ends', () => {
    expect(step(placed.dots, 'c', 'less')?.id).toBe('b')
    expect(step(placed.dots, 'c', 'down')?.id).toBe('b')
    expect([step(placed.dots, 'b', 'least')?.id, step(placed.dots, 'b', 'most')?.id]).toEqual(['a', 'd'])
    expect(step(placed.dots, 'a', 'less')).toBeNull()
  })
})
