/** What carries messages between the page and the server: a WebSocket, or HTTP where sockets are blocked. */

import type { FromClient, FromServer } from '@protocol/messages'

export interface Carrier {
  send(message: FromClient): void
  /** Let go; nothing is heard any more. */
  close(): void
}

export interface CarrierListener {
  opened(): void
  received(message: FromServer): void
  /** The connection is lost, once. 1006 when nothing is known of why. */
  closed(code: number): void
}

export type OpenCarrier = (listener: CarrierListener) => Carrier
