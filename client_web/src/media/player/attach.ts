/** One way to play a debate in a `<video>`, whatever the browser can do. */

import { LivePlayer } from './live'
import type { Quality } from './phase'
import { PlaylistPlayer } from './playlist'
import { type Controller, NOTHING, type Watching } from './watching'

export interface Options {
  debate: string
  mode: 'live' | 'replay'
  quality?: Quality
  /** Names the viewer on the socket; none is a viewer without a name. */
  token?: string | null
  /** Server time of position 0 of a replay. */
  began_at?: number | null
  /** The playlist, if it is not where it usually is. */
  playlist?: string | null
  change(watching: Watching): void
}

/** Play; what there is to show is told through `change`, at least once a second while live. */
export function attach(video: HTMLVideoElement, options: Options): Controller {
  return new Attached(video, options)
}

/** Plays by socket first; when that fails for good, by playlist. */
class Attached implements Controller {
  #inner: Controller | null = null
  #stopped = false

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: Options,
  ) {
    if (options.mode === 'replay') this.#inner = this.#playlist(false)
    else this.#inner = this.#live()
  }

  play = (): void => this.#inner?.play()
  pause = (): void => this.#inner?.pause()
  setQuality = (quality: Quality): void => this.#inner?.setQuality(quality)
  goLive = (): void => this.#inner?.goLive()
  seekTo = (ms: number): void => this.#inner?.seekTo(ms)
  skip = (seconds: number): void => this.#inner?.skip(seconds)

  stop = (): void => {
    this.#stopped = true
    this.#inner?.stop()
    this.#inner = null
    this.options.change(NOTHING)
  }

  #live(): Controller {
    const { debate, quality = 'hd', token = null, change } = this.options
    const fail = () => queueMicrotask(() => this.#fallBack())
    return new LivePlayer(this.video, { debate, quality, token, change, fail })
  }

  #fallBack(): void {
    if (this.#stopped || this.#inner instanceof PlaylistPlayer) return
    this.#inner?.stop()
    this.#inner = this.#playlist(true)
  }

  #playlist(live: boolean): Controller {
    const { debate, playlist, began_at = null, change } = this.options
    const url = playlist ?? `/hls/${debate}/program.m3u8`
    return new PlaylistPlayer(this.video, { url, live, began_at, autoplay: live, change })
  }
}
