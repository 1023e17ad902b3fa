import { beforeEach, describe, expect, it, vi } from 'vitest'
import { held } from '../wire/held'
import { connect } from './connect'

/** An object of a browser that tells whom it still tells what. */
class Told extends EventTarget {
  readonly listened = new Set<string>()
  visibilityState = 'visible'

  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options)
    this.listened.add(type)
    options?.signal?.addEventListener('abort', () => this.listened.delete(type))
  }

  override removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    super.removeEventListener(type, listener)
    this.listened.delete(type)
  }
}

describe('the connection of a page', () => {
  let page: { document: Told; window: Told }
  beforeEach(() => {
    page = { document: new Told(), window: new Told() }
    for (const [name, object] of Object.entries(page)) vi.stubGlobal(name, object)
    vi.stubGlobal('navigator', { onLine: true })
    vi.stubGlobal('fetch', () => new Promise(() => {}))
  })

  it('listens to the browser while it is open, and no longer', () => {
    const client = connect()
    expect([...page.document.listened]).toEqual(['visibilitychange'])
    expect([...page.window.listened].sort()).toEqual(['offline', 'online', 'pagehide'])
    client.close()
    expect([page.document.listened.size, page.window.listened.size]).toEqual([0, 0])
  })

  it('has what is typed saved when the page is left', () => {
    let asked = 0
    const release = held.add({
      settle: async () => {
        asked += 1
        return true
      },
    })
    const client = connect()
    page.window.dispatchEvent(new Event('pagehide'))
    client.close()
    page.window.dispatchEvent(new Event('pagehide'))
    release()
    expect(asked).toBe(1)
  })
})
