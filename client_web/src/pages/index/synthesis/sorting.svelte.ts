/**
 * The sorting of one proposition's arguments into families: acts show at once and are taken back if they are
 * refused; what others did is read again when their fact is heard. Undo runs the acts that put things back
 * (`inverse`).
 */

import type { Facts } from '@protocol/messages'
import type {
  ArgumentFamily,
  CommandArgs,
  Event,
  FamilyPlace,
  FamilySide,
  Filing,
  IgnoreReason,
  PlaceSource,
  PropositionWork,
  SeenArgument,
  SynthesisDesk,
} from '@protocol/messages'
import { SvelteSet } from 'svelte/reactivity'
import { foldSynthesis } from '../../../state/fold-synthesis'
import { Follower } from '../../../ui/follower'
import { freeze } from '../../../ui/freeze.svelte'
import { get } from '../../../wire/api'
import type { Client } from '../../../wire/client'
import type { Holding } from '../../../wire/held'
import { quietly, Refused, type Refusal } from '../../../wire/refused'
import { type Restoring, renamed, restoring } from './inverse'

export type Deed = 'place' | 'ignore' | 'unplace' | 'create' | 'change' | 'merge' | 'delete'
interface Done {
  deed: Deed
  undo: () => Promise<void>
}

const UNDOS = 30
const CALM_MS = 200

export class Sorting extends Follower implements Holding {
  work = $state.raw<PropositionWork | null>(null)
  fault = $state.raw<{ code: Refusal; facts: Facts } | null>(null)
  /** What was done last here, and whether somebody else sorted here since. */
  last = $state<Deed | 'undone' | null>(null)
  others = $state(false)
  busy = $state(0)
  readonly chosen = new SvelteSet<string>()
  #done = $state.raw<Done[]>([])
  #desk: SynthesisDesk
  #expected = 0
  /** The acts under way: whether each will have been done. They follow one another. */
  #under_way = new Set<Promise<boolean>>()
  /** Read again soon, once for many facts. */
  #soon = this.calmly(CALM_MS, () => (this.busy > 0 || this.frozen ? this.#heard() : void this.#reload(true)))

  constructor(
    client: Client,
    readonly process: string,
    readonly proposition: string,
  ) {
    super(client, { freezes: true })
    this.#desk = { id: process }
    this.followLog(`process/${process}/synthesis`, {
      onSnapshot: (view) => {
        this.#desk = view as unknown as SynthesisDesk
        this.#heard()
      },
      onEvents: (events: readonly Event[]) => {
        this.#desk = events.reduce(foldSynthesis, this.#desk)
        this.#heard()
      },
    })
    this.onThaw(() => this.#heard())
    const release = client.around.held.add(this)
    this.atClose(() => void Promise.allSettled(this.#under_way).then(release))
  }

  /** Until what was done here is recorded; false if some of it was refused. */
  async settle(): Promise<boolean> {
    return (await Promise.all(this.#under_way)).every(Boolean)
  }

  async load(): Promise<PropositionWork> {
    const work = await get('processes/{id}/synthesis/work/{proposition}', {
      id: this.process,
      proposition: this.proposition,
    })
    // Answers may overtake one another: an older one would put back what was moved since.
    if (this.work !== null && work.change < this.work.change) return this.work
    this.work = work
    this.#expected = Math.max(this.#expected, work.change)
    for (const id of this.chosen) if (!work.arguments.some((one) => one.id === id)) this.chosen.delete(id)
    return work
  }

  get undoable(): Deed | null {
    return this.#done.at(-1)?.deed ?? null
  }

  // --- acts -----------------------------------------------------------------------------------

  placeAll(ids: readonly string[], family: string, source: PlaceSource = 'human'): Promise<boolean> {
    const before = this.#filings(ids)
    const shown = (filing: Filing): Filing => ({
      ...filing,
      state: 'classified',
      places: [{ family, source }],
    })
    return this.#move('place', before, shown, () =>
      this.#command('place_arguments', { arguments: this.#seen(ids), family, source }),
    )
  }

  place(id: string, places: FamilyPlace[]): Promise<boolean> {
    const before = this.#filings([id])
    const shown = (filing: Filing): Filing => ({ ...filing, state: 'classified', places })
    return this.#move('place', before, shown, () =>
      this.#command('place_argument', { argument: id, version: this.#version(id), places }),
    )
  }

  ignore(ids: readonly string[], reason: IgnoreReason, note: string): Promise<boolean> {
    const before = this.#filings(ids)
    const shown = ({ argument, version = 0 }: Filing): Filing => ({
      argument,
      version,
      state: 'ignored',
      reason,
      note,
    })
    return this.#move('ignore', before, shown, () =>
      this.#command('ignore_arguments', { arguments: this.#seen(ids), reason, note }),
    )
  }

  unplace(ids: readonly string[]): Promise<boolean> {
    const before = this.#filings(ids)
    const shown = ({ argument, version = 0 }: Filing): Filing => ({ argument, version })
    return this.#move('unplace', before, shown, () =>
      this.#command('unplace_arguments', { arguments: this.#seen(ids) }),
    )
  }

  async create(
    side: FamilySide,
    title: string,
    summary: string,
    ids: readonly string[],
    source: PlaceSource = 'human',
  ): Promise<boolean> {
    const before = this.#filings(ids)
    let family = ''
    return this.#act(
      'create',
      async () => {
        family = await this.#found(side, title, summary, ids, source)
      },
      async () => {
        await this.#restore(before)
        await this.#command('delete_family', { family, version: this.#family(family).version ?? 1 })
      },
    )
  }

