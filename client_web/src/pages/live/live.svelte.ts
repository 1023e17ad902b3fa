/**
 * The debate as its public page needs it: what is followed, who I am, what I did.
 *
 * The view and the board are `FollowedDebate`'s; here are one's own supports, answers and questions, and the acts.
 */

import type {
  DebatePage,
  MyQuestion,
  PersonView,
  Poll,
  Question,
  ReactionKind,
  You,
} from '@protocol/messages'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { NOTHING, type Watching } from '../../media/player/watching'
import { foldPerson } from '../../state/fold-person'
import { nextSeq } from '../../state/seq'
import { LivePage } from '../../ui/live-page.svelte'
import { get } from '../../wire/api'
import type { Answer, Client } from '../../wire/client'
import { quietly, Refused } from '../../wire/refused'
import { FollowedDebate } from '../followed-debate.svelte'

/** For which act the page asks to sign in. */
export type Prompt = 'ask' | 'support' | 'vote'

/** A link to a second of the recording, `?t=754`. */
function wantedAtStart(): { at_ms: number } | null {
  const seconds = Number(new URLSearchParams(location.search).get('t') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? { at_ms: seconds * 1_000 } : null
}

/** A counter is repainted at most once a second. */
const PACE_MS = 1_000

export class Live extends LivePage {
  readonly followed: FollowedDebate
  you = $state.raw<You | null>(null)
  page = $state.raw<DebatePage | null>(null)
  missing = $state(false)
  prompt = $state<Prompt | null>(null)
  /** Captions are also given to screen readers, for those who read them in braille. */
  readCaptions = $state(false)
  /** A question is being written: on a phone the list gives way. */
  composing = $state(false)
  /** What the player shows now, and where a replay shall go on. */
  watching = $state.raw<Watching>(NOTHING)
  wanted = $state.raw<{ at_ms: number } | null>(wantedAtStart())
  readonly supports = new SvelteSet<string>()
  readonly answers = new SvelteMap<string, number>()
  /** Answers that were withdrawn on this page, to be put back. */
  readonly withdrawn = new SvelteMap<string, number>()
  #person = $state.raw<PersonView>({ id: '' })
  #known = false
  #stopPerson = () => {}

  constructor(
    client: Client,
    readonly id: string,
  ) {
    super(client, { freezes: true })
    this.followed = new FollowedDebate(client, id, { freezes: true, pace_ms: PACE_MS })
    this.atClose(() => this.followed.close())
    this.onWelcome((you) => this.#welcomed(you))
    void this.loadPage()
  }

  /** One's own questions of this debate, newest first. */
  get mine(): MyQuestion[] {
    const all = Object.values(this.#person.questions ?? {})
    return all.filter(({ debate }) => debate === this.id).reverse()
  }

  isMine(question: string): boolean {
    return this.#person.questions?.[question] !== undefined
  }

  /** What the page needs that the socket does not say: the process, the recording and its chapters. */
  async loadPage(): Promise<void> {
    try {
      this.page = await get('debates/{id}', { id: this.id })
    } catch (error) {
      this.missing = error instanceof Refused && error.code === 'not_found'
    }
  }

  /** Play the recording from there. */
  seek(at_ms: number): void {
    this.wanted = { at_ms }
  }

  /** Whether one must sign in for this act; the page then says so. Before the first welcome an act waits. */
  mustSignIn(act: Prompt): boolean {
    if (!this.#known || this.you !== null) return false
    this.prompt = act
    return true
  }

  support(question: Question): void {
    if (this.mustSignIn('support')) return
    const on = !this.supports.has(question.id)
    const put = (wanted: boolean) =>
      wanted ? this.supports.add(question.id) : this.supports.delete(question.id)
    put(on)
    const args = { debate: this.id, question: question.id, on, seq: this.#seq() }
    void this.acts.run(
      `question/${question.id}`,
      () => this.client.command('support_question', args),
      (why) => {
        put(!on)
        this.#refused('support', why)
      },
    )
  }

  answer(poll: Poll, option: number | null): void {
    if (this.mustSignIn('vote')) return
    const before = this.answers.get(poll.id)
    if (before === option && this.acts.isKnown(`poll/${poll.id}`)) return
    const put = (wanted: number | null | undefined) => {
      if (wanted == null) return this.answers.delete(poll.id)
      this.withdrawn.delete(poll.id)
      return this.answers.set(poll.id, wanted)
    }
    put(option)
    if (option === null && before !== undefined) this.withdrawn.set(poll.id, before)
    const args = { debate: this.id, poll: poll.id, option, seq: this.#seq() }
    void this.acts.run(
      `poll/${poll.id}`,
      () => this.client.command('answer_poll', args),
      (why) => {
        put(before)
        this.#refused('vote', why)
      },
    )
  }

  /** Ask, of a subject of the agenda or of nothing in particular (null). */
  ask(text: string, key: string, about: string | null): Promise<Answer | null> {
    const args = { debate: this.id, text, key, about }
    return this.acts.run(
      'ask',
      () => this.client.command('ask_question', args),
      (why) => this.#refused('ask', why),
    )
  }

  withdraw(question: string): void {
    const args = { debate: this.id, question }
    void this.acts.run(`mine/${question}`, () => this.client.command('withdraw_question', args))
  }

  /** Whether this person types the captions of this debate. */
  get captions(): boolean {
    return (this.you?.roles ?? []).includes('captioner') && (this.you?.debate ?? this.id) === this.id
  }

  caption(text: string, speaker: string | null): Promise<Answer | null> {
    const args = { debate: this.id, text, speaker, lang: 'fr' }
    return this.acts.run('caption', () => this.client.command('post_caption', args))
  }

  react(kind: ReactionKind): void {
    void this.acts.run('react', () => this.client.command('react', { debate: this.id, kind }))
  }

  /** The server knows nobody here: a session that ended, or one that was never said. */
  #refused(act: Prompt, { code }: Refused): void {
    if (code === 'sign_in') this.prompt = act
  }

  #seq(): number {
    return nextSeq(this.client.now())
  }

  #welcomed(you: You | null): void {
    const changed = you?.id !== this.you?.id
    this.#known = true
    this.you = you
    if (you === null || !changed) return
    void this.#loadMine()
    this.#stopPerson()
    this.#stopPerson = this.followLog(`person/${you.id}`, {
      onSnapshot: (view) => {
        this.#person = view as unknown as PersonView
      },
      onEvents: (events) => {
        this.#person = events.reduce(foldPerson, this.#person)
      },
    })
  }

  async #loadMine(): Promise<void> {
    const mine = await quietly(get('debates/{id}/my', { id: this.id }))
    for (const question of mine?.supports ?? []) this.supports.add(question)
    for (const [poll, option] of Object.entries(mine?.polls ?? {})) this.answers.set(poll, option)
  }
}
