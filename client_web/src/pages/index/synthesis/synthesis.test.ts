import type { PropositionCoverage, SynthesisMap } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { type Camera, drawn, labelLines, moved, NEAREST, onto, pathTo, walk, zoomed } from './camera'
import { circlesOf } from './layout'
import { search, sectionsOf, SIZE, treeOf } from './tree'

const family = (id: string, side: 'for' | 'against', supports: number) => ({
  id,
  side,
  title: `Famille ${id}`,
  summary: 'École',
  arguments: 2,
  people: 1,
  supports,
})
const proposition = (
  id: string,
  section: string,
  families: PropositionCoverage['families'],
): PropositionCoverage => ({
  id,
  number: 1,
  title: `Titre ${id}`,
  section,
  coverage: {},
  families: families ?? [],
})
const PROPOSITIONS = [
  proposition('p1', 'A', [family('f1', 'for', 9), family('f2', 'against', 4)]),
  proposition('p2', 'B', [family('f3', 'for', 0)]),
  proposition('p3', 'A', []),
]
const MAP: SynthesisMap = { process: 'p', title: 'Loi', progress: {}, propositions: PROPOSITIONS }

describe('the tree of a synthesis', () => {
  it('goes from the process by sections and propositions to families', () => {
    const tree = treeOf(MAP)
    expect(tree.children.map((node) => node.title)).toEqual(['A', 'B'])
    expect(tree.children[0]?.children.map((node) => node.title)).toEqual(['Titre p1'])
    expect([tree.arguments, tree.supports]).toEqual([6, 13])
  })

  it('needs no section when there is only one', () => {
    const tree = treeOf({ ...MAP, propositions: PROPOSITIONS.slice(0, 1) })
    expect(tree.children[0]?.kind).toBe('proposition')
  })

  it('keeps the order of sections and propositions', () => {
    expect(sectionsOf(PROPOSITIONS).map(({ name, propositions }) => [name, propositions.length])).toEqual([
      ['A', 2],
      ['B', 1],
    ])
  })

  it('is searched without regard to accents, by words and by side', () => {
    expect(search(PROPOSITIONS, 'ecole').map(({ id }) => id)).toEqual(['p1', 'p2'])
    expect(search(PROPOSITIONS, 'famille F3').map(({ id }) => id)).toEqual(['p2'])
    expect(search(PROPOSITIONS, '', 'against')[0]?.families?.map(({ id }) => id)).toEqual(['f2'])
    expect(search(PROPOSITIONS, 'rien')).toEqual([])
  })
})

describe('the picture', () => {
  const circles = circlesOf(treeOf(MAP), SIZE)

  it('holds every circle inside its parent, larger for more supports', () => {
    for (const circle of circles.slice(1)) {
      const parent = circles[circle.parent]
      if (parent === undefined) throw new Error('no parent')
      expect(Math.hypot(circle.x - parent.x, circle.y - parent.y) + circle.r).toBeLessThanOrEqual(
        parent.r + 1,
      )
    }
    const r = (key: string) => circles.find(({ node }) => node.key === key)?.r ?? 0
    expect(r('family f1')).toBeGreaterThan(r('family f2'))
  })

  it('is walked by the keys of a tree', () => {
    const a = circles[0]?.children[0] ?? -1
    const b = circles[0]?.children[1] ?? -1
    expect(walk(circles, 0, 'ArrowRight')).toBe(a)
    expect(walk(circles, a, 'ArrowDown')).toBe(b)
    expect(walk(circles, b, 'ArrowUp')).toBe(a)
    expect(walk(circles, b, 'ArrowDown')).toBeNull()
    expect(walk(circles, a, 'End')).toBe(b)
    expect(walk(circles, b, 'Home')).toBe(a)
    expect(walk(circles, a, 'ArrowLeft')).toBe(0)
    expect(walk(circles, 0, 'Escape')).toBeNull()
    expect(walk(circles, a, 'x')).toBeNull()
    expect(walk(circles, -1, 'Home')).toBeNull()
  })

  it('draws the way to where one looks and two levels below, more while there is room', () => {
    const section = circles.findIndex(({ node }) => node.key === 'section A')
    expect(pathTo(circles, section)).toEqual([0, section])
    const kinds = drawn(circles, section).map((at) => circles[at]?.node.kind)
    expect(kinds).toEqual(['process', 'section', 'proposition', 'family', 'family'])
    expect(drawn(circles, 0).length).toBe(circles.length)
    expect(drawn(circles, 0, 6).some((at) => circles[at]?.node.kind === 'family')).toBe(false)
  })

  it('never zooms past its ends or beside itself', () => {
    let camera: Camera = { x: 500, y: 500, zoom: 1 }
    expect(moved(camera, 300, -300, SIZE)).toEqual(camera)
    camera = zoomed(camera, 4, 0, 0, SIZE)
    expect(camera).toEqual({ x: 125, y: 125, zoom: 4 })
    expect(zoomed(camera, 1e9, 1, 1, SIZE).zoom).toBe(NEAREST)
    expect(zoomed(camera, 0, 1, 1, SIZE)).toEqual({ x: 500, y: 500, zoom: 1 })
    const circle = circles.at(-1)
    if (circle === undefined) throw new Error('no circle')
    expect(onto(circle, SIZE).zoom * 2 * circle.r).toBeLessThanOrEqual(SIZE)
  })

  it('cuts titles into lines that fit, or leaves them out', () => {
    expect(labelLines('Transparence de la dépense publique', 60)).toEqual([
      'Transparence',
      'de la dépense',
      'publique',
    ])
    expect(labelLines('Anticonstitutionnellement', 40)).toEqual(['Anticons…'])
    expect(labelLines('un deux trois quatre cinq', 25).length).toBeLessThanOrEqual(2)
    expect(labelLines('Transparence', 12)).toEqual([])
  })
})
