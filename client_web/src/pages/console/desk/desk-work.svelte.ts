/**
 * What one moderator has in hand: the open card, its claim, the acts that can be taken back, the conflict.
 *
 * What is followed is `followed-debate.svelte.ts`; the rules and who wins are the server's. A claim is renewed
 * only while the moderator does something, so that a card is never held by an empty chair.
 */

import type { DeskQuestion } from '@protocol/messages'
import { consoleWords } from '../words'
import { words } from '../../../i18n/locale.svelte'
import { commonWords } from '../../../i18n/common'
import type { Answer } from '../../../wire/client'
import { Held } from '../../../wire/held'
import type { FollowedDebate } from '../../followed-debate.svelte'
import { type ConsoleActs, type Failure, wasDone } from '../console-acts.svelte'
import { type Act, cardNumbers, TARGET, waits } from '../desk'
import { stillUndoable, UNDO_MS, type Undoable, withAct } from '../undo'
import type { Refusal } from '../../../wire/refused'

/** A refused act on a card that somebody else changed or holds. */
export interface Conflict {
  question: string
  code: Refusal
  /** The question that holds the only place there is, next or on air. */
  occupied_by: string | null
}

/** What an act needs beside its name. */
export interface MoveFacts {
  reason?: string
  explanation?: string
  into?: string
}

const RENEW_MS = 25_000
const ACTIVE_MS = 60_000
/** Acts after which the text to be read out is shown. */
const READ_OUT: readonly Act[] = ['queue', 'next', 'air']
const OVERTAKEN = ['changed', 'claimed', 'illegal_move']

/** A card as an act names it. */
interface Named {
  debate: string
  question: string
  version: number
}

export class DeskWork {
  open = $state<string | null>(null)
  conflict = $state<Conflict | null>(null)
  readonly #numbers = $derived.by(() => cardNumbers(this.#followed.desk))
  #undoables = $state.raw<Undoable[]>([])
  /** Texts of the open card that are not recorded yet. */
  readonly fields = new Held()
  /** What is being written on a card, and the version that it will have left. */
  #writing = new Map<string, Promise<unknown>>()
  #versions = new Map<string, number>()
  #active_mono = 0
  readonly #debate: string
  readonly #followed: FollowedDebate
  readonly #acts: ConsoleActs

  /** The claim of the open card is renewed as long as the debate is followed. */
  constructor(debate: string, followed: FollowedDebate, acts: ConsoleActs) {
    this.#debate = debate
    this.#followed = followed
    this.#acts = acts
    followed.every(RENEW_MS, () => this.#renew())
  }

  /** The acts that can still be taken back at `now`. */
  undoable(now: number): Undoable[] {
    return stillUndoable(this.#undoables, now)
  }

  card(id: string | null): DeskQuestion | undefined {
    return id === null ? undefined : this.#followed.deskNow.questions?.[id]
  }

  /** `Q118`. */
  label(id: string): string {
    return `Q${this.#numbers.get(id) ?? '?'}`
  }

  /** The moderator did something: the claim is worth keeping. */
  touch(): void {
    this.#active_mono = this.#followed.client.around.mono()
  }

  /** Open a card and claim it if it waits for review and nobody has it; the one before is let go. */
  show(id: string): void {
    if (this.open === id) return
    this.close()
    this.open = id
    this.touch()
    const card = this.card(id)
    if (card && waits(card.question.state)) void this.#claim(id, { on: true, take: false })
  }

  /** Take a card from whoever has it. */
  take(id: string): void {
    this.touch()
    void this.#acts.run(`${words(consoleWords).take} ${this.label(id)}`, 'claim_question', {
      debate: this.#debate,
      question: id,
      take: true,
    })
  }

