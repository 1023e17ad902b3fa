/** A WebSocket as a carrier: bytes in and out, and nothing else. */

import { decodeServer, encode, UnknownType } from '@protocol/codec'
import { CloseCode, SUBPROTOCOL } from '@protocol/messages'
import type { Carrier, CarrierListener } from './carrier'

/** Open `/live` of this site. */
export function openSocket(listener: CarrierListener, url = socketUrl('/live')): Carrier {
  const socket = new WebSocket(url, SUBPROTOCOL)
  socket.binaryType = 'arraybuffer'
  let over = false
  const end = (code: number) => {
    if (over) return
    over = true
    socket.close()
    listener.closed(code)
  }
  socket.onopen = () => {
    if (!over) listener.opened()
  }
  socket.onclose = (close) => end(close.code)
  socket.onmessage = ({ data }) => {
    if (over) return
    try {
      listener.received(decodeServer(new Uint8Array(data as ArrayBuffer)))
    } catch (error) {
      if (error instanceof UnknownType) return
      console.error(error)
      end(CloseCode.RESTARTED)
    }
  }
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encode(message))
    },
    close: () => {
      over = true
      socket.close(1000)
    },
  }
}

/** The address of a socket of this site. */
export function socketUrl(path: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`
}
