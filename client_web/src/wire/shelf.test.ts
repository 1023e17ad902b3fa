import { afterEach, describe, expect, it, vi } from 'vitest'

/** A page of its own: it has loaded the door anew. */
async function page() {
  vi.resetModules()
  return (await import('./shelf')).shelf
}

/** A storage that takes so many values. */
function storageOf(kept: Map<string, string>, room = Number.POSITIVE_INFINITY) {
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (!kept.has(key) && kept.size >= room) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
    removeItem: (key: string) => kept.delete(key),
  }
}

describe('[H34] what the device keeps', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is there for the next page', async () => {
    const kept = new Map<string, string>()
    vi.stubGlobal('localStorage', storageOf(kept))
    ;(await page()).setItem('theme', 'dark')
    expect((await page()).getItem('theme')).toBe('dark')
    ;(await page()).removeItem('theme')
    expect(kept.size).toBe(0)
  })

  it('lives as long as the page where site data is blocked', async () => {
    const blocked = {
      get: () => {
        throw new DOMException('denied', 'SecurityError')
      },
    }
    vi.stubGlobal('localStorage', undefined)
    Object.defineProperty(globalThis, 'localStorage', { ...blocked, configurable: true })
    const shelf = await page()
    expect(shelf.getItem('draft')).toBeNull()
    shelf.setItem('draft', 'Pourquoi')
    shelf.setItem('draft', 'Pourquoi ?')
    expect(shelf.getItem('draft')).toBe('Pourquoi ?')
    shelf.removeItem('draft')
    expect(shelf.getItem('draft')).toBeNull()
  })

  it('lives as long as the page where storage is full, and what was there can be changed', async () => {
    const kept = new Map([['theme', 'dark']])
    vi.stubGlobal('localStorage', storageOf(kept, 1))
    const shelf = await page()
    shelf.setItem('draft', 'Pourquoi ?')
    shelf.setItem('theme', 'light')
    expect([shelf.getItem('draft'), shelf.getItem('theme')]).toEqual(['Pourquoi ?', 'light'])
    expect([...kept]).toEqual([['theme', 'light']])
  })
})
