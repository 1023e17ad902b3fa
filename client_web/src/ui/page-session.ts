/** The one session and the one server clock of this page. */

import { keepFor, keptFor } from '../state/drafts'
import { fetchSession } from '../wire/api'
import { PageSession } from '../wire/page-session'
import { shelf } from '../wire/shelf'
import { OwnPage } from './own-page'

export const pageSession = new PageSession({
  wall: () => Date.now(),
  mono: () => performance.now(),
  session: fetchSession,
  // A session that ended unnoticed: what its person typed is on the page until it is made anew.
  here: (you) => {
    if (keepFor(shelf, you?.id ?? null)) location.reload()
    ownPage.is(you?.id ?? null)
  },
})

/** Of whom this page shows something. */
export const ownPage = new OwnPage({
  cover: (on) => document.documentElement.classList.toggle('covered', on),
  known: () => keptFor(shelf),
  reload: () => location.reload(),
  ask: () => void pageSession.told(true).catch(() => {}),
})
