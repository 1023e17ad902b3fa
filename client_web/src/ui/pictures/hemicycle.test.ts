import { describe, expect, it } from 'vitest'
import { dotsOf, type Group, layOut, MOST_DOTS, rowSizes, withSeats } from './hemicycle'

const votes = (agree: number, mixed: number, disagree: number): Group[] => [
  { kind: 'agree', count: agree },
  { kind: 'mixed', count: mixed },
  { kind: 'disagree', count: disagree },
]
const kinds = (groups: readonly Group[]) => layOut(groups, 300).dots.map(({ kind }) => kind)

describe('a hemicycle', () => {
  it('has one dot for each person, up to a hundred', () => {
    for (let total = 0; total <= MOST_DOTS; total++) expect(kinds(votes(total, 0, 0))).toHaveLength(total)
  })

  it('shares a hundred dots among more, by largest remainder', () => {
    expect(dotsOf(votes(70_000, 8_574, 10_000)).map(({ count }) => count)).toEqual([79, 10, 11])
    expect(kinds(votes(1, 100, 100))).toHaveLength(100)
  })

  it('leaves out who has no vote', () => {
    expect(kinds(votes(2, 0, 1))).toEqual(['agree', 'agree', 'disagree'])
  })

  it('has empty seats beside a handful of people', () => {
    expect(withSeats(votes(2, 0, 1)).at(-1)).toEqual({ kind: 'empty', count: 21 })
    expect(withSeats(votes(20, 20, 20)).at(-1)).toEqual({ kind: 'empty', count: 0 })
  })

  it('seats the groups by angle, from the left bank to the right', () => {
    const { dots } = layOut(votes(30, 20, 11), 300)
    const order = dots.map(({ share }) => share)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(dots.map(({ kind }) => kind)).toEqual(
      votes(30, 20, 11).flatMap(({ count, kind }) => Array(count).fill(kind)),
    )
    const left = dots.filter(({ x }) => x < 60).map(({ kind }) => kind)
    expect([...new Set(left)]).toEqual(['agree'])
  })

  it('holds every dot within the picture, and none on another', () => {
    for (let total = 1; total <= MOST_DOTS; total++) {
      const { dots, width, height, radius } = layOut(votes(total, 0, 0), 300)
      const edge = Math.min(...dots.map(({ x, y }) => Math.min(x, y, width - x, height - y)))
      expect(edge, `${total}`).toBeGreaterThanOrEqual(radius)
      const apart = dots.flatMap((one, index) =>
        dots.slice(index + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)),
      )
      expect(Math.min(...apart, Infinity), `${total}`).toBeGreaterThan(2 * radius)
    }
  })

  it('gives longer rows more dots, and loses none', () => {
    expect(rowSizes(26, [0.42, 0.71, 1])).toEqual([5, 9, 12])
    for (let total = 0; total < 200; total++)
      expect(rowSizes(total, [0.42, 0.6, 0.8, 1]).reduce((sum, size) => sum + size, 0)).toBe(total)
  })
})
