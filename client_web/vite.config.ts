import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { node, pages, proxies } from './dev-server.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Beside each script and style its compressed form: on a slow network they are most of what is waited for.
const compressed = {
  name: 'compressed',
  apply: 'build' as const,
  closeBundle(): void {
    const assets = here('./dist/assets/')
    for (const name of readdirSync(assets).filter((name) => /\.(js|css|svg)$/.test(name)))
      writeFileSync(`${assets}${name}.gz`, gzipSync(readFileSync(assets + name), { level: 9 }))
  },
}

// Six pages, because the video must never be unmounted by a route and each page has its own CSP:
// no inline script or style may appear in what is built (no preload polyfill, no inlined assets).
export default defineConfig({
  plugins: [svelte(), compressed, pages(), node()],
  resolve: {
    alias: {
      '@protocol': here('../protocol/typescript'),
      '@msgpack/msgpack': here('./node_modules/@msgpack/msgpack'),
    },
  },
  build: {
    target: ['chrome120', 'firefox121', 'safari17'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(
        ['index', 'live', 'stage', 'console', 'board', 'overlay'].map((page) => [
          page,
          here(`./${page}.html`),
        ]),
      ),
    },
  },
  // An unknown address is a 404, as on a node.
  appType: 'mpa',
  server: {
    fs: { allow: ['..'] },
    proxy: proxies(process.env.HEMICYCLE_DEV_SERVER ?? 'http://127.0.0.1:8000'),
  },
  test: {
    environment: 'node',
    // Each file alone, in a thread: a process for each takes half as long again.
    pool: 'threads',
    include: ['src/**/*.test.ts', '*.test.ts'],
    // No test asserts a time: a busy machine may take long over twenty thousand inputs.
    testTimeout: 60_000,
  },
})
