/**
 * The invitations of one debate as the host's page holds them: the list as last read, the links shown once.
 *
 * The list comes over HTTP and is read again while the page is looked at; where each stands is
 * `invitations.ts`.
 */

import type { Code, Invitation, NewInvitation } from '@protocol/messages'
import { words } from '../../../i18n/locale.svelte'
import { peopleWords } from './words'
import type { Follower } from '../../../ui/follower'
import { get, post, remove } from '../../../wire/api'
import { Refused } from '../../../wire/refused'
import { type ConsoleActs, type Failure, wasDone } from '../console-acts.svelte'
import { inOrder } from '../invitations'

const READ_MS = 10_000

/** What the form asks for; the debate is the page's. */
export type Wish = Omit<NewInvitation, 'debate'>

export class Invitations {
  list = $state.raw<Invitation[]>([])
  /** When the list was read; null before the first time. */
  read_at = $state<number | null>(null)
  /** Why the list may not be read; null while it may. */
  denied = $state<Code | null>(null)
  /** Links made on this page, by invitation: the server cannot show them again. */
  links = $state.raw<ReadonlyMap<string, string>>(new Map())
  readonly #debate: string
  readonly #acts: ConsoleActs
  readonly #page: Follower

  /** The list is read again as long as `page` is followed. */
  constructor(debate: string, page: Follower, acts: ConsoleActs) {
    this.#debate = debate
    this.#acts = acts
    this.#page = page
    page.everySeen(READ_MS, () => void this.read())
    void this.read()
  }

  /** Read the list again; what cannot be read now stays as it was. */
  async read(): Promise<void> {
    try {
      this.list = inOrder(await get('invitations', { debate: this.#debate }))
      this.read_at = this.#page.client.now()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.code === 'forbidden' || error.code === 'sign_in') this.denied = error.code
    }
  }

  /** A new invitation with its link, or what refused it. */
  async invite(wish: Wish): Promise<Invitation | Failure | null> {
    const body: NewInvitation = { ...wish, debate: this.#debate }
    const act = words(peopleWords).act_invite(wish.name)
    return this.#made(act, 'invite', () => post('invitations', body))
  }

  /** Another link for the same invitation. */
  async renew({ id, name }: Invitation, valid_hours: number): Promise<boolean> {
    const act = words(peopleWords).act_renew(name)
    const made = await this.#made(act, id, () => post('invitations/{id}/link', { id, valid_hours }))
    return made !== null && 'id' in made
  }

  /** Make an invitation, and what it gave, worth nothing. */
  async revoke({ id, name }: Invitation): Promise<boolean> {
    const answer = await this.#acts.ask(words(peopleWords).act_revoke(name), id, async () => {
      await remove('invitations/{id}', { id })
      return { at: this.#page.client.now() }
    })
    await this.read()
    return wasDone(answer)
  }

  /** Take a revoked guest's supports and answers back, for a reason that is public; how many, or null. */
  async takeBack({ id, name }: Invitation, reason: string): Promise<number | null> {
    const answer = await this.#acts.ask(words(peopleWords).act_takeBack(name), id, () =>
      post('invitations/{id}/votes', { id, reason }),
    )
    return wasDone(answer) ? answer.taken : null
  }

  async #made(
    act: string,
    subject: string,
    call: () => Promise<Invitation>,
  ): Promise<Invitation | Failure | null> {
    const answer = await this.#acts.ask(act, subject, async () => {
      const made = await call()
      return { at: made.created_at, made }
    })
    if (!wasDone(answer)) return answer
    const { made } = answer
    this.links = new Map(this.links).set(made.id, location.origin + made.link)
    await this.read()
    return made
  }
}
