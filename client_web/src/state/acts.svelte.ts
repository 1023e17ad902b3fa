/**
 * What became of one's own presses: sending, recorded at a server time, or not done and why.
 *
 * A press shows at once; if the server refuses, the caller's `undo` runs, unless a newer press on the
 * same thing stands. Callers hold the state that is pressed; this holds only what is said about it.
 */

import type { Facts } from '@protocol/messages'
import { SvelteMap } from 'svelte/reactivity'
import type { Answer } from '../wire/client'
import { Refused, type Refusal } from '../wire/refused'

export type ActNote =
  | { state: 'sending' }
  | { state: 'recorded'; at: number; result: Answer['result'] }
  | { state: 'refused'; code: Refusal; facts: Facts }

/** Whether what the server recorded is that something was taken back: a vote, an answer, a support. */
export function tookBack(result: Answer['result']): boolean {
  const { choice, option, on } = result as Record<string, unknown>
  return choice === null || option === null || on === false
}

/** Notes kept; the oldest goes first. */
const MAX_NOTES = 500

export class Acts {
  #notes = new SvelteMap<string, ActNote>()
  #newest = new Map<string, number>()
  #presses = 0

  /** What became of the last press on `key`. */
  note(key: string): ActNote | null {
    return this.#notes.get(key) ?? null
  }

  /** Whether the last press on `key` is recorded, or on its way: the same again would say nothing new. */
  isKnown(key: string): boolean {
    const state = this.note(key)?.state
    return state === 'sending' || state === 'recorded'
  }

  forget(key: string): void {
    this.#notes.delete(key)
  }

  /** Run an act; the answer is also noted. Refusals are noted and give null. */
  async run<A extends Answer>(
    key: string,
    act: () => Promise<A>,
    undo: (why: Refused) => void = () => {},
  ): Promise<A | null> {
    const press = ++this.#presses
    this.#newest.set(key, press)
    this.#set(key, { state: 'sending' })
    try {
      const answer = await act()
      if (this.#newest.get(key) === press) this.#set(key, { state: 'recorded', ...answer })
      return answer
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (this.#newest.get(key) === press) {
        undo(error)
        this.#set(key, { state: 'refused', code: error.code, facts: error.facts })
      }
      return null
    }
  }

  #set(key: string, note: ActNote): void {
    this.#notes.set(key, note)
    const oldest = this.#notes.keys().next().value
    if (this.#notes.size <= MAX_NOTES || oldest === undefined) return
    this.#notes.delete(oldest)
    this.#newest.delete(oldest)
  }
}
