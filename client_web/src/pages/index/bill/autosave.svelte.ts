/**
 * A text that is saved while it is typed: one save at a time, the newest last, and never a letter lost.
 *
 * Every text has a version. If somebody else changed it meanwhile, what was typed stays and theirs is shown
 * beside it; the person chooses. What was not saved yet is kept on the device.
 */

import type { Draft } from '../../../state/drafts'
import type { Held, Holding } from '../../../wire/held'
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
  /** Where the page keeps account of what is not saved. */
  held: Pick<Held, 'add'>
}

/** A pause in typing this long saves. */
const PAUSE_MS = 1_000
/** When the server does not answer, how long until the next try. */
const AGAIN_MS = 5_000

export class Autosave<T extends Fields> implements Holding {
  typed: T = $state.raw({} as T)
  state: SaveState = $state('saved')
  theirs: T | null = $state.raw(null)
  refusal: Refused | null = $state.raw(null)
  #stored: T
  /** The version that was typed on: until the person chose, not yet theirs. */
  #version: number
  #theirVersion = 0
  #waiting: (() => void) | null = null
  #save: Promise<void> | null = null
  readonly #around: Surroundings<T>
  readonly #release: () => void
  #stopped = false

  constructor(stored: T, version: number, around: Surroundings<T>) {
    this.#around = around
    this.#stored = stored
    this.#version = version
    this.typed = stored
    this.#release = around.held.add(this)
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
    if (this.#save !== null) return this.#save
    if (this.state === 'conflict') return
    if (same(this.typed, this.#stored)) return this.#rest()
    this.#save = this.#send(this.typed).finally(() => {
      this.#save = null
    })
    return this.#save
  }

  /** Save all that is typed, also what is typed while it is saved; false if it could not be. */
  async settle(): Promise<boolean> {
    while (this.#save !== null || !same(this.typed, this.#stored)) {
      await this.flush()
      if (this.state === 'conflict' || this.state === 'away' || this.state === 'refused') return false
    }
    return true
  }

  /** The server's text as somebody reads it again; what is being typed is not touched. */
  received(stored: T, version: number): void {
    if (this.#save !== null || this.state === 'conflict') return
    if (version <= this.#version || !same(this.typed, this.#stored)) return
    this.#stored = stored
    this.#version = version
    this.typed = stored
  }

  /** In a conflict: what I typed shall stand. */
  async keepMine(): Promise<void> {
    this.#version = this.#theirVersion
    this.theirs = null
    this.state = 'typing'
    await this.flush()
  }

  /** In a conflict: what the other person wrote shall stand. */
  takeTheirs(): void {
    if (this.theirs === null) return
    this.#version = this.#theirVersion
    this.typed = this.#stored = this.theirs
    this.theirs = null
    this.#rest()
  }

  /** The page is left: what is typed goes to the server now, and is on the device if it does not arrive. */
  stop(): void {
    this.#release()
    this.#stopped = true
    void this.flush()
  }

  async #send(sent: T): Promise<void> {
    this.state = 'saving'
    try {
      this.#version = await this.#around.save(sent, this.#version)
      this.#stored = sent
      this.refusal = null
      if (same(this.typed, sent)) this.#rest()
      else this.#soon(PAUSE_MS)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#failed(error)
    }
  }

  #rest(): void {
    this.state = 'saved'
    this.#around.draft.clear()
  }

  #soon(ms: number): void {
    this.#waiting?.()
    if (this.state !== 'away') this.state = 'typing'
    if (!this.#stopped) this.#waiting = this.#around.after(ms, () => void this.flush())
  }

  #failed(refused: Refused): void {
    if (refused.code === 'unavailable' || refused.code === 'busy') {
      this.state = 'away'
      this.#soon(AGAIN_MS)
    } else if (typeof refused.changed?.version === 'number') {
      this.#theirVersion = refused.changed.version
      this.theirs = this.#stored = fieldsOf(refused.changed.state, this.typed)
      if (same(this.theirs, this.typed)) this.takeTheirs()
      else this.state = 'conflict'
    } else {
      this.refusal = refused
      this.state = 'refused'
    }
  }
}

function same(one: Fields, other: Fields): boolean {
  return Object.keys(one).every((field) => one[field] === other[field])
}

function fieldsOf<T extends Fields>(state: unknown, like: T): T {
  const given = new Map(Object.entries(state ?? {}))
  const entries = Object.keys(like).map((field) => [field, String(given.get(field) ?? '')])
  return Object.fromEntries(entries) as T
}

/** What was kept on the device, if it is not what is stored. */
function readKept<T extends Fields>(text: string, stored: T): { typed: T; version: number } | null {
  try {
    const { typed, version } = JSON.parse(text) as { typed: unknown; version: unknown }
    if (typeof version !== 'number') return null
    const fields = fieldsOf(typed, stored)
    return same(fields, stored) ? null : { typed: fields, version }
  } catch {
    return null // nothing was kept, or another build wrote it
  }
}
