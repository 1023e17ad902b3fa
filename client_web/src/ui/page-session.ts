/** The one session and the one server clock of this page. */

import { fetchSession } from '../wire/api'
import { PageSession } from '../wire/page-session'

export const page = new PageSession({
  wall: () => Date.now(),
  mono: () => performance.now(),
  session: fetchSession,
})