  /** `seen` is the version that the words were written over; without it they are those of the newest. */
  change(
    family: ArgumentFamily,
    title: string,
    summary: string,
    position: number | null,
    seen?: number,
  ): Promise<boolean> {
    const put = (t: string, s: string, p: number | null, v = this.#family(family.id).version ?? 1) =>
      this.#command('change_family', { family: family.id, version: v, title: t, summary: s, position: p })
    const back = position === null ? null : (family.position ?? 0)
    return this.#act(
      'change',
      () => put(title, summary, position, seen),
      () => put(family.title, family.summary ?? '', back),
    )
  }

  merge(family: ArgumentFamily, into: string): Promise<boolean> {
    const before = this.#members(family.id)
    return this.#act(
      'merge',
      () => this.#command('merge_families', { family: family.id, version: family.version ?? 1, into }),
      async () => {
        const anew = await this.#found(family.side, family.title, family.summary ?? '', [], 'human')
        await this.load()
        await this.#restore(renamed(before, family.id, anew))
      },
    )
  }

  delete(family: ArgumentFamily): Promise<boolean> {
    return this.#act(
      'delete',
      () => this.#command('delete_family', { family: family.id, version: family.version ?? 1 }),
      async () => {
        await this.#found(family.side, family.title, family.summary ?? '', [], 'human')
      },
    )
  }

  /** Take the last act back; false if that was refused. */
  async undo(): Promise<boolean> {
    await Promise.allSettled(this.#under_way)
    const done = this.#done.at(-1)
    if (done === undefined) return false
    this.#done = this.#done.slice(0, -1)
    const undone = await this.#run(done.undo)
    if (undone) this.last = 'undone'
    return undone
  }

  // --- how acts run ---------------------------------------------------------------------------

  async #move(
    deed: Deed,
    before: readonly Filing[],
    shown: (filing: Filing) => Filing,
    send: () => Promise<unknown>,
  ): Promise<boolean> {
    const ids = before.map(({ argument }) => argument)
    const show = () => this.#show(this.#filings(ids).map(shown))
    show()
    for (const id of ids) this.chosen.delete(id)
    return this.#act(
      deed,
      () => {
        show() // an act before this one may have moved it, and all was read again
        return send()
      },
      () => this.#restore(before),
    )
  }

  async #act(deed: Deed, act: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<boolean> {
    const done = await this.#run(act)
    if (done) {
      this.last = deed
      const entry: Done = {
        deed,
        undo: async () => {
          await undo()
        },
      }
      this.#done = [...this.#done, entry].slice(-UNDOS)
    }
    return done
  }

  /** In its turn: each act is on what the one before it left. */
  #run(act: () => Promise<unknown>): Promise<boolean> {
    const before = [...this.#under_way]
    this.busy += 1
    this.fault = null
    this.others = false
    const done = Promise.allSettled(before).then(() => this.#attempt(act))
    this.#under_way.add(done)
    const forget = () => this.#under_way.delete(done)
    done.then(forget, forget)
    return done
  }

  async #attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.fault = { code: error.code, facts: error.facts }
      return false
    } finally {
      this.busy -= 1
      await this.#reload()
    }
  }

  async #restore(before: readonly Filing[]): Promise<void> {
    for (const act of restoring(before)) {
      await this.load()
      await this.#put(act)
    }
    await this.load()
  }

  #put(back: Restoring): Promise<void> {
    switch (back.act) {
      case 'unplace':
        return this.#command('unplace_arguments', { arguments: this.#seen(back.arguments) })
      case 'ignore': {
        const { arguments: ids, reason, note } = back
        return this.#command('ignore_arguments', { arguments: this.#seen(ids), reason, note })
      }
      case 'place_all': {
        const { arguments: ids, family, source } = back
        return this.#command('place_arguments', { arguments: this.#seen(ids), family, source })
      }
      case 'place': {
        const { argument, places } = back
        return this.#command('place_argument', { argument, version: this.#version(argument), places })
      }
    }
  }

  async #found(
    side: FamilySide,
    title: string,
    summary: string,
    ids: readonly string[],
    source: PlaceSource,
  ): Promise<string> {
    const { process, proposition } = this
    const args = {
      process,
      proposition,
      side,
      title,
      summary,
      source,
      arguments: this.#seen(ids),
      key: crypto.randomUUID(),
    }
    const { result } = await this.client.command('create_family', args)
    this.#expected += 1
    return result.family
  }

  async #command<N extends Sorts>(
    name: N,
    args: Omit<CommandArgs[N], 'process' | 'proposition'>,
  ): Promise<void> {
    const { process, proposition } = this
    // What was left out is put back; TypeScript does not follow that for a name it does not know yet.
    await this.client.command(name, { process, proposition, ...args } as CommandArgs[N])
    this.#expected += 1
  }

  /** A fact was heard: read again unless it is our own act's, whose answer we have. */
  #heard(): void {
    const change = this.#desk.changes?.[this.proposition] ?? 0
    if (this.work === null || change <= this.work.change) return
    if (this.frozen) freeze.changes = change - this.work.change
    else this.#soon()
  }

  async #reload(heard = false): Promise<void> {
    const expected = this.#expected
    const work = await quietly(this.load())
    if (heard && work !== null && work.change > expected) this.others = true
  }

  // --- what is sorted -------------------------------------------------------------------------

  #show(filings: readonly Filing[]): void {
    if (this.work === null) return
    const by = new Map(filings.map((filing) => [filing.argument, filing]))
    const moved = this.work.arguments.map((one) => ({ ...one, filing: by.get(one.id) ?? one.filing }))
    this.work = { ...this.work, arguments: moved }
  }

  #filings(ids: readonly string[]): Filing[] {
    const wanted = new Set(ids)
    return (this.work?.arguments ?? []).filter((one) => wanted.has(one.id)).map((one) => one.filing)
  }

  #members(family: string): Filing[] {
    const inside = (filing: Filing) => (filing.places ?? []).some((place) => place.family === family)
    return (this.work?.arguments ?? []).map((one) => one.filing).filter(inside)
  }

  #seen(ids: readonly string[]): SeenArgument[] {
    return this.#filings(ids).map(({ argument, version = 0 }) => ({ argument, version }))
  }

  #version(id: string): number {
    return this.#filings([id])[0]?.version ?? 0
  }

  #family(id: string): ArgumentFamily {
    const found = this.work?.families.find((family) => family.id === id)
    return found ?? { id, side: 'for', title: '', version: 1 }
  }
}

type Sorts =
  | 'place_arguments'
  | 'place_argument'
  | 'ignore_arguments'
  | 'unplace_arguments'
  | 'change_family'
  | 'merge_families'
  | 'delete_family'
