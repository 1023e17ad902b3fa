import { expect, it } from 'vitest'
import { rulesOf } from './site-colours'

it('[SI6] sets the accent of each palette, and leaves what the site did not choose', () => {
  const rules = rulesOf({
    accent: '#7d2e1f',
    accent_bg: '#f0e0dd',
    accent_dark: '#e8a598',
    accent_bg_dark: '#3a2a29',
  })
  expect(rules).toContain(':root{--accent:#7d2e1f;--accent-bg:#f0e0dd;--focus:#7d2e1f;}')
  expect(rules).toContain(':root[data-theme="dark"]{--accent:#e8a598;--accent-bg:#3a2a29;')
  expect(rules).not.toContain('--night')
  expect(rulesOf({ night: '#2b3a67' })).toContain(':root{--night:#2b3a67;}')
})
