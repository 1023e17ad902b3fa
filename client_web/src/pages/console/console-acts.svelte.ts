/**
 * Acts of a console: one at a time per subject, each answered in words with the server's time.
 *
 * Nothing waits here for a lost connection: deciding on an old picture of the room is refused at once.
 */

import type { CommandArgs } from '@protocol/messages'
import { consoleWords } from './words'
import { clock } from '../../i18n/format'
import { words } from '../../i18n/locale.svelte'
import { refusalText } from '../../i18n/refusals'
import { speakNow } from '../../ui/announcer'
import type { Answer, Client } from '../../wire/client'
import type { LinkPhase } from '../../wire/link'
import type { Plain } from '../../wire/held'
import { Refused } from '../../wire/refused'

/** What became of the last act. */
export interface Outcome {
  kind: 'working' | 'done' | 'refused'
  text: string
}

/** Why an act was not done; `act` names it for the sentence. */
export interface Failure {
  act: string
  refused: Refused
}

export class ConsoleActs {
  /** The last act in words; shown in one line that is always there. */
  outcome = $state<Outcome | null>(null)
  #client: Client
  #phase: () => LinkPhase
  #under_way = $state.raw<ReadonlySet<string>>(new Set())

  constructor(client: Client, phase: () => LinkPhase) {
    this.#client = client
    this.#phase = phase
  }

  /** Whether an act on this subject waits for its answer. */
  busy(subject: string): boolean {
    return this.#under_way.has(subject)
  }

  /**
   * Ask; the answer, or what refused it. Two presses on one subject are one act; without a subject, the same
   * act on the same thing: letting a second person in must not wait for the first.
   */
  async run<N extends Plain>(
    act: string,
    name: N,
    args: CommandArgs[N],
    subject: string = `${name} ${JSON.stringify(args)}`,
  ): Promise<Answer<N> | Failure | null> {
    return this.ask(act, subject, () => this.#client.command(name, args))
  }

  /** The same for an act that is not a command; `call` answers with the server's time. */
  async ask<T extends { at: number }>(
    act: string,
    subject: string,
    call: () => Promise<T>,
  ): Promise<T | Failure | null> {
    const t = words(consoleWords)
    if (this.busy(subject)) return null
    if (!mayAct(this.#phase())) {
      this.#say({ kind: 'refused', text: t.notSent })
      return null
    }
    this.#under_way = new Set([...this.#under_way, subject])
    this.outcome = { kind: 'working', text: t.working(act) }
    try {
      const answer = await call()
      this.#say({ kind: 'done', text: t.done(act, clock(answer.at)) })
      return answer
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#say({ kind: 'refused', text: t.failed(act, refusalText(error.code, error.facts)) })
      return { act, refused: error }
    } finally {
      this.#under_way = new Set([...this.#under_way].filter((each) => each !== subject))
    }
  }

  /** Ask without a word to anyone; a refusal is not shown. */
  async quietly<N extends Plain>(name: N, args: CommandArgs[N]): Promise<void> {
    if (!mayAct(this.#phase())) return
    try {
      await this.#client.command(name, args)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }

  /** Show it, and speak it: the person asked by pressing. */
  #say(outcome: Outcome): void {
    this.outcome = outcome
    speakNow(outcome.text)
  }
}

/** Whether the answer says that the act was done. */
export function wasDone<T extends { at: number }>(answer: T | Failure | null): answer is T {
  return answer !== null && 'at' in answer
}

function mayAct(phase: LinkPhase): boolean {
  return phase === 'live' || phase === 'late' || phase === 'catching_up'
}
