/** The colours of the tokens stand far enough apart, in both palettes (WCAG 1.4.3, 1.4.11). */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The tokens of a block, by name. */
function tokensAfter(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`)
  expect(start, selector).toBeGreaterThan(-1)
  const block = css.slice(start, css.indexOf('}', start))
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const light = tokensAfter(':root')
const dark = { ...light, ...tokensAfter(':root[data-theme="dark"]') }

/** What is read, and what it is read on. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['paper', 'surface', 'sunken', 'accent-bg', 'agree-bg', 'mixed-bg', 'disagree-bg', 'warn-bg']],
  ['ink2', ['paper', 'surface', 'sunken', 'accent-bg']],
  ['accent', ['paper', 'surface', 'sunken', 'accent-bg']],
  ['on-accent', ['accent']],
  ['agree', ['surface', 'agree-bg']],
  ['mixed', ['surface', 'mixed-bg']],
  ['disagree', ['surface', 'disagree-bg']],
  ['live', ['paper', 'surface']],
  ['on-live', ['live']],
  ['warn', ['warn-bg', 'surface']],
  ['ok', ['paper', 'surface']],
  ['on-night', ['night', 'petrol', 'ink-blue', 'forest', 'plum', 'brick', 'slate']],
  ['on-night2', ['night', 'petrol', 'ink-blue', 'forest', 'plum', 'brick', 'slate']],
  ['now', ['night']],
  ['on-now', ['now']],
]

/** The border of a control, the ring of focus, and what they stand on. */
const LINES: readonly (readonly [string, readonly string[]])[] = [
  ['line', ['paper', 'surface']],
  ['focus', ['paper', 'surface', 'sunken', 'accent-bg']],
  ['night-line', ['night']],
  ['night-lit', ['petrol', 'ink-blue', 'forest', 'plum', 'brick', 'slate']],
  ['now', ['petrol', 'ink-blue', 'forest', 'plum', 'brick', 'slate']],
]

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s palette', (_, palette) => {
  const pairs = (rows: typeof TEXT) =>
    rows.flatMap(([one, grounds]) => grounds.map((ground) => ({ one, ground })))
  const far = ({ one, ground }: { one: string; ground: string }) =>
    contrast(palette[one] ?? '', palette[ground] ?? '')

  it.each(pairs(TEXT))('can be read: $one on $ground', (pair) =>
    expect(far(pair)).toBeGreaterThanOrEqual(4.5),
  )
  it.each(pairs(LINES))('can be seen: $one on $ground', (pair) => expect(far(pair)).toBeGreaterThanOrEqual(3))
})

it('has one dark palette, written twice', () => {
  expect(tokensAfter(':root:not([data-theme="light"])')).toEqual(tokensAfter(':root[data-theme="dark"]'))
})
