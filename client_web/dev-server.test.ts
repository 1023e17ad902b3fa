/** The development server shows every page at its address and hands the rest to a node. */

import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServer as createVite, type ViteDevServer } from 'vite'
import { PAGE_PATHS } from '@protocol/messages'
import { pages, proxies } from './dev-server'

const ENTRIES = ['board', 'console', 'index', 'live', 'overlay', 'stage']

describe('development server', () => {
  let node: Server
  let vite: ViteDevServer
  let site: string

  beforeAll(async () => {
    // In place of a node: it says what it was asked, and by which name.
    node = createServer((request, response) => response.end(`node ${request.url} ${request.headers.host}`))
    node.on('upgrade', ({ url, headers }, socket) => {
      const asked = `${url} ${headers.host} ${headers.origin}`
      socket.end(
        `HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nAsked: ${asked}\r\n\r\n`,
      )
    })
    await new Promise<void>((done) => node.listen(0, '127.0.0.1', done))
    vite = await createVite({
      configFile: false,
      root: import.meta.dirname,
      appType: 'mpa',
      logLevel: 'silent',
      optimizeDeps: { noDiscovery: true },
      plugins: [pages()],
      server: {
        host: '127.0.0.1',
        port: 0,
        hmr: false,
        watch: null,
        proxy: proxies(`http://127.0.0.1:${(node.address() as AddressInfo).port}`),
      },
    })
    await vite.listen()
    site = `127.0.0.1:${(vite.httpServer?.address() as AddressInfo).port}`
  })

  afterAll(async () => {
    await vite.close()
    node.close()
  })

  const text = async (path: string) => (await fetch(`http://${site}${path}`)).text()

  it('knows the paths of all six entries', () => {
    expect([...new Set(Object.values(PAGE_PATHS))].sort()).toEqual(ENTRIES)
  })

  it('shows each page at each of its addresses', async () => {
    for (const [path, entry] of Object.entries(PAGE_PATHS)) {
      const shown = await text(path.replaceAll(/\{\w+\}/g, 'a-name'))
      expect(shown, path).toContain(`/src/pages/${entry}/main.ts`)
    }
  })

  it('keeps the query of an address', async () => {
    expect(await text('/debates/an-id?t=12')).toContain('/src/pages/live/main.ts')
  })

  it('hands the rest to the node, under the name that the browser asked', async () => {
    for (const path of [
      '/api/session',
      '/hls/d/program.m3u8',
      '/cards/bill/a.png',
      '/processes/a/feed.atom?lang=fr',
    ])
      expect(await text(path)).toBe(`node ${path} ${site}`)
  })

  it('hands sockets to the node so that their origin is its own', async () => {
    for (const path of ['/live', '/media']) {
      const headers = { connection: 'Upgrade', upgrade: 'websocket', origin: `http://${site}` }
      const asked = await new Promise((answer, fail) => {
        const request = get(`http://${site}${path}`, { headers })
        request.on('upgrade', (response) => answer(response.headers.asked)).on('error', fail)
      })
      expect(asked).toBe(`${path} ${site} http://${site}`)
    }
  })

  it('does not take a file for a socket', async () => {
    expect(await text('/live.html')).toContain('/src/pages/live/main.ts')
  })
})
