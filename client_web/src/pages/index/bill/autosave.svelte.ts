/**
 * A text that is saved while it is typed: one save at a time, the newest last, and never a letter lost.
 *
 * Every text has a version. If somebody else changed it meanwhile, what was typed stays and theirs is shown
 * beside it; the person chooses. What was not saved yet is kept on the device.
 */

import type { Draft } from '../../../state/drafts'
import { Refused } from '../../../wire/refused'

export type SaveState = 'saved' | 'typing' | 'saving' | 'away' | 'conflict' | 'refused'

/** The fields of a text, all of them strings. */
export type Fields = Record<string, string>

export interface Surroundings<T extends Fields> {
  /** Save and give the new version; refused `changed` with the present `version` and fields. */
  save: (typed: T, version: number) => Promise<number>
  /** Where what is typed is kept until it is saved. */
  draft: Pick<Draft, 'read' | 'save' | 'clear'>
  /** Do something later; gives the way to call it off. */
  after: (ms: number, act: () => void) => () => void
}

/** A pause in typing this long saves. */
const PAUSE_MS = 1_000
/** When the server does not answer, how long until the next try. */
const AGAIN_MS = 5_000

export class Autosave<T extends Fields> {
  typed: T = $state.raw({} as T)
  state: SaveState = $state('saved')
  theirs: T | null = $state.raw(null)
  refusal: Refused | null = $state.raw(null)
  #stored: T
  #version: number
  #waiting: (() => void) | null = null
  #saving = false
  readonly #around: Surroundings<T>

  constructor(stored: T, version: number, around: Surroundings<T>) {
    this.#around = around
    this.#stored = stored
    this.#version = version
    this.typed = stored
    const kept = readKept<T>(around.draft.read(), stored)
    if (kept === null) return
    this.typed = kept.typed
    this.#version = kept.version
    this.#soon(PAUSE_MS)
  }

  get version(): number {
    return this.#version
  }

  /** One field as it stands in the input now. */
  type<K extends keyof T>(field: K, text: T[K]): void {
    this.typed = { ...this.typed, [field]: text }
    this.#around.draft.save(JSON.stringify({ version: this.#version, typed: this.typed }))
    if (this.state !== 'conflict') this.#soon(PAUSE_MS)
  }

  /** Save now what is typed and not saved, for instance as the field is left. */
  async flush(): Promise<void> {
    this.#waiting?.()
    this.#waiting = null
    if (this.#saving || this.state === 'conflict' || same(this.typed, this.#stored)) {
      if (this.state === 'typing' && !this.#saving) this.#rest()
      return
    }
    this.#saving = true
    this.state = 'saving'
    const sent = this.typed
    try {
      this.#version = await this.#around.save(sent, this.#version)
      this.#stored = sent
      this.refusal = null
      this.#saving = false
      if (same(this.typed, sent)) this.#rest()
      else this.#soon(PAUSE_MS)
    } catch (error) {
      this.#saving = false
      if (!(error instanceof Refused)) throw error
      this.#failed(error)
    }
  }

  /** The server's text as somebody reads it again; what is being typed is not touched. */
  received(stored: T, version: number): void {
    if (this.#saving || version <= this.#version || !same(this.typed, this.#stored)) return
    this.#stored = stored
    this.#version = version
    this.typed = stored
  }

  /** In a conflict: what I typed shall stand. */
  async keepMine(): Promise<void> {
    this.theirs = null
    this.state = 'typing'
    await this.flush()
  }

  /** In a conflict: what the other person wrote shall stand. */
  takeTheirs(): void {
    if (this.theirs === null) return
    this.typed = this.#stored = this.theirs
    this.theirs = null
    this.#rest()
  }

  stop(): void {
    this.#waiting?.()
  }

  #rest(): void {
    this.state = 'saved'
    this.#around.draft.clear()
  }

  #soon(ms: number): void {
    this.#waiting?.()
    if (this.state !== 'away') this.state = 'typing'
    this.#waiting = this.#around.after(ms, () => void this.flush())
  }

  #failed(refused: Refused): void {
    if (refused.code === 'unavailable' || refused.code === 'busy') {
      this.state = 'away'
      this.#soon(AGAIN_MS)
    } else if (refused.code === 'changed' && typeof refused.facts.version === 'number') {
      this.#version = refused.facts.version
      const theirs = fieldsOf(refused.facts, this.typed)
      this.#stored = theirs
      if (same(theirs, this.typed)) this.#rest()
      else {
        this.theirs = theirs
        this.state = 'conflict'
      }
    } else {
      this.refusal = refused
      this.state = 'refused'
    }
  }
}

function same(one: Fields, other: Fields): boolean {
  return Object.keys(one).every((field) => one[field] === other[field])
}

function fieldsOf<T extends Fields>(facts: Record<string, unknown>, like: T): T {
  const entries = Object.keys(like).map((field) => [field, String(facts[field] ?? '')])
  return Object.fromEntries(entries) as T
}

/** What was kept on the device, if it is not what is stored. */
function readKept<T extends Fields>(text: string, stored: T): { typed: T; version: number } | null {
  try {
    const { typed, version } = JSON.parse(text) as { typed: Record<string, unknown>; version: unknown }
    if (typeof version !== 'number') return null
    const fields = fieldsOf(typed, stored)
    return same(fields, stored) ? null : { typed: fields, version }
  } catch {
    return null // nothing was kept, or another build wrote it
  }
}
