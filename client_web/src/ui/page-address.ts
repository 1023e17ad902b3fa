/** What the address of a page says, by the table that the server answers by: the inverse of writing one. */

import { PAGE_PATHS } from '@protocol/messages'

type Paths = typeof PAGE_PATHS

/** A path that the server answers with this entry. */
export type PathOf<Entry> = { [P in keyof Paths]: Paths[P] extends Entry ? P : never }[keyof Paths]

type NamesOf<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesOf<Rest> : never

/** A path and what its names in braces stand for. */
export type Opened<P> = P extends P ? { path: P; parts: Record<NamesOf<P>, string> } : never

/** Which path of an entry an address has, and its parts; null if none. */
export function opened<E extends Paths[keyof Paths]>(entry: E, address: string): Opened<PathOf<E>> | null {
  const given = split(address)
  for (const [path, its] of Object.entries(PAGE_PATHS)) {
    const parts = its === entry ? partsOf(split(path), given) : null
    if (parts !== null) return { path, parts } as Opened<PathOf<E>>
  }
  return null
}

/** The same of this page, which the server opens under no other address. */
export function here<E extends Paths[keyof Paths]>(entry: E): Opened<PathOf<E>> {
  const found = opened(entry, location.pathname)
  if (found === null) throw new Error(`${entry} has no page at ${location.pathname}`)
  return found
}

function split(address: string): string[] {
  return address.split('/').filter((part) => part !== '')
}

function partsOf(names: readonly string[], given: readonly string[]): Record<string, string> | null {
  if (names.length !== given.length) return null
  const parts: Record<string, string> = {}
  for (const [at, name] of names.entries()) {
    const part = given[at] ?? ''
    if (name.startsWith('{')) parts[name.slice(1, -1)] = decodeURIComponent(part)
    else if (name !== part) return null
  }
  return parts
}
