import { PAGE_PATHS } from '@protocol/messages'
import { describe, expect, it, vi } from 'vitest'
import { here, opened } from './page-address'

const ENTRIES = [...new Set(Object.values(PAGE_PATHS))]
const VALUES: Record<string, string> = { id: 'été/1', token: 'a b', slug: 'mentions' }

/** The address of a page: each name in braces by what it stands for. */
function written(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(VALUES[name] ?? name))
}

describe('the address of a page', () => {
  it('says which page it opens and what its names stand for, as it was written', () => {
    for (const [path, entry] of Object.entries(PAGE_PATHS)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      const parts = Object.fromEntries(names.map((name) => [name, VALUES[name]]))
      expect(opened(entry, written(path))).toEqual({ path, parts })
    }
  })

  it('opens nothing of another entry', () => {
    for (const [path, entry] of Object.entries(PAGE_PATHS))
      for (const other of ENTRIES)
        if (other !== entry) expect(opened(other, written(path)), `${other} ${path}`).toBeNull()
  })

  it('opens nothing that the table does not name', () => {
    for (const path of ['/nowhere', '/processes', '/processes/p/none', '/me/x/y', '/debates/d/join'])
      for (const entry of ENTRIES) expect(opened(entry, path)).toBeNull()
  })

  it('is this page’s own, or the server opened what it should not', () => {
    vi.stubGlobal('location', { pathname: '/debates/soiree/join/secret' })
    expect(here('stage').parts).toEqual({ id: 'soiree', token: 'secret' })
    expect(() => here('board')).toThrow('board has no page at /debates/soiree/join/secret')
  })
})
