/** The focus stays where a person put it: what is pressed is not taken away under it. */

import { expect, it } from 'vitest'

const sources: Record<string, string> = import.meta.glob('../**/*.svelte', {
  eager: true,
  query: '?raw',
  import: 'default',
})

it('stays on a button while its act is on its way', () => {
  const lost = Object.entries(sources).filter(([, text]) =>
    /(?<!aria-)\bdisabled=\{[^}]*(?<!\.)\b(busy|sending)\b/.test(text),
  )
  expect(lost.map(([path]) => path)).toEqual([])
})

it('has a place to go back to when a dialog that was mounted for one question goes', () => {
  const dialog = sources['./ConsentDialog.svelte'] ?? ''
  expect(dialog.match(/onend\(/g)).toHaveLength(1)
  expect(dialog).toMatch(/dialog\?\.close\(\)\s+onend\(/)
})
