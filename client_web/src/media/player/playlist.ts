/**
 * Playing an HLS playlist: the replay, and the live program where sockets or media sources do not work.
 *
 * hls.js is fetched only when it is needed; Safari plays playlists by itself. Positions are milliseconds
 * since the recording began by the server's clock, so a chapter is where the log says it is even if the
 * recording has a gap.
 */

import type Hls from 'hls.js'
import type { LevelDetails } from 'hls.js'
import { phaseOf } from './phase'
import { type Controller, NOTHING, rangesOf, tryPlay, type Watching } from './watching'

const NATIVE = 'application/vnd.apple.mpegurl'
/** After as long a broken playlist is asked for again, each time twice as long. */
const AGAIN_MS = 2_000
const AGAIN_LONGEST_MS = 30_000

export interface PlaylistOptions {
  url: string
  live: boolean
  /** Server time of the recording's beginning; unknown: the beginning of the playlist. */
  began_at: number | null
  /** Play at once. */
  autoplay: boolean
  change(watching: Watching): void
}

export class PlaylistPlayer implements Controller {
  #hls: Hls | null = null
  #details: LevelDetails | null = null
  #waiting = false
  #linked = true
  #unsupported = false
  #started = false
  #stopped = false
  #wanted: number | null = null
  #again_ms = AGAIN_MS
  #timer: ReturnType<typeof setTimeout> | undefined
  #off: (() => void)[] = []

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: PlaylistOptions,
  ) {
    const told = ['timeupdate', 'playing', 'pause', 'play', 'ended', 'durationchange', 'seeked'] as const
    for (const event of told) this.#on(event, () => this.#tell())
    this.#on('playing', () => this.#set(false))
    this.#on('waiting', () => this.#set(true))
    this.#on('loadedmetadata', () => this.#ready())
    void this.#open()
  }

  play(): void {
    tryPlay(this.video)
  }

  pause(): void {
    this.video.pause()
  }

  setQuality(): void {
    // A playlist has one quality; whoever wants the sound alone listens to the socket's stream.
  }

  goLive(): void {
    const edge = this.#hls?.liveSyncPosition ?? rangesOf(this.video).at(-1)?.end
    if (this.options.live && edge != null) this.video.currentTime = edge
    tryPlay(this.video)
  }

  seekTo(ms: number): void {
    this.#wanted = ms
    this.#seek()
  }

  skip(seconds: number): void {
    this.video.currentTime = Math.max(0, this.video.currentTime + seconds)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    for (const off of this.#off) off()
    this.#hls?.destroy()
    this.video.removeAttribute('src')
    this.video.load()
  }

  async #open(): Promise<void> {
    const { default: Player } = await import('hls.js/light').catch(() => ({ default: null }))
    if (this.#stopped) return
    if (Player?.isSupported()) this.#openWith(Player)
    else if (this.video.canPlayType(NATIVE) !== '') this.video.src = this.options.url
    else {
      this.#unsupported = true
      this.#tell()
    }
  }

  #openWith(Player: typeof Hls): void {
    // No worker of its own: it would come from a blob, which the pages' policy forbids, and fragments of
    // MP4 need no transmuxing.
    const hls = new Player({ enableWorker: false, maxBufferLength: 30, backBufferLength: 60 })
    this.#hls = hls
    hls.on(Player.Events.LEVEL_UPDATED, (_, { details }) => {
      this.#details = details
      this.#linked = true
      this.#again_ms = AGAIN_MS
      this.#seek()
    })
    hls.on(Player.Events.ERROR, (_, { fatal, type }) => {
      if (!fatal) return
      this.#linked = false
      this.#tell()
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => {
        if (type === Player.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError()
        else hls.loadSource(this.options.url)
      }, this.#again_ms)
      this.#again_ms = Math.min(AGAIN_LONGEST_MS, this.#again_ms * 2)
    })
    hls.loadSource(this.options.url)
    hls.attachMedia(this.video)
  }

  #ready(): void {
    this.#seek()
    if (this.options.autoplay) tryPlay(this.video)
    this.#tell()
  }

  #seek(): void {
    if (this.#wanted === null || this.video.readyState < 1) return
    const at = this.#timeOf(this.#wanted)
    if (at === null) return
    this.#wanted = null
    this.video.currentTime = at
  }

  /** Seconds of the element for a position; null while the playlist is not there. */
  #timeOf(ms: number): number | null {
    const { began_at } = this.options
    if (began_at === null) return ms / 1_000
    const at = began_at + ms
    const start = this.#nativeStart()
    if (start !== null) return Math.max(0, (at - start) / 1_000)
    const fragments = this.#details?.fragments
    if (fragments === undefined || fragments.length === 0) return null
    const found = fragments.findLast(({ programDateTime }) => (programDateTime ?? 0) <= at) ?? fragments[0]
    if (found === undefined || found.programDateTime === null) return ms / 1_000
    const into = Math.max(0, (at - found.programDateTime) / 1_000)
    return found.start + Math.min(into, found.duration)
  }

  #shownAt(): number | null {
    const start = this.#nativeStart()
    if (start !== null) return start + this.video.currentTime * 1_000
    return this.#hls?.playingDate?.getTime() ?? null
  }

  #nativeStart(): number | null {
    if (this.#hls !== null) return null
    const video = this.video as HTMLVideoElement & { getStartDate?: () => Date }
    const start = video.getStartDate?.().getTime() ?? Number.NaN
    return Number.isNaN(start) ? null : start
  }

  #on(event: keyof HTMLMediaElementEventMap, act: () => void): void {
    this.video.addEventListener(event, act)
    this.#off.push(() => this.video.removeEventListener(event, act))
  }

  #set(waiting: boolean): void {
    this.#waiting = waiting
    this.#started ||= !waiting
    this.#tell()
  }

  #tell(): void {
    const { live, began_at, change } = this.options
    const shown_at = this.#shownAt()
    const position_ms =
      shown_at !== null && began_at !== null ? shown_at - began_at : this.video.currentTime * 1_000
    const started = this.#started || this.video.readyState >= 2
    change({
      ...NOTHING,
      state: phaseOf({
        unsupported: this.#unsupported,
        ended: !live && this.video.ended,
        started,
        waiting: this.#waiting,
        paused: this.video.paused,
        linked: this.#linked,
      }),
      paused: this.video.paused,
      following: live && !this.video.paused,
      shown_at,
      behind_ms: live && shown_at !== null ? Math.max(0, Date.now() - shown_at) : 0,
      position_ms: Math.max(0, Math.round(position_ms)),
      duration_ms: Number.isFinite(this.video.duration) ? Math.round(this.video.duration * 1_000) : 0,
    })
  }
}