  close(): void {
    const id = this.open
    this.open = null
    if (id !== null && this.#isMine(id)) void this.#claim(id, { on: false, take: false })
  }

  /** Move a card; the answer says whether it was done. */
  async move(id: string, act: Act, facts: MoveFacts = {}): Promise<boolean> {
    this.touch()
    // What is read out is what stands in the field.
    if (id === this.open && READ_OUT.includes(act) && !(await this.fields.settle())) return false
    await this.#writing.get(id)
    if (!this.card(id)) return false
    const t = words(consoleWords)
    const to = TARGET[act]
    const version = this.#version(id)
    const text = t.didMove(this.label(id), t[`state_${to}`])
    const answer = await this.#acts.run(
      text,
      'move_question',
      { debate: this.#debate, question: id, version, to, ...facts },
      `card ${id}`,
    )
    if (!wasDone(answer)) return this.#overtaken(id, answer)
    this.conflict = null
    const until = answer.at + UNDO_MS
    this.#undoables = withAct(this.#undoables, {
      question: id,
      version: versionOf(answer, version),
      text,
      until,
    })
    return true
  }

  /** Take the newest act back, or a given one. */
  async undo(undoable: Undoable | undefined = this.undoable(this.#followed.client.now())[0]): Promise<void> {
    if (!undoable) return
    const { question, version } = undoable
    const t = words(consoleWords)
    this.#undoables = this.#undoables.filter((each) => each !== undoable)
    const answer = await this.#acts.run(
      t.undone(this.label(question)),
      'undo_question',
      { debate: this.#debate, question, version },
      `card ${question}`,
    )
    if (!wasDone(answer)) this.#overtaken(question, answer)
  }

  /** Save the text to be read out, or the private note; true when it was recorded. */
  write(id: string, what: 'readout_text' | 'note', text: string): Promise<boolean> {
    const t = words(consoleWords)
    return this.#write(id, (named) =>
      what === 'note'
        ? this.#acts.run(t.note, 'note_question', { ...named, note: text }, `note ${id}`)
        : this.#acts.run(t.readout, 'reword_question', { ...named, readout_text: text }, `text ${id}`),
    )
  }

  /** Say what a card is about, a subject's name or null; true when it was recorded. */
  tie(id: string, about: string | null): Promise<boolean> {
    return this.#write(
      id,
      (named) => this.#acts.run(words(commonWords).tied, 'tie_question', { ...named, about }, `about ${id}`),
      () => (this.card(id)?.question.about?.target ?? null) !== about,
    )
  }

  /** Put the queue in this order. */
  order(queue: string[]): void {
    this.touch()
    void this.#acts.run(words(consoleWords).queue, 'order_queue', { debate: this.#debate, queue })
  }

  /** One after another on a card: each writes on the version that the one before it left. */
  #write(
    id: string,
    ask: (named: Named) => Promise<Answer<OnCard> | Failure | null>,
    changes: () => boolean = () => true,
  ): Promise<boolean> {
    this.touch()
    const before = this.#writing.get(id)
    const written = (async () => {
      await before
      if (!this.card(id)) return false
      const version = this.#version(id)
      const isChange = changes()
      const answer = await ask({ debate: this.#debate, question: id, version })
      if (!wasDone(answer)) return this.#overtaken(id, answer)
      if (isChange) this.#versions.set(id, versionOf(answer, version))
      return true
    })()
    this.#writing.set(
      id,
      written.catch(() => undefined),
    )
    return written
  }

  /** Of a card as it is: its fact may come after the answer to what was written on it. */
  #version(id: string): number {
    return Math.max(this.card(id)?.question.version ?? 1, this.#versions.get(id) ?? 1)
  }

  #overtaken(question: string, answer: Answer | Failure | null): false {
    if (answer === null || !('refused' in answer)) return false
    const { code, facts } = answer.refused
    const occupied_by = typeof facts.occupied_by === 'string' ? facts.occupied_by : null
    if (OVERTAKEN.includes(code)) this.conflict = { question, code, occupied_by }
    return false
  }

  #isMine(id: string): boolean {
    const card = this.card(id)
    const { client, me } = this.#followed
    return card?.claimed_by != null && card.claimed_by === me && (card.claimed_until ?? 0) > client.now()
  }

  #renew(): void {
    const id = this.open
    const idle_ms = this.#followed.client.around.mono() - this.#active_mono
    if (id === null || idle_ms > ACTIVE_MS || !this.#isMine(id)) return
    void this.#claim(id, { on: true, take: false })
  }

  /** Claims are courtesy: a refused one shows as the other's name on the card, not as an error. */
  async #claim(question: string, how: { on: boolean; take: boolean }): Promise<void> {
    await this.#acts.quietly('claim_question', { debate: this.#debate, question, ...how })
  }
}

/** The acts that write on a card. */
type OnCard = 'move_question' | 'undo_question' | 'reword_question' | 'note_question' | 'tie_question'

/** The version after a move: what the server answered, or one more than before. */
function versionOf(answer: Answer<OnCard>, before: number): number {
  return answer.result.version ?? before + 1
}
