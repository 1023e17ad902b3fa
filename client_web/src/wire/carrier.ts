/** What carries messages between the page and the server: a WebSocket, or HTTP where sockets are blocked. */

import type { FromClient, FromServer, Welcome } from '@protocol/messages'

/** What a page hears of a welcome; over HTTP there is no session to have an id and limits. */
export type Greeting = Pick<Welcome, 'type' | 'server_time_ms' | 'you' | 'build'>
export type Heard = Exclude<FromServer, Welcome> | Greeting

export interface Carrier {
  send(message: FromClient): void
  /** Let go; nothing is heard any more. */
  close(): void
}

export interface CarrierListener {
  opened(): void
  received(message: Heard): void
  /** The connection is lost, once. 1006 when nothing is known of why. */
  closed(code: number): void
}

export type OpenCarrier = (listener: CarrierListener) => Carrier
