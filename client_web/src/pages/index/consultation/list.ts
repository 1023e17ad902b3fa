/** How the consultation's list may be ordered and narrowed, and the seed of one's own random order. */

import { PROPOSITION_KIND_VALUES, type PropositionKind, type Reads } from '@protocol/messages'
import { shelf } from '../../../wire/shelf'

export type Sort = 'random' | 'agreed' | 'voted' | 'newest' | 'best'
export const SORTS: readonly Sort[] = ['random', 'agreed', 'voted', 'newest']

type Query = Omit<Reads['processes/{id}/propositions']['of'], 'id'>

export type Authors = 'all' | 'citizens' | 'official' | 'mine'
export const AUTHORS: readonly Authors[] = ['all', 'citizens', 'official', 'mine']

/** What a reader asks of the list; it stands in the address, so that going back finds it again. */
export interface Wish {
  sort: Sort
  q: string
  section: string
  kind: PropositionKind | ''
  by: Authors
  tree: boolean
}

/** The wish of an address. */
export function wishOf(search: string): Wish {
  const given = new URLSearchParams(search)
  const q = given.get('q') ?? ''
  const sort = given.get('sort') as Sort
  const kind = given.get('kind') as PropositionKind
  const by = given.get('by') as Authors
  return {
    q,
    sort: SORTS.includes(sort) ? sort : q === '' ? 'random' : 'best',
    section: given.get('section') ?? '',
    kind: PROPOSITION_KIND_VALUES.includes(kind) ? kind : '',
    by: AUTHORS.includes(by) ? by : 'all',
    tree: given.get('tree') === '1',
  }
}

/** The address of a wish: only what differs from the plain list. */
export function addressOf({ sort, q, section, kind, by, tree }: Wish): string {
  const query = new URLSearchParams()
  if (q !== '') query.set('q', q)
  if (sort !== (q === '' ? 'random' : 'best')) query.set('sort', sort)
  if (section !== '') query.set('section', section)
  if (kind !== '') query.set('kind', kind)
  if (by !== 'all') query.set('by', by)
  if (tree) query.set('tree', '1')
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** The question to the server for a page of that list. */
export function queryOf(wish: Wish, seed: string, limit: number, after: string | null): Query {
  return {
    sort: wish.sort,
    seed,
    limit,
    q: wish.q || null,
    section: wish.section || null,
    mine: wish.by === 'mine' ? true : null,
    official: wish.by === 'official' ? true : wish.by === 'citizens' ? false : null,
    kind: (wish.tree ? 'cause' : wish.kind) || null,
    after,
  }
}

/** The name under a text; none where all that another platform told of its author is a row of signs. */
export function authorOf(author: string): string {
  return /^(?=.*\d)[0-9a-f]{4,}$/i.test(author) ? '' : author
}

const KEPT = 'hemicycle.seed'

/** A number of this device: its random order stays the same from visit to visit. */
export function readerSeed(): string {
  const kept = shelf.getItem(KEPT)
  if (kept !== null) return kept
  const fresh = String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1)
  shelf.setItem(KEPT, fresh)
  return fresh
}
