/** The engine in a worker: its media source goes to the page as a handle. */

import { Engine, type Order, type Report } from './engine'

const scope = self as unknown as {
  postMessage(message: Report | { handle: MediaSourceHandle }, transfer?: Transferable[]): void
  onmessage: ((message: MessageEvent<Order>) => void) | null
}

const engine = new Engine((report) => scope.postMessage(report))
// Browsers that can make a media source here have its handle; the DOM's types do not know it yet.
const { handle } = engine.source.media as MediaSource & { handle: MediaSourceHandle }
scope.postMessage({ handle }, [handle as unknown as Transferable])
scope.onmessage = ({ data }) => engine.obey(data)
