import type { PresentationNode } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { branches, inside, isFilm, isOwn, kindUnder, moved } from './tree'

function node(id: string, kind: PresentationNode['kind'], parent?: string): PresentationNode {
  const text = { title: id, body: '' }
  return { id, kind, version: 1, text, body_html: '', changed_at: 1, ...(parent ? { parent } : {}) }
}

const NODES = [
  node('p', 'problem'),
  node('c1', 'cause', 'p'),
  node('s1', 'solution', 'c1'),
  node('s2', 'solution', 'c1'),
  node('c2', 'cause', 'p'),
]

describe('a presentation', () => {
  it('is a tree in the order in which it is read', () => {
    const [root] = branches(NODES)
    expect(root?.under.map((one) => one.node.id)).toEqual(['c1', 'c2'])
    expect(root?.under[0]?.under.map((one) => one.node.id)).toEqual(['s1', 's2'])
    expect(root === undefined ? 0 : inside(root)).toBe(4)
  })

  it('keeps what hangs under something that is not there', () => {
    expect(branches([node('s', 'solution', 'gone')]).map((one) => one.node.id)).toEqual(['s'])
  })

  it('has causes under a problem and solutions under a cause', () => {
    expect((['problem', 'cause', 'solution'] as const).map(kindUnder)).toEqual(['cause', 'solution', null])
  })

  it('moves a sibling a place, and not beyond the ends', () => {
    const siblings = branches(NODES)[0]?.under ?? []
    expect(moved(siblings, 'c2', -1)).toEqual(['c2', 'c1'])
    expect(moved(siblings, 'c2', 1)).toBeNull()
    expect(moved(siblings, 'c1', -1)).toBeNull()
    expect(moved(siblings, 'x', 1)).toBeNull()
  })
})

describe('a video', () => {
  it('is played here only if it is a film of this site', () => {
    expect(isFilm('/media/film.mp4?t=4')).toBe(true)
    expect(isFilm('/debates/d1')).toBe(false)
    expect(isFilm('https://elsewhere.example/film.mp4')).toBe(false)
    expect(isOwn('//elsewhere.example/film.mp4')).toBe(false)
  })
})
