/** A client with a real browser around it: its sockets, timers and network events; clock and session are the page's. */

import { locale } from '../i18n/locale.svelte'
import { agree } from './consent'
import { page } from './page-session'
import { fetchSession } from '../wire/api'
import { Client, type Surroundings } from '../wire/client'
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
    locale,
    session: fetchSession,
    socket: (listener) => openSocket(listener),
    http: openHttp,
    held,
    agree,
  }
  const client = new Client(around, hasty, page)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.retry()
  })
  window.addEventListener('pagehide', () => void held.settle())
  window.addEventListener('online', () => client.retry())
  window.addEventListener('offline', () => client.offline())
  client.start()
  return client
}
