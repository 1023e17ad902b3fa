/** A client with a real browser around it: its sockets, timers and network events; clock and session are the page's. */

import { locale } from '../i18n/locale.svelte'
import { agree } from './consent'
import { pageSession } from './page-session'
import { fetchSession } from '../wire/api'
import { Client, type Signs, type Surroundings } from '../wire/client'
import { openHttp } from '../wire/http-carrier'
import { openSocket } from '../wire/socket'
import { held } from '../wire/held'

/** Connect this page to its server; it comes back by itself until closed. `hasty`: see `Client`. */
export function connect({ hasty = false } = {}): Client {
  const around: Surroundings = {
    wall: () => Date.now(),
    mono: () => performance.now(),
    random: () => Math.random(),
    after: (ms, act) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
    online: () => navigator.onLine,
    seen: () => document.visibilityState === 'visible',
    heed,
    locale,
    session: fetchSession,
    socket: (listener) => openSocket(listener),
    http: openHttp,
    held,
    agree,
  }
  const client = new Client(around, hasty, pageSession)
  client.start()
  return client
}

/** Listen to the page and its network until the answer is called. */
function heed({ back, away, leaving }: Signs): () => void {
  const ends = new AbortController()
  const { signal } = ends
  const seen = () => {
    if (document.visibilityState === 'visible') back()
  }
  document.addEventListener('visibilitychange', seen, { signal })
  window.addEventListener('pagehide', leaving, { signal })
  window.addEventListener('online', back, { signal })
  window.addEventListener('offline', away, { signal })
  return () => ends.abort()
}
