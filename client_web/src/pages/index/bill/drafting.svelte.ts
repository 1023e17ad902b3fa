/**
 * The draft of a bill as its writers work on it: texts that save themselves, acts, and what others changed.
 *
 * A draft tells no facts, so what others wrote is read again every few seconds; what is being typed is never
 * touched by it.
 */

import type {
  BillDraftPage,
  BillTarget,
  CommandArgs,
  DraftArticle,
  DraftLink,
  OwedAnswer,
} from '@protocol/messages'
import { Draft } from '../../../state/drafts'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Answer, Client } from '../../../wire/client'
import type { Judging, Plain } from '../../../wire/held'
import { quietly, Refused } from '../../../wire/refused'
import { Autosave, type Surroundings } from './autosave.svelte'
import { shelf } from '../../../wire/shelf'

export type Head = { title: string; statement: string }
export type Text = { title: string; body: string }

const READ_AGAIN_MS = 15_000

export class Drafting extends LivePage {
  page = $state.raw<BillDraftPage | null>(null)
  /** Why the draft is not shown. */
  denied = $state<'' | 'sign_in' | 'forbidden'>('')
  head = $state.raw<Autosave<Head> | null>(null)
  #texts = new Map<string, Autosave<Text>>()
  /** The newest revision that is on the screen, and later ones that are this page's own. */
  #seen = 0
  #own = new Set<number>()
  #turn: Promise<void> = Promise.resolve()

  constructor(
    client: Client,
    readonly id: string,
  ) {
    super(client, { freezes: true })
  }

  /** Read the draft, and go on reading what others change. */
  async load(): Promise<BillDraftPage | null> {
    try {
      this.#take(await get('processes/{id}/bill/draft', { id: this.id }))
    } catch (error) {
      if (!(error instanceof Refused) || (error.code !== 'sign_in' && error.code !== 'forbidden')) throw error
      this.denied = error.code
      return null
    }
    this.once(() => {
      this.everySeen(READ_AGAIN_MS, () => {
        if (!this.frozen) void this.refresh()
      })
    })
    return this.page
  }

  /** Read again; what is shown stays when the server does not answer. */
  async refresh(): Promise<void> {
    const page = await quietly(get('processes/{id}/bill/draft', { id: this.id }))
    if (page !== null) this.#take(page)
  }

  /** Ask for an act and read again what it changed; also after a refusal, so that the present is shown. */
  act<N extends Plain>(key: string, name: N, args: CommandArgs[N]): Promise<boolean> {
    return this.#inTurn(key, () => this.client.command(name, args))
  }

  /** The same for an act that judges what is written here, which is saved before. */
  judge<N extends Judging>(key: string, name: N, args: () => CommandArgs[N]): Promise<boolean> {
    return this.#inTurn(key, () => this.client.judge(name, args))
  }

  /** One act after another: each builds on what the one before it left. */
  async #inTurn(key: string, ask: () => Promise<Answer>): Promise<boolean> {
    const before = this.#turn
    const asked = this.acts.run(key, async () => {
      await before
      return ask()
    })
    const over = asked.then(() => this.refresh())
    this.#turn = over.catch(() => undefined)
    await over
    return (await asked) !== null
  }

  /** The text of an article, in place or removed. */
  text(article: DraftArticle): Autosave<Text> {
    const known = this.#texts.get(article.id)
    if (known !== undefined) return known
    const stored = { title: article.title ?? '', body: article.body ?? '' }
    const made = new Autosave<Text>(stored, article.version ?? 1, {
      ...this.#around(article.id),
      save: ({ title, body }, version) =>
        this.#save('save_bill_article', { process: this.id, article: article.id, version, title, body }),
    })
    this.#texts.set(article.id, made)
    this.atClose(() => made.stop())
    return made
  }

  /** The articles in place, in their order. */
  get placed(): DraftArticle[] {
    const { articles = [], order = [] } = this.page?.draft ?? {}
    return order.flatMap((id) => articles.find((article) => article.id === id) ?? [])
  }

  get removed(): DraftArticle[] {
    return (this.page?.draft.articles ?? []).filter(({ removed }) => removed)
  }

  /** The contributions that are answered and not among the most supported. */
  get others(): BillTarget[] {
    const { top = [], targets = [] } = this.page ?? {}
    return targets.filter(({ kind, id }) => !top.some((one) => one.kind === kind && one.id === id))
  }

  answersTo({ kind, id }: BillTarget): DraftLink[] {
    return (this.page?.draft.links ?? []).filter(({ link }) => link.kind === kind && link.target === id)
  }

  owedTo({ id }: BillTarget): OwedAnswer | null {
    return this.page?.owed.find(({ target }) => target === id) ?? null
  }

  move(article: string, to: number): Promise<boolean> {
    return this.#inTurn(`place ${article}`, () => {
      const placing = this.page?.draft.placing ?? 1
      return this.client.command('move_bill_article', { process: this.id, article, placing, to })
    })
  }

  /** Take an article out of the bill, as it is written now. */
  remove(article: DraftArticle): Promise<boolean> {
    return this.judge(`place ${article.id}`, 'remove_bill_article', () => this.#named(article))
  }

  restore(article: DraftArticle): Promise<boolean> {
    return this.judge(`restore ${article.id}`, 'restore_bill_article', () => this.#named(article))
  }

  /** Publish what is on the screen. */
  publish(note: string): Promise<boolean> {
    return this.judge('publish', 'publish_bill', () => ({ process: this.id, revision: this.#seen, note }))
  }

  find(words: string): Promise<BillTarget[]> {
    return get('processes/{id}/bill/targets', { id: this.id, query: words })
  }

  /** Something typed that is kept on this device until it is sent. */
  kept(name: string): Draft {
    return new Draft(shelf, 'bill', `${this.id}.${name}`)
  }

  #named(article: DraftArticle): CommandArgs['remove_bill_article'] {
    return { process: this.id, article: article.id, version: this.text(article).version }
  }

  #take(page: BillDraftPage): void {
    this.page = page
    const { draft } = page
    // What was asked before a save may answer after it.
    this.#seen = Math.max(this.#seen, draft.revision ?? 0)
    const stored = { title: draft.title ?? '', statement: draft.statement ?? '' }
    this.head ??= this.#begin(stored, draft.version ?? 1)
    this.head.received(stored, draft.version ?? 1)
    for (const article of draft.articles ?? []) {
      this.text(article).received(
        { title: article.title ?? '', body: article.body ?? '' },
        article.version ?? 1,
      )
    }
  }

  #begin(stored: Head, version: number): Autosave<Head> {
    const head = new Autosave<Head>(stored, version, {
      ...this.#around('head'),
      save: ({ title, statement }, seen) =>
        this.#save('save_bill_head', { process: this.id, version: seen, title, statement }),
    })
    this.atClose(() => head.stop())
    return head
  }

  #around(name: string): Pick<Surroundings<Text>, 'draft' | 'after' | 'held'> {
    return {
      held: this.client.around.held,
      draft: this.kept(name),
      after: (ms, act) => this.after(ms, act),
    }
  }

  /** Save a text; the new version. Somebody else's change in between is not taken for seen. */
  async #save<N extends 'save_bill_head' | 'save_bill_article'>(
    name: N,
    args: CommandArgs[N],
  ): Promise<number> {
    const { result } = await this.client.command(name, args)
    this.#own.add(result.revision)
    while (this.#own.delete(this.#seen + 1)) this.#seen += 1
    return result.version ?? args.version
  }
}
