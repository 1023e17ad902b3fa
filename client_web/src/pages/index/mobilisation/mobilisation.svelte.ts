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
import { phaseState, planOf } from '../../../state/phases'
import { nextSeq } from '../../../state/seq'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Answer, Client } from '../../../wire/client'
import type { Plain } from '../../../wire/held'
import { quietly } from '../../../wire/refused'
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

export class Mobilisation extends LivePage {
  page = $state.raw<MobilisationPage | null>(null)
  mine = $state.raw<MySupport>({})
  supporters = $state.raw<Supporter[]>([])
  cursor = $state<string | null>(null)
  curve = $state.raw<SupportCurve | null>(null)
  roles = $state.raw<readonly Role[]>([])
  prompt = $state(false)
  #supports = this.shown(0, PACE_MS)

  constructor(
    client: Client,
    readonly id: string,
  ) {
    super(client, { freezes: true })
  }

  /** How many support the bill, as it is shown. */
  get supports(): number {
    return this.#supports.value
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
    this.#supports.begin(page.supports)
    this.once(() => {
      this.followBoard(`process/${this.id}/board`, (keys) => this.#arrived(keys['bill/supports']))
      this.followLog(`process/${this.id}`, {
        onSnapshot: () => {},
        onEvents: (events) => this.#heard(events),
      })
    })
    await Promise.all([this.list(), this.readCurve(), this.#readMine()])
    return page
  }

  /** The list from its beginning, or what follows what is shown. */
  async list({ more = false } = {}): Promise<void> {
    const of = { id: this.id, after: more ? this.cursor : null }
    const found = await quietly(get('processes/{id}/supporters', of))
    if (found === null) return
    this.supporters = more ? [...this.supporters, ...found.supporters] : found.supporters
    this.cursor = found.after ?? null
  }

  async readCurve(): Promise<void> {
    this.curve = (await quietly(get('processes/{id}/supports/curve', { id: this.id }))) ?? this.curve
  }

  /** Support, or change how. */
  async support(how: How): Promise<boolean> {
    if (this.#unknown()) return false
    const args = { process: this.id, seq: nextSeq(this.client.now()), ...how }
    return this.#press(() => this.client.command('support_bill', args))
  }

  async withdraw(): Promise<boolean> {
    if (this.#unknown()) return false
    const args = { process: this.id, seq: nextSeq(this.client.now()) }
    return this.#press(() => this.client.command('withdraw_support', args))
  }

  /** An act of the team or of moderation; what it changed is read again. */
  async act<N extends Plain>(key: string, name: N, args: CommandArgs[N]): Promise<boolean> {
    const done = await this.acts.run(key, () => this.client.command(name, args))
    await quietly(this.#read())
    await this.list()
    return done !== null
  }

  async #press(act: () => Promise<Answer>): Promise<boolean> {
    const answer = await this.acts.run('support', act, ({ code }) => (this.prompt ||= code === 'sign_in'))
    await this.#readMine()
    await this.list()
    return answer !== null
  }

  #unknown(): boolean {
    if (!account.known) void account.load()
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
    this.mine = (await quietly(get('my/support', { process: this.id }))) ?? this.mine
    const held = await quietly(get('my/processes'))
    const here = held?.processes.find(({ id }) => id === this.id)?.roles ?? []
    const general = (account.you.roles ?? []).filter((role) => role === 'organiser')
    this.roles = [...here, ...general]
  }

  #heard(events: readonly Event[]): void {
    if (events.some(({ type }) => TOLD_BY.has(type))) void quietly(this.#read())
  }

  #arrived(value: unknown): void {
    if (typeof value === 'number') this.#supports.set(value)
  }
}
