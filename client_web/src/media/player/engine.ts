/**
 * Socket to source buffer: the part of the live player that needs no page.
 *
 * Runs in a worker where media sources can be made there, because a busy page then cannot starve the
 * picture; elsewhere on the page. Both sides speak `Order` and `Report`.
 */

import type { Chunk, Group } from '@protocol/messages'
import { Feed } from './feed'
import { Source } from './source'

export type Order =
  | { do: 'start'; url: string; topic: string; token: string | null }
  | { do: 'played'; seconds: number }
  | { do: 'stop' }

export type Report =
  | { say: 'link'; up: boolean; back: boolean }
  /** Media time 0 is `origin_ms` of the server's clock. */
  | { say: 'group'; origin_ms: number; width: number; height: number }
  | { say: 'time'; server_ms: number; at: number }
  | { say: 'broken'; reason: 'unsupported' | 'source' }

export class Engine {
  readonly source: Source
  #feed: Feed | null = null
  #group: Group | null = null

  constructor(private readonly report: (report: Report) => void) {
    this.source = new Source({
      broken: (reason) => {
        this.stop()
        report({ say: 'broken', reason })
      },
    })
  }

  obey(order: Order): void {
    switch (order.do) {
      case 'start':
        this.#feed = new Feed(order.url, order.topic, order.token, {
          group: (group) => this.#begin(group),
          chunk: (chunk) => this.#append(chunk),
          time: (server_ms) =>
            this.report({ say: 'time', server_ms, at: performance.timeOrigin + performance.now() }),
          link: (up, back) => this.report({ say: 'link', up, back }),
        })
        break
      case 'played':
        this.source.played(order.seconds)
        break
      case 'stop':
        this.stop()
        break
      default:
        order satisfies never
    }
  }

  stop(): void {
    this.#feed?.close()
    this.#feed = null
    this.source.close()
  }

  #begin(group: Group): void {
    this.#group = group
    this.source.begin(group.mime, group.init)
  }

  #append({ at, index, data }: Chunk): void {
    const group = this.#group
    if (group !== null && index === 0) {
      const hz = group.mime.startsWith('audio') ? 48_000 : 90_000
      const start = decodeTime(data)
      if (start !== null)
        this.report({
          say: 'group',
          origin_ms: at - (start / hz) * 1_000,
          width: group.width ?? 0,
          height: group.height ?? 0,
        })
    }
    this.source.append(data)
  }
}

/** The decode time of a fragment's first track: ISO 14496-12 §8.8.12, version 1 as our muxer writes it. */
export function decodeTime(fragment: Uint8Array): number | null {
  const view = new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength)
  for (let at = 8; at + 16 <= Math.min(fragment.length, 256); at += 1)
    if (view.getUint32(at) === 0x74666474 && view.getUint8(at + 4) === 1)
      return Number(view.getBigUint64(at + 8))
  return null
}
