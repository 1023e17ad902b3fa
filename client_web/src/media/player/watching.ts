/** What a player tells and obeys, whatever plays inside. */

import type { Phase, Quality } from './phase'

export interface Watching {
  state: Phase
  quality: Quality
  /** Stalled because data did not come in time, though this page was ready for it. */
  starved: boolean
  paused: boolean
  /** Live and at the edge, not looking back. */
  following: boolean
  /** How far what is shown lies behind the server's present; 0 in a replay. */
  behind_ms: number
  /** The server's time of what is shown; null before anything is. */
  shown_at: number | null
  /** Of a replay: where it is and how long it is. */
  position_ms: number
  duration_ms: number
}

export const NOTHING: Watching = {
  state: 'loading',
  quality: 'hd',
  starved: false,
  paused: false,
  following: true,
  behind_ms: 0,
  shown_at: null,
  position_ms: 0,
  duration_ms: 0,
}

export interface Controller {
  play(): void
  pause(): void
  /** The picture, a small picture, or the sound alone. */
  setQuality(quality: Quality): void
  /** To the newest there is. */
  goLive(): void
  /** In a replay: to so many milliseconds after the recording's beginning. */
  seekTo(ms: number): void
  /** So many seconds on, or back. */
  skip(seconds: number): void
  /** Let go of everything; the element is free again. */
  stop(): void
}

/** Play, and when the browser wants a gesture first, stay paused: the button is there. */
export function tryPlay(video: HTMLVideoElement): void {
  video.play().catch(() => {})
}

export function rangesOf(video: HTMLVideoElement): { start: number; end: number }[] {
  const { buffered } = video
  return Array.from({ length: buffered.length }, (_, n) => ({
    start: buffered.start(n),
    end: buffered.end(n),
  }))
}
