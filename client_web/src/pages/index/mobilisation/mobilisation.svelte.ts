/**
 * A mobilisation as its page follows it: the number as it moves, one's own support, the list, the curve.
 *
 * The number moves at most once a second, and not at all while the page is frozen; the list never moves by
 * itself.
 */

import type {
  CommandArgs,
  Event,
  MobilisationPage,
  MySupport,
  Role,
  SupportCurve,
  Supporter,
} from '@protocol/messages'
import { Acts } from '../../../state/acts.svelte'
import { phaseState, planOf } from '../../../state/phases'
import { nextSeq } from '../../../state/seq'
import { freeze } from '../../../ui/freeze.svelte'
import { LiveLink } from '../../../ui/live-link.svelte'
import { get } from '../../../wire/api'
import { connect } from '../../../ui/connect'
import type { Plain } from '../../../wire/held'
import { Refused } from '../../../wire/refused'
import { account } from '../account.svelte'

const PACE_MS = 1_000
const TOLD_BY = new Set([
  'threshold_crossed',
  'thresholds_set',
  'bill_published',
  'bill_step_added',
  'bill_step_corrected',
])

export interface How {
  public: boolean
  message: string
  news: boolean
}

export class Mobilisation {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  readonly acts = new Acts()
  page = $state.raw<MobilisationPage | null>(null)
  mine = $state.raw<MySupport>({})
  supporters = $state.raw<Supporter[]>([])
  after = $state<string | null>(null)
  curve = $state.raw<SupportCurve | null>(null)
  roles = $state.raw<readonly Role[]>([])
  shown = $state(0)
  prompt = $state(false)
  #newest = 0
  #pause: ReturnType<typeof setTimeout> | null = null
  #stops: (() => void)[] = []

  constructor(readonly id: string) {
    freeze.start(this.client.now())
    this.#stops.push(freeze.onThaw(() => this.#repaint()))
  }

  get state() {
    const plan = this.page === null ? null : planOf(this.page.phases, 'mobilisation')
    return plan === null ? 'unplanned' : phaseState(plan, this.link.now)
  }

  /** Whether this person looks after the list. */
  get moderates(): boolean {
    return this.roles.includes('moderator')
  }

  /** Whether this person makes promises. */
  get promises(): boolean {
    return this.roles.some((role) => role === 'organiser' || role === 'parliamentarian' || role === 'staff')
  }

  async load(): Promise<MobilisationPage> {
    const page = await this.#read()
    this.shown = this.#newest = page.supports
    if (this.#stops.length === 1) {
      this.#stops.push(
        this.client.followBoard(`process/${this.id}/board`, (keys) => this.#arrived(keys['bill/supports'])),
        this.client.followLog(`process/${this.id}`, {
          onSnapshot: () => {},
          onEvents: (events) => this.#heard(events),
        }),
      )
    }
    await Promise.all([this.list(), this.readCurve(), this.#readMine()])
    return page
  }

  /** The list from its beginning, or what follows what is shown. */
  async list({ more = false } = {}): Promise<void> {
    const of = { id: this.id, after: more ? this.after : null }
    const found = await this.#quietly(() => get('processes/{id}/supporters', of))
    if (found === null) return
    this.supporters = more ? [...this.supporters, ...found.supporters] : found.supporters
    this.after = found.after ?? null
  }

  async readCurve(): Promise<void> {
    this.curve =
      (await this.#quietly(() => get('processes/{id}/supports/curve', { id: this.id }))) ?? this.curve
  }

  /** Support, or change how. */
  async support(how: How): Promise<boolean> {
    if (this.#unknown()) return false
    const args = { process: this.id, seq: nextSeq(this.client.now()), ...how }
    return this.#done(await this.acts.run('support', () => this.client.command('support_bill', args)))
  }

  async withdraw(): Promise<boolean> {
    if (this.#unknown()) return false
    const args = { process: this.id, seq: nextSeq(this.client.now()) }
    return this.#done(await this.acts.run('support', () => this.client.command('withdraw_support', args)))
  }

  /** An act of the team or of moderation; what it changed is read again. */
  async act<N extends Plain>(key: string, name: N, args: CommandArgs[N]): Promise<boolean> {
    const done = await this.acts.run(key, () => this.client.command(name, args))
    await this.#quietly(() => this.#read())
    await this.list()
    return done !== null
  }

  close(): void {
    for (const stop of this.#stops) stop()
    if (this.#pause !== null) clearTimeout(this.#pause)
    this.link.close()
    this.client.close()
  }

  async #done(answer: unknown): Promise<boolean> {
    await this.#readMine()
    await this.list()
    return answer !== null
  }

  #unknown(): boolean {
    if (account.known && account.you === null) this.prompt = true
    return this.prompt
  }

  async #read(): Promise<MobilisationPage> {
    this.page = await get('processes/{id}/mobilisation', { id: this.id })
    return this.page
  }

  async #readMine(): Promise<void> {
    await account.load()
    if (account.you === null) return
    this.mine = (await this.#quietly(() => get('my/support', { process: this.id }))) ?? this.mine
    const held = await this.#quietly(() => get('my/processes'))
    const here = held?.processes.find(({ id }) => id === this.id)?.roles ?? []
    const general = (account.you.roles ?? []).filter((role) => role === 'organiser')
    this.roles = [...here, ...general]
  }

  #heard(events: readonly Event[]): void {
    if (events.some(({ type }) => TOLD_BY.has(type))) void this.#quietly(() => this.#read())
  }

  #arrived(value: unknown): void {
    if (typeof value !== 'number') return
    this.#newest = value
    if (freeze.on) freeze.changes += 1
    else if (this.#pause === null) this.#repaint()
  }

  #repaint(): void {
    if (freeze.on || this.shown === this.#newest) return
    this.shown = this.#newest
    this.#pause ??= setTimeout(() => {
      this.#pause = null
      this.#repaint()
    }, PACE_MS)
  }

  /** What is shown stays when the server does not answer. */
  async #quietly<T>(read: () => Promise<T>): Promise<T | null> {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return null
    }
  }
}
