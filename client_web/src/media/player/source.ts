/**
 * A media source that is fed groups: appends in order, changes the type between groups, forgets the past.
 *
 * Runs in a worker or on the page. What waits for the source buffer is bounded: past that, whole
 * groups are left out, as a decoder can begin only at the start of one.
 */

/** Seconds of the past that stay in the buffer, to go back into; less when the browser's quota is full. */
const KEEP_S = 45
const KEEP_FULL_S = 5
/** Chunks that wait for the source buffer: twelve seconds. */
const WAITING = 120

interface Piece {
  mime: string | null
  data: Uint8Array<ArrayBuffer>
}

export interface SourceListener {
  /** The type cannot be played, or the source broke; it is of no use any more. */
  broken(reason: 'unsupported' | 'source'): void
}

export class Source {
  readonly media: MediaSource
  #buffer: SourceBuffer | null = null
  #mime = ''
  #init: Uint8Array | null = null
  #waiting: Piece[] = []
  #skipping = false
  #position = 0
  #keep = KEEP_S
  #over = false

  constructor(private readonly listener: SourceListener) {
    this.media = new (mediaSource() ?? MediaSource)()
    this.media.addEventListener('sourceopen', () => this.#pump())
  }

  /** A group begins; what a decoder needs is appended only if it is not there already. */
  begin(mime: string, init: Uint8Array): void {
    if (this.#waiting.length >= WAITING) this.#skipping = true
    else this.#skipping = false
    if (this.#skipping) return
    if (this.#init !== null && mime === this.#mimeAhead() && same(this.#init, init)) return
    this.#init = init
    this.#waiting.push({ mime, data: own(init) })
    this.#pump()
  }

  append(data: Uint8Array): void {
    if (this.#skipping || this.#init === null) return
    this.#waiting.push({ mime: null, data: own(data) })
    this.#pump()
  }

  /** Playback is at `seconds`: what lies far behind can go. */
  played(seconds: number): void {
    this.#position = seconds
    this.#trim()
  }

  close(): void {
    this.#over = true
    this.#waiting = []
  }

  #mimeAhead(): string {
    return this.#waiting.findLast(({ mime }) => mime !== null)?.mime ?? this.#mime
  }

  #pump(): void {
    if (this.#over || this.media.readyState !== 'open' || this.#buffer?.updating) return
    const piece = this.#waiting.shift()
    if (piece === undefined) return
    try {
      if (piece.mime !== null) this.#type(piece.mime)
      this.#buffer?.appendBuffer(piece.data)
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError') this.#full(piece)
      else this.#broke(error instanceof DOMException && error.name === 'NotSupportedError')
    }
  }

  #type(mime: string): void {
    if (mime === this.#mime) return
    if (!(mediaSource()?.isTypeSupported(mime) ?? false)) throw new DOMException(mime, 'NotSupportedError')
    if (this.#buffer === null) {
      this.media.duration = Number.POSITIVE_INFINITY
      this.#buffer = this.media.addSourceBuffer(mime)
      this.#buffer.addEventListener('updateend', () => {
        this.#trim()
        this.#pump()
      })
      this.#buffer.addEventListener('error', () => this.#broke(false))
    } else this.#buffer.changeType(mime)
    this.#mime = mime
  }

  #full(piece: Piece): void {
    this.#waiting.unshift(piece)
    this.#keep = Math.max(1, Math.min(KEEP_FULL_S, this.#keep / 2))
    if (!this.#trim()) this.#broke(false)
  }

  /** Whether something goes; the source buffer says when it is gone. */
  #trim(): boolean {
    const buffer = this.#buffer
    if (buffer === null || buffer.updating || buffer.buffered.length === 0) return false
    const until = this.#position - this.#keep
    if (buffer.buffered.start(0) >= until - 5) return false
    buffer.remove(0, until)
    return true
  }

  #broke(unsupported: boolean): void {
    if (this.#over) return
    this.close()
    this.listener.broken(unsupported ? 'unsupported' : 'source')
  }
}

/** The browser's media source: the iPhone has only the managed one. */
export function mediaSource(): typeof MediaSource | null {
  const here = globalThis as { MediaSource?: typeof MediaSource; ManagedMediaSource?: typeof MediaSource }
  return here.MediaSource ?? here.ManagedMediaSource ?? null
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n])
}

/** The codec's bytes are a view into the whole message: only the part that is needed is kept. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
