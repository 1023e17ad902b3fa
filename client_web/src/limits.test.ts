/** How long a text may be is read from the wire: no page has a number of its own. */

import { normalize } from 'node:path/posix'
import { expect, it } from 'vitest'

/** What is searched for, codes and an id, which are texts of no command; the line of a caption, shorter on the page than on the wire. */
const OTHERS: Record<string, number> = {
  'pages/index/SignIn.svelte': 1,
  'pages/index/bill/LinksPanel.svelte': 1,
  'pages/index/consultation/List.svelte': 1,
  'pages/index/me/CloseAccount.svelte': 2,
  'pages/index/panel/organise/Choose.svelte': 1,
  'pages/index/panel/organise/Enter.svelte': 2,
  'pages/index/process/Create.svelte': 1,
  'pages/live/CaptionDesk.svelte': 1,
}
const FIELD = /maxlength=|<DraftField\b/g
/** A limit that is neither the wire's nor handed in by who asks for the text. */
const OTHER = /\bmaxlength=(?!\{(?:LIMITS\.|limit\}))|\blimit=\{(?!LIMITS\.)/g
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
  const found = files.flatMap(([path, text]) => {
    const count = text.match(OTHER)?.length
    return count === undefined ? [] : [[path, count] as const]
  })
  expect(Object.fromEntries(found)).toEqual(OTHERS)
})

it('names no limit in a page', () => {
  expect(files.filter(([, text]) => OWN.test(text)).map(([path]) => path)).toEqual([])
})
