/** What became of an act is heard: the line is the status, and stands before there is anything to say. */

import { parse } from 'svelte/compiler'
import { render } from 'svelte/server'
import { expect, it } from 'vitest'
import ActLine from './ActLine.svelte'

const sources: Record<string, string> = import.meta.glob('../**/*.svelte', {
  eager: true,
  query: '?raw',
  import: 'default',
})

interface Piece {
  type?: string
  name?: string
  test?: { start: number; end: number }
  attributes?: { name?: string; value?: unknown }[]
}

/** Each `ActLine` of a file, with what stands around it. */
function linesOf(source: string): Piece[][] {
  const found: Piece[][] = []
  function walk(piece: unknown, around: Piece[]): void {
    if (Array.isArray(piece)) for (const part of piece) walk(part, around)
    else if (typeof piece === 'object' && piece !== null) {
      const here = piece as Piece
      if (here.type === 'Component' && here.name === 'ActLine') found.push(around)
      for (const part of Object.values(piece)) walk(part, [...around, here])
    }
  }
  walk(parse(source, { modern: true }).fragment, [])
  return found
}

const lines = Object.entries(sources).flatMap(([path, source]) =>
  source.includes('<ActLine') ? linesOf(source).map((around) => ({ path, source, around })) : [],
)

it('is a status before there is anything to say', () => {
  expect(render(ActLine, { props: { note: null } }).body).toContain('role="status"')
})

it('says that something was taken back in words of its own', () => {
  const gone: (time: string) => string = (time) => `Vote retiré à ${time}`
  for (const result of [{ choice: null, at: 0 }, { on: false, at: 0 }, { option: null }] as const) {
    const { body } = render(ActLine, { props: { note: { state: 'recorded', at: 0, result }, gone } })
    expect(body).toContain('Vote retiré à')
    expect(body).not.toContain('enregistré')
  }
  const { body } = render(ActLine, {
    props: { note: { state: 'recorded', at: 0, result: { choice: 'agree', at: 0 } }, gone },
  })
  expect(body).toContain('enregistré')
})

it('stands in no second region, which would say it twice', () => {
  const twice = lines.filter(({ around }) =>
    around.some(
      ({ attributes }) =>
        attributes?.some(({ name }) => name === 'role' || name === 'aria-live') &&
        attributes.some(({ value }) => /"(status|alert|polite|assertive)"/.test(JSON.stringify(value))),
    ),
  )
  expect(lines.length).toBeGreaterThan(20)
  expect(twice.map(({ path }) => path)).toEqual([])
})

it('does not come with its text', () => {
  const late = lines.filter(({ source, around }) =>
    around.some(
      ({ type, test }) =>
        type === 'IfBlock' && test !== undefined && /\bnote\b/.test(source.slice(test.start, test.end)),
    ),
  )
  expect(late.map(({ path }) => path)).toEqual([])
})
