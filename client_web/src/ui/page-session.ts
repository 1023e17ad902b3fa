/** The one session and the one server clock of this page. */

import { keepFor } from '../state/drafts'
import { fetchSession } from '../wire/api'
import { PageSession } from '../wire/page-session'
import { shelf } from '../wire/shelf'

export const pageSession = new PageSession({
  wall: () => Date.now(),
  mono: () => performance.now(),
  session: fetchSession,
  // A session that ended unnoticed: what its person typed is on the page until it is made anew.
  here: (you) => {
    if (keepFor(shelf, you?.id ?? null)) location.reload()
  },
})
