/**
 * What is said aloud by screen readers: at most one polite message in 20 s, the newest of each kind,
 * never while a person types. The regions stand in the HTML from the start and go empty → text,
 * because regions made late or filled at once are not read.
 */

import { Announcements, type Voice } from '../state/announcements'
import { shelf } from '../wire/shelf'

const KEPT = 'hemicycle.voice'
const BREATH_MS = 120

const queue = new Announcements(readVoice())
let timer: ReturnType<typeof setTimeout> | null = null

/**
 * Say something when there is room; `kind` replaces an older message of the same kind.
 *
 * Whether it is going to be said: the person's setting may leave it out.
 */
export function announce(kind: string, text: string, important = true): boolean {
  const waits = queue.add({ kind, text, important })
  if (waits) plan()
  return waits
}

/** Whether a message of this kind still waited; it is not said any more. */
export function takeBack(kind: string): boolean {
  return queue.drop(kind)
}

/** Say something now, because it was asked for (“read the figures”). */
export function speakNow(text: string): void {
  fill('polite', text)
}

/** Interrupt: only for a lost link during an act, a cut microphone, an ended session. */
export function alarm(text: string): void {
  fill('alert', text)
}

export function voice(): Voice {
  return queue.voice
}

export function setVoice(voice: Voice): void {
  queue.voice = voice
  shelf.setItem(KEPT, voice)
}

function plan(): void {
  if (timer !== null) return
  timer = setTimeout(() => {
    timer = null
    const text = queue.next({ mono: performance.now(), typing: isTyping() })
    if (text !== null) fill('polite', text)
    if (queue.size > 0) plan()
  }, queue.wait(performance.now()))
}

function fill(id: 'polite' | 'alert', text: string): void {
  const region = document.getElementById(id)
  if (region === null) return
  region.textContent = ''
  setTimeout(() => {
    region.textContent = text
  }, BREATH_MS)
}

function isTyping(): boolean {
  const active = document.activeElement
  return (
    active instanceof HTMLTextAreaElement ||
    (active instanceof HTMLInputElement && !['checkbox', 'radio', 'range'].includes(active.type))
  )
}

function readVoice(): Voice {
  const kept = shelf.getItem(KEPT)
  return kept === 'none' || kept === 'all' ? kept : 'important'
}
