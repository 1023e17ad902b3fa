/**
 * The colours of the site in the place of the house's own. The server has looked whether they can be read; a
 * sheet that a script makes is within the policy of pages, which allows no style in the page.
 */

import type { SiteColours } from '@protocol/messages'

/** Have the page wear these colours. */
export function wear(colours: SiteColours | null | undefined): void {
  if (colours == null) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rulesOf(colours))
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}

/** The tokens that are others, in both palettes. */
export function rulesOf({ accent, accent_bg, accent_dark, accent_bg_dark, night }: SiteColours): string {
  const light = accent ? `--accent:${accent};--accent-bg:${accent_bg};--focus:${accent};` : ''
  const dark = accent ? `--accent:${accent_dark};--accent-bg:${accent_bg_dark};` : ''
  const band = night ? `--night:${night};` : ''
  return [
    `:root{${light}${band}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${dark}--focus:#ffd966}}`,
    `:root[data-theme="dark"]{${dark}--focus:#ffd966}`,
  ].join('\n')
}
