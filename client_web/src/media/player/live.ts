/**
 * The live program in a `<video>`: an engine for the bytes, steering for the delay.
 *
 * Here is what needs the element; decisions are in `edge` and `phase`. A viewer who pauses or goes back
 * is left where they are, as far as the buffer reaches.
 */

import { ServerClock } from '../../wire/server-clock'
import { socketUrl } from '../../wire/socket'
import { Edge, leaveHole } from './edge'
import type { Report } from './engine'
import { type Host, host } from './host'
import { Pace } from './pace'
import { phaseOf, type Quality } from './phase'
import { type Controller, NOTHING, rangesOf, tryPlay, type Watching } from './watching'

/** No part of a fragment's length, or the buffer would always be read at the same point of its saw-tooth. */
const TICK_MS = 70
/** How far a joiner may be from the edge before it jumps there, and for how long it counts as joining. */
const JOIN_SLACK_MS = 120
const JOINING_MS = 2_500
/** A pause longer than this lets the stream go; playing again joins anew. */
const PAUSE_MS = 40_000
/** As many broken sources in a row mean that this way does not work here. */
const GIVE_UP = 4
const REBUILD_MS = 500
/** With more than this in the buffer, it is not for want of data that nothing plays. */
const EMPTY_S = 0.2
/** Another beginning of the media's time: the stage lost its recording and began anew. */
const OTHER_ORIGIN_MS = 1_000

/** The streams (SPEC M1, M3, M4). */
const PARTS: Record<Quality, string> = { hd: 'program', eco: 'program/low', audio: 'program/audio' }

export interface LiveOptions {
  debate: string
  quality: Quality
  token: string | null
  change(watching: Watching): void
  /** This way does not work in this browser or network. */
  fail(): void
}

