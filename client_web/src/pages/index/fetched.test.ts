import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { compile } from 'svelte/compiler'
import { expect, it } from 'vitest'
import type { Fetched } from './fetched.svelte'
import source from './fetched.svelte.ts?raw'

interface Reactivity {
  state<V>(value: V): object
  set(state: object, value: unknown): void
  get(state: object): unknown
  untrack<V>(read: () => V): V
}

/** The class as a browser runs it: what Node is given of Svelte does not react. */
async function inBrowser(): Promise<{ $: Reactivity; made: typeof Fetched }> {
  const path = createRequire(import.meta.url).resolve('svelte/internal/client')
  const reactivity = JSON.stringify(pathToFileURL(path).href)
  const { js } = compile(`<script module lang="ts">${source}</script>`, { generate: 'client' })
  const code = js.code.replace(/from ['"]svelte(\/internal\/client)?['"]/g, `from ${reactivity}`)
  const exported = `${code.replace(/^import ['"].*$/gm, '')}\nexport { $ }`
  const { $, Fetched: made } = await import(`data:text/javascript,${encodeURIComponent(exported)}`)
  return { $, made }
}

it('is fetched again for what it is of and by request, and not for what fetching reads', async () => {
  const { $, made } = await inBrowser()
  const [of, read] = [$.state(1), $.state(1)]
  let fetches = 0
  const fetched = new made(
    async () => {
      $.get(read)
      return (fetches += 1)
    },
    () => $.get(of),
  )
  const first = fetched.coming
  $.set(read, 2)
  expect([await fetched.coming, fetched.coming === first]).toEqual([1, true])
  $.set(of, 2)
  expect(await fetched.coming).toBe(2)
  fetched.again()
  expect(await fetched.coming).toBe(3)
})
