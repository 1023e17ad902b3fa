/** Where the engine runs: in a worker if media sources can be made there, otherwise on this page. */

import { Engine, type Order, type Report } from './engine'
import { mediaSource } from './source'

export interface Host {
  obey(order: Order): void
  close(): void
}

/** Start an engine and give `video` its source; null if there are no media sources here. */
export function host(video: HTMLVideoElement, report: (report: Report) => void): Host | null {
  const kind = mediaSource() as (typeof MediaSource & { canConstructInDedicatedWorker?: boolean }) | null
  if (kind === null || typeof WebSocket === 'undefined') return null
  // A managed source needs this, and casting a socket's stream elsewhere cannot work anyway.
  video.disableRemotePlayback = true
  return kind.canConstructInDedicatedWorker === true ? inWorker(video, report) : onPage(video, report)
}

function inWorker(video: HTMLVideoElement, report: (report: Report) => void): Host {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<Report | { handle: MediaSourceHandle }>) => {
    if ('handle' in data) video.srcObject = data.handle as unknown as MediaProvider
    else report(data)
  }
  worker.onerror = () => report({ say: 'broken', reason: 'source' })
  return {
    obey: (order) => worker.postMessage(order),
    close: () => {
      worker.terminate()
      video.srcObject = null
    },
  }
}

function onPage(video: HTMLVideoElement, report: (report: Report) => void): Host {
  const engine = new Engine(report)
  const url = URL.createObjectURL(engine.source.media)
  video.src = url
  return {
    obey: (order) => engine.obey(order),
    close: () => {
      engine.stop()
      URL.revokeObjectURL(url)
      video.removeAttribute('src')
      video.load()
    },
  }
}