export class LivePlayer implements Controller {
  #watching: Watching = NOTHING
  #host: Host | null = null
  #edge = new Edge()
  #pace = new Pace()
  #clock = new ServerClock(Date.now(), mono())
  #origin: number | null = null
  #linked = true
  #waiting = false
  #starved = false
  #started = false
  #joined = 0
  #following = true
  #broken = 0
  #paused_since: number | null = null
  #told = 0
  #timer: ReturnType<typeof setInterval>
  #rebuild: ReturnType<typeof setTimeout> | undefined
  #off: (() => void)[] = []

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: LiveOptions,
  ) {
    this.#watching = { ...NOTHING, quality: options.quality }
    this.#on('waiting', () => this.#ranDry())
    this.#on('playing', () => this.#set(() => (this.#waiting = false)))
    this.#on('pause', () => this.#set(() => (this.#paused_since = mono())))
    this.#on('play', () => this.#set(() => (this.#paused_since = null)))
    this.#on('error', () => this.#broke('source'))
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#open()
  }

  play(): void {
    if (this.#host === null) this.#open()
    tryPlay(this.video)
  }

  pause(): void {
    this.#following = false
    this.video.pause()
  }

  setQuality(quality: Quality): void {
    if (quality === this.#watching.quality) return
    this.#watching = { ...this.#watching, quality }
    this.#open()
  }

  goLive(): void {
    this.#following = true
    if (this.#host === null) this.#open()
    else this.#jump()
    tryPlay(this.video)
  }

  seekTo(): void {
    this.goLive()
  }

  skip(seconds: number): void {
    const ranges = rangesOf(this.video)
    const first = ranges[0]
    const last = ranges.at(-1)
    if (first === undefined || last === undefined) return
    const most = last.end - this.#edge.target_ms / 1_000
    const wanted = this.video.currentTime + seconds
    this.#following = wanted >= most
    this.video.currentTime = Math.max(first.start, Math.min(most, wanted))
    this.#edge.reset()
    this.#tell()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#close()
    for (const off of this.#off) off()
  }

  #open(): void {
    this.#close()
    this.#started = this.#waiting = false
    this.#following = true
    this.#origin = null
    this.#edge.reset()
    const { debate, token } = this.options
    this.#host = host(this.video, (report) => this.#hear(report))
    if (this.#host === null) {
      this.options.fail()
      return
    }
    const topic = `debate/${debate}/${PARTS[this.#watching.quality]}`
    this.#host.obey({ do: 'start', url: socketUrl('/media'), topic, token })
    this.#tell()
  }

  #close(): void {
    clearTimeout(this.#rebuild)
    this.#host?.close()
    this.#host = null
  }

  #hear(report: Report): void {
    switch (report.say) {
      case 'link':
        this.#link(report.up, report.back)
        break
      case 'group':
        if (this.#origin !== null && Math.abs(report.origin_ms - this.#origin) > OTHER_ORIGIN_MS) this.#open()
        else this.#origin = report.origin_ms
        break
      case 'time':
        this.#clock.heard(report.server_ms, report.at - performance.timeOrigin)
        break
      case 'broken':
        this.#broke(report.reason)
        break
      default:
        report satisfies never
    }
  }

  #link(up: boolean, back: boolean): void {
    this.#linked = up
    if (!back) this.options.fail()
    else this.#tell()
  }

  #broke(reason: 'unsupported' | 'source'): void {
    if (this.#host === null) return
    this.#close()
    this.#broken += 1
    if (reason === 'unsupported' || this.#broken >= GIVE_UP) this.options.fail()
    else this.#rebuild = setTimeout(() => this.#open(), REBUILD_MS)
  }

  #ranDry(): void {
    if (!this.#started || this.video.seeking || this.video.paused) return
    this.#edge.underflow(mono())
    const end = rangesOf(this.video).at(-1)?.end ?? 0
    this.#starved = end - this.video.currentTime < EMPTY_S && this.#pace.keepsUp(mono())
    this.#set(() => (this.#waiting = true))
  }

  #tick(): void {
    this.#pace.beat(mono())
    const ranges = rangesOf(this.video)
    const end = ranges.at(-1)?.end
    if (end === undefined || this.#host === null) return
    if (!this.#started) this.#start(end)
    if (this.video.paused) this.#whilePaused()
    else this.#steer(end, ranges)
    if (mono() - this.#told >= 1_000) {
      this.#host?.obey({ do: 'played', seconds: this.video.currentTime })
      this.#tell()
    }
  }

  #start(end: number): void {
    this.#started = true
    this.#joined = mono()
    const target = end - this.#edge.target_ms / 1_000
    this.video.currentTime = Math.max(rangesOf(this.video)[0]?.start ?? 0, target)
    tryPlay(this.video)
  }

  #steer(end: number, ranges: { start: number; end: number }[]): void {
    const now = mono()
    const hole = this.video.readyState < 3 ? leaveHole(this.video.currentTime, ranges) : null
    if (hole !== null) {
      this.video.currentTime = hole
      this.#edge.reset()
      return
    }
    if (!this.#following) {
      this.video.playbackRate = 1
      return
    }
    const ahead = (end - this.video.currentTime) * 1_000
    const isJoining = now - this.#joined < JOINING_MS && ahead > this.#edge.target_ms + JOIN_SLACK_MS
    const { rate, jump } = this.#edge.steer(now, ahead)
    if (jump || isJoining) this.#jump()
    else if (this.video.playbackRate !== rate) this.video.playbackRate = rate
    if (now - this.#joined > JOINING_MS) this.#broken = 0
  }

  #whilePaused(): void {
    this.#following = false
    if (this.#paused_since !== null && mono() - this.#paused_since > PAUSE_MS) {
      this.#close()
      this.#tell()
    }
  }

  #jump(): void {
    const end = rangesOf(this.video).at(-1)
    if (end === undefined) return
    this.video.currentTime = Math.max(end.start, end.end - this.#edge.target_ms / 1_000)
    this.video.playbackRate = 1
    this.#edge.reset()
  }

  #on(event: keyof HTMLMediaElementEventMap, act: () => void): void {
    this.video.addEventListener(event, act)
    this.#off.push(() => this.video.removeEventListener(event, act))
  }

  #set(change: () => void): void {
    change()
    this.#tell()
  }

  #tell(): void {
    this.#told = mono()
    const shown =
      this.#started && this.#origin !== null ? this.#origin + this.video.currentTime * 1_000 : null
    this.#watching = {
      ...this.#watching,
      state: phaseOf({
        unsupported: false,
        ended: false,
        started: this.#started,
        waiting: this.#waiting,
        paused: this.video.paused,
        linked: this.#linked,
      }),
      starved: this.#waiting && this.#linked && this.#starved,
      paused: this.#started && this.video.paused,
      following: this.#following,
      shown_at: shown,
      behind_ms: shown === null ? 0 : Math.max(0, Math.round(this.#clock.now(mono()) - shown)),
    }
    this.options.change(this.#watching)
  }
}

function mono(): number {
  return performance.now()
}
