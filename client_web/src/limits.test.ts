/** How long a text may be is read from the wire: no page has a number of its own. */

import { normalize } from 'node:path/posix'
import { expect, it } from 'vitest'

/** Fields whose text is a field of no command, with how many there are: what is searched for, codes, an id. */
const OTHERS: Record<string, number> = {
  'pages/index/SignIn.svelte': 1,
  'pages/index/bill/LinksPanel.svelte': 1,
  'pages/index/consultation/List.svelte': 1,
  'pages/index/me/CloseAccount.svelte': 2,
  'pages/index/panel/organise/Choose.svelte': 1,
  'pages/index/panel/organise/Enter.svelte': 2,
  'pages/index/process/Create.svelte': 1,
}
const FIELD = /maxlength=|<DraftField\b/g
const LITERAL = /\b(?:maxlength|limit)=(?:"\d|\{[\d_]+\})/g
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

it('gives no field a number for its limit', () => {
  const found = files.flatMap(([path, text]) => {
    const count = text.match(LITERAL)?.length
    return count === undefined ? [] : [[path, count] as const]
  })
  expect(Object.fromEntries(found)).toEqual(OTHERS)
})

it('names no limit in a page', () => {
  expect(files.filter(([, text]) => OWN.test(text)).map(([path]) => path)).toEqual([])
})
