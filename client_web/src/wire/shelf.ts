/**
 * What this device keeps of the site, the only door to the browser's storage.
 *
 * Where site data is blocked, every touch of that storage throws; where it is full, only what is new does. What
 * cannot be kept lives as long as the page, and no caller has to know.
 */

export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

class DeviceShelf implements Shelf {
  /** What the browser did not take. */
  readonly #loose = new Map<string, string>()

  getItem(key: string): string | null {
    return this.#loose.get(key) ?? attempt(() => storage().getItem(key)) ?? null
  }

  setItem(key: string, value: string): void {
    this.#loose.set(key, value)
    attempt(() => {
      storage().setItem(key, value)
      this.#loose.delete(key)
    })
  }

  removeItem(key: string): void {
    this.#loose.delete(key)
    attempt(() => storage().removeItem(key))
  }
}

export const shelf: Shelf = new DeviceShelf()

function storage(): Storage {
  // eslint-disable-next-line no-restricted-globals -- this is its door
  return localStorage
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
