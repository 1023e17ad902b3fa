/** A process as its timeline follows it: where it stands, its debates, what happened, newest first. */

import type { Happening, Happenings, ProcessPage, ProcessView } from '@protocol/messages'
import { foldProcess } from '../../../state/fold-process'
import { LiveLink } from '../../../ui/live-link.svelte'
import { get } from '../../../wire/api'
import { connect } from '../../../ui/connect'
import { Refused } from '../../../wire/refused'

const PAGE = 10

export class Timeline {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  page = $state.raw<ProcessPage | null>(null)
  view = $state.raw<ProcessView | null>(null)
  happenings = $state.raw<readonly Happening[]>([])
  /** What is older begins below this offset; null when there is nothing older. */
  before = $state.raw<number | null>(null)
  /** Newest sentences that the reader has not asked for yet: the list moves on request. */
  fresh = $state.raw<readonly Happening[]>([])
  broken = $state(false)

  constructor(readonly process: string) {}

  async load(): Promise<Timeline> {
    const [page, first] = await Promise.all([get('processes/{id}', { id: this.process }), this.#read(null)])
    this.page = page
    this.happenings = first.happenings
    this.before = first.before ?? null
    this.client.followLog(`process/${this.process}`, {
      onSnapshot: (view) => {
        const again = this.view !== null
        this.view = view as unknown as ProcessView
        if (again) void this.#look()
      },
      onEvents: (events) => {
        for (const event of events) if (this.view !== null) this.view = foldProcess(this.view, event)
        void this.#look()
      },
    })
    return this
  }

  /** Put what is older under the list. */
  async older(): Promise<void> {
    if (this.before === null) return
    try {
      const page = await this.#read(this.before)
      this.happenings = [...this.happenings, ...page.happenings]
      this.before = page.before ?? null
      this.broken = false
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.broken = true
    }
  }

  /** Put what is new on top of the list. */
  show(): void {
    this.happenings = [...this.fresh, ...this.happenings]
    this.fresh = []
  }

  /** Something happened: its sentence is the server's. */
  async #look(): Promise<void> {
    try {
      const { happenings } = await this.#read(null)
      const newest = this.happenings[0]?.offset ?? 0
      this.fresh = happenings.filter((one) => one.offset > newest)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }

  #read(before: number | null): Promise<Happenings> {
    return get('processes/{id}/happenings', { id: this.process, before, limit: PAGE })
  }
}
