/** What every page does first: language, theme, fonts; then its component stands in `#page`. */

import '../styles/base.css'
import { type Component, mount } from 'svelte'
import { startLocale } from '../i18n/locale.svelte'
import { PERSON } from '../state/drafts'
import { ownPage, pageSession } from './page-session'
import { signPrints } from './printed'
import { site } from '../wire/site'
import { wear } from './site-colours'
import { startTheme } from './theme.svelte'
import { heedTranslation } from './translated'

interface Connection {
  saveData?: boolean
  effectiveType?: string
}

/** Mount the page. */
export function boot(page: Component): void {
  startLocale()
  startTheme()
  wear(site.colours)
  ownPage.start(window, PERSON)
  if (mayLoadFonts()) void import('../styles/fonts.css')
  const target = document.getElementById('page')
  if (target === null) throw new Error('the page has no #page')
  mount(page, { target })
  heedTranslation(target)
  signPrints(document.body, () => pageSession.now())
  void offerRoles()
}

/** In a demonstration, a bar at the foot of the page. */
async function offerRoles(): Promise<void> {
  const { info } = await pageSession.told().catch(() => ({ info: null }))
  if (!info?.demo_debate) return
  const { default: DemoBar } = await import('./DemoBar.svelte')
  const bar = document.createElement('div')
  document.body.append(bar)
  mount(DemoBar, { target: bar, props: { roles: info.you?.roles ?? [], debate: info.demo_debate } })
}

/** Without a wish to save data, and on more than 2G, the bundled fonts are worth their 85 KB. */
function mayLoadFonts(): boolean {
  const { connection } = navigator as { connection?: Connection }
  return !connection?.saveData && !connection?.effectiveType?.endsWith('2g')
}
