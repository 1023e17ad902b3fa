/**
 * The acts of the host, each with its words: what the panels of the control room call.
 *
 * What may be done when is the server's; what is sensible next is `control.ts`.
 */

import type { DebateState, PollHiding, Seat } from '@protocol/messages'
import { consoleWords } from '../words'
import { words } from '../../../i18n/locale.svelte'
import { readUntil, seatMessages } from '../../../state/board-values'
import type { FollowedDebate } from '../../followed-debate.svelte'
import { type ConsoleActs, wasDone } from '../console-acts.svelte'
import { type Suggestion, type Unread, unread } from '../control'
import { cardNumbers } from '../desk'

export class ControlRoom {
  /** How long a turn is that is given next. */
  limit_ms = $state(120_000)
  readonly #numbers = $derived.by(() => cardNumbers(this.#followed.desk))
  readonly #unread = $derived.by(() =>
    unread(seatMessages(this.#followed.deskBoard), (seat) => readUntil(this.#followed.stageBoard, seat)),
  )
  readonly #debate: string
  readonly #followed: FollowedDebate
  readonly #acts: ConsoleActs

  constructor(debate: string, followed: FollowedDebate, acts: ConsoleActs) {
    this.#debate = debate
    this.#followed = followed
    this.#acts = acts
  }

  /** `Q118`. */
  label(id: string): string {
    return `Q${this.#numbers.get(id) ?? '?'}`
  }

  /** What panelists wrote and nobody marked as read. */
  get unread(): readonly Unread[] {
    return this.#unread
  }

  go(to: DebateState): void {
    const t = words(consoleWords)
    void this.#acts.run(t[`phase_${to}`], 'set_debate_state', { debate: this.#debate, to })
  }

  startItem(item: string, title: string): void {
    const act = words(consoleWords).startItem(title)
    void this.#acts.run(act, 'start_agenda_item', { debate: this.#debate, item })
  }

  give(seat: Seat, interposed = false): void {
    const args = { debate: this.#debate, seat: seat.id, limit_ms: this.limit_ms, interposed }
    void this.#acts.run(words(consoleWords).giveTo(seat.name), 'give_floor', args)
  }

  endFloor(): void {
    void this.#acts.run(words(consoleWords).endFloor, 'end_floor', { debate: this.#debate })
  }

  /** Stop the clock, or let it run again. */
  holdFloor(): void {
    const t = words(consoleWords)
    const { floor } = this.#followed.debate
    if (!floor) return
    if (floor.running_since == null)
      void this.#acts.run(t.resumeFloor, 'resume_floor', { debate: this.#debate })
    else void this.#acts.run(t.pauseFloor, 'pause_floor', { debate: this.#debate })
  }

  addTime(by_ms: number): void {
    void this.#acts.run(words(consoleWords).addTime, 'extend_floor', { debate: this.#debate, by_ms })
  }

  admit(seat: Seat): void {
    const act = words(consoleWords).admitSeat(seat.name)
    void this.#acts.run(act, 'set_seat_state', { debate: this.#debate, seat: seat.id, to: 'on_stage' })
  }

  sendBack(seat: Seat): void {
    const act = words(consoleWords).backSeat(seat.name)
    void this.#acts.run(act, 'set_seat_state', { debate: this.#debate, seat: seat.id, to: 'waiting' })
  }

  remove(seat: Seat, reason: string): void {
    const args = { debate: this.#debate, seat: seat.id, to: 'removed' as const, reason }
    void this.#acts.run(words(consoleWords).removeSeat(seat.name), 'set_seat_state', args)
  }

  mute(seat: Seat, muted: boolean): void {
    const t = words(consoleWords)
    const act = muted ? t.muteSeat(seat.name) : t.unmuteSeat(seat.name)
    void this.#acts.run(act, 'mute_seat', { debate: this.#debate, seat: seat.id, muted })
  }

  muteAll(): void {
    void this.#acts.run(words(consoleWords).muteAll, 'mute_all', { debate: this.#debate })
  }

  /**
   * Write to a panelist; an empty text takes the message away. True when it was recorded.
   *
   * An answer says that what the panelist wrote was read.
   */
  async write(seat: Seat, text: string): Promise<boolean> {
    const act = words(consoleWords).writeTo(seat.name)
    const { message } = this.unread.find((each) => each.seat === seat.id) ?? {}
    const done = wasDone(
      await this.#acts.run(act, 'message_seat', { debate: this.#debate, seat: seat.id, text }),
    )
    if (done && message && text !== '')
      await this.#acts.quietly('mark_read', { debate: this.#debate, seat: seat.id, at: message.at })
    return done
  }

  /** The panelist sees that this was read. */
  markRead({ seat, message }: Unread): void {
    const act = words(consoleWords).markReadOf(message.name)
    void this.#acts.run(act, 'mark_read', { debate: this.#debate, seat, at: message.at })
  }

  auto(): void {
    void this.#acts.run(words(consoleWords).programAuto, 'direct_program', {
      debate: this.#debate,
      mode: 'auto',
    })
  }

  pin(seat: Seat): void {
    const args = { debate: this.#debate, mode: 'pinned' as const, seat: seat.id }
    void this.#acts.run(words(consoleWords).pinSeat(seat.name), 'direct_program', args)
  }

  slate(text: string): void {
    const args = { debate: this.#debate, mode: 'slate' as const, slate: text }
    void this.#acts.run(words(consoleWords).programSlate, 'direct_program', args)
  }

  question(id: string, to: 'on_air' | 'answered' | 'next' | 'queued'): void {
    const t = words(consoleWords)
    const question = this.#followed.debate.questions?.[id]
    if (!question) return
    const args = { debate: this.#debate, question: id, version: question.version ?? 1, to }
    void this.#acts.run(t.didMove(this.label(id), t[`state_${to}`]), 'move_question', args, `card ${id}`)
  }

  /** Prepare a poll; true when it was recorded. */
  async createPoll(question: string, options: string[], hiding: PollHiding): Promise<boolean> {
    const args = { debate: this.#debate, question, options, hiding }
    return wasDone(await this.#acts.run(words(consoleWords).createPoll, 'create_poll', args))
  }

  openPoll(poll: string, duration_ms: number | null): void {
    void this.#acts.run(words(consoleWords).openPoll, 'open_poll', {
      debate: this.#debate,
      poll,
      duration_ms,
    })
  }

  closePoll(poll: string): void {
    void this.#acts.run(words(consoleWords).closePoll, 'close_poll', { debate: this.#debate, poll })
  }

  publishPoll(poll: string): void {
    void this.#acts.run(words(consoleWords).publishPoll, 'publish_poll', { debate: this.#debate, poll })
  }

  /** Do what was suggested. */
  follow(suggestion: Suggestion): void {
    switch (suggestion.act) {
      case 'go':
        this.go(suggestion.to)
        break
      case 'item':
        this.startItem(suggestion.item.id, suggestion.item.title)
        break
      case 'floor':
        this.give(suggestion.seat)
        break
      case 'air':
        this.question(suggestion.question, 'on_air')
        break
      case 'answered':
        this.question(suggestion.question, 'answered')
        break
      case 'close_poll':
        this.closePoll(suggestion.poll)
        break
      case 'end_floor':
        this.endFloor()
        break
      default:
        suggestion satisfies never
    }
  }
}
