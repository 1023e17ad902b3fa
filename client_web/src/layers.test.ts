/** Imports go one way: `wire → state → ui → pages`, each page in its own room, and never in a circle. */

import { dirname, normalize } from 'node:path/posix'
import { expect, it } from 'vitest'

/** What the code of each folder may import beside its own folder and the generated `@protocol`. */
const LAYERS: Record<string, readonly string[]> = {
  wire: [],
  i18n: ['wire'],
  'draw-check': [],
  state: ['wire'],
  media: ['wire', 'i18n'],
  ui: ['wire', 'i18n', 'state'],
  pages: ['wire', 'i18n', 'draw-check', 'state', 'media', 'ui'],
  // Worlds that tests are made in: no code of a page may import them.
  testing: ['wire', 'i18n', 'state', 'ui'],
}

/** The rooms of `pages` that show something of another: the first imports of the second. */
const ARROWS = new Set([
  'index/admin → index/about',
  'index/admin → index/process',
  'index/consultation → index/bill',
  'index/consultation → index/debate',
  'index/consultation → index/moderation',
  'index/consultation → index/overview',
  'index/consultation → index/synthesis',
  'index/frame → index/about',
  'index/me → index/moderation',
  'index/mobilisation → index/bill',
  'index/presentation → index/process',
  'index/process → index/data',
  'index/process → index/home',
  'index/process → index/me',
  'index/process → index/moderation',
])

const ENDINGS = ['', '.ts', '.svelte', '.svelte.ts']
const IMPORT = /(?:\bfrom|\bimport|\bnew URL\()\s*\(?\s*'(\.[^'?]*)'/g

const sources: Record<string, string> = import.meta.glob(['./**/*.{ts,svelte}', '!./**/*.test.ts'], {
  eager: true,
  query: '?raw',
  import: 'default',
})
const files = Object.fromEntries(Object.entries(sources).map(([path, text]) => [normalize(path), text]))

/** What a file imports of ours; a component that shows itself is no circle. */
function importsOf(file: string): string[] {
  return [...(files[file] ?? '').matchAll(IMPORT)].flatMap(([, path]) => {
    const target = normalize(`${dirname(file)}/${path}`)
    return ENDINGS.map((ending) => target + ending).filter((name) => name in files && name !== file)
  })
}

const arrows = Object.keys(files).flatMap((from) => importsOf(from).map((to) => ({ from, to })))

it('finds the code and its imports', () => {
  expect(arrows.length).toBeGreaterThan(Object.keys(files).length)
})

it('imports from lower layers only', () => {
  const wrong = arrows.filter(({ from, to }) => {
    const [layer = '', lower = ''] = [from, to].map((file) => file.split('/')[0])
    return layer !== lower && !LAYERS[layer]?.includes(lower)
  })
  expect(wrong).toEqual([])
})

it('lets a page into another room only where it is written', () => {
  const rooms = arrows
    .map(({ from, to }) => [dirname(from), dirname(to)] as const)
    .filter(([from, to]) => from.startsWith('pages/') && to.startsWith('pages/'))
    .filter(([from, to]) => !`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`))
    .map(([from, to]) => `${from} → ${to}`.replaceAll('pages/', ''))
  expect([...new Set(rooms)].sort()).toEqual([...ARROWS].sort())
})

it('imports nothing in a circle', () => {
  const done = new Set<string>()
  function walk(file: string, path: readonly string[]): void {
    const at = path.indexOf(file)
    expect(at < 0 ? [] : [...path.slice(at), file]).toEqual([])
    if (done.has(file)) return
    for (const to of importsOf(file)) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of Object.keys(files)) walk(file, [])
})
