/** What a sheet of paper must say of itself, as it can no longer be asked: its address, and of when it is. */

import { commonWords } from '../i18n/common'
import { fullDate } from '../i18n/format'
import { words } from '../i18n/locale.svelte'
import { cityOf, zone } from '../i18n/zone'

/** Put it at the foot of a page; `now` is read when the page is printed. */
export function signPrints(body: HTMLElement, now: () => number): void {
  const line = document.createElement('p')
  line.className = 'printed'
  body.append(line)

  function sign(): void {
    line.textContent = words(commonWords).printed(
      location.origin + location.pathname,
      fullDate(now()),
      cityOf(zone()),
    )
  }
  addEventListener('beforeprint', sign)
  sign()
}
