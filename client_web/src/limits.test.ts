/** How long a text may be is read from the wire: no page has a number of its own. */

import { normalize } from 'node:path/posix'
import { expect, it } from 'vitest'

const FIELD = /maxlength=|<DraftField\b/g
/** A limit that is neither the wire's nor handed in by who asks for the text. */
const OTHER = /\bmaxlength=(?!\{(?:LIMITS\.|READ_LIMITS\[|limit\}))|\blimit=\{(?!LIMITS\.)/
const OWN = /\bconst \w*LIMIT\b/

const sources: Record<string, string> = import.meta.glob('./**/*.svelte', {
  eager: true,
  query: '?raw',
  import: 'default',
})
const files = Object.entries(sources).map(([path, text]) => [normalize(path), text] as const)

it('finds the fields that have a limit', () => {
  expect(files.flatMap(([, text]) => text.match(FIELD) ?? []).length).toBeGreaterThan(60)
})

it('gives no field a limit of its own', () => {
  expect(files.filter(([, text]) => OTHER.test(text)).map(([path]) => path)).toEqual([])
})

it('names no limit in a page', () => {
  expect(files.filter(([, text]) => OWN.test(text)).map(([path]) => path)).toEqual([])
})
