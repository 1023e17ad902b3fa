/**
 * What makes `vite` a server of this site while one works on it: pages at the addresses they have, everything
 * else from a node, and the node itself, started again when its code changes. Nothing here is in a build.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Plugin, ProxyOptions } from 'vite'
import { PAGE_PATHS } from '../protocol/typescript/messages.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const NODE_CODE = [here('../server/hemicycle'), here('../protocol/python')]

/** Serve each page at its addresses, as a node does; other addresses are Vite's. */
export function pages(): Plugin {
  const table = Object.entries(PAGE_PATHS).map(([path, entry]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    entry,
  }))
  return {
    name: 'pages',
    apply: 'serve',
    configureServer({ middlewares }) {
      middlewares.use((request, _response, next) => {
        const [path = '', query] = (request.url ?? '').split('?', 2)
        const page = request.method === 'GET' ? table.find(({ pattern }) => pattern.test(path)) : undefined
        if (page) request.url = `/${page.entry}.html${query === undefined ? '' : `?${query}`}`
        next()
      })
    },
  }
}

/**
 * What a node serves beside the pages. `Host` stays the one that the browser asked, so that the node's check
 * of `Origin` holds as it stands: no origin has to be allowed for work on the pages.
 */
export function proxies(node: string): Record<string, ProxyOptions> {
  const plain = { target: node, changeOrigin: false }
  return {
    '^/(api|hls|cards)/': plain,
    '^/processes/[^/]+/feed\\.atom(\\?|$)': plain,
    '^/(healthz|readyz|metrics)$': plain,
    '^/(live|media)$': { ...plain, ws: true },
  }
}

/** Run a node beside the pages, if there is a command for it; again when its code changes. It ends with Vite. */
export function node(command = process.env.HEMICYCLE_DEV_NODE): Plugin {
  return {
    name: 'node',
    apply: 'serve',
    configureServer({ watcher, config }) {
      if (!command) return
      let child: ChildProcess | null = null
      let wanted = false

      function start(): void {
        wanted = false
        child = spawn(command as string, { shell: true, stdio: 'inherit' })
        child.once('exit', () => {
          child = null
          if (wanted) start()
        })
      }

      function again(path: string): void {
        if (!path.endsWith('.py') || wanted) return
        config.logger.info(`${path} changed: the node starts again`, { timestamp: true })
        wanted = true
        if (child) child.kill('SIGTERM')
        else start()
      }

      start()
      watcher.add(NODE_CODE)
      for (const change of ['add', 'change', 'unlink'] as const) watcher.on(change, again)
      process.once('exit', () => child?.kill('SIGTERM'))
      for (const signal of ['SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit())
    },
  }
}
