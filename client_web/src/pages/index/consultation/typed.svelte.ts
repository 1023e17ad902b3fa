/** What somebody writes: kept on the device each second until the server has it, and what the server refused. */

import { consultationWords } from './words'
import { words } from '../../../i18n/locale.svelte'
import { refusalText } from '../../../i18n/refusals'
import { Draft } from '../../../state/drafts'
import { newKey } from '../../../state/seq'
import type { Refused } from '../../../wire/refused'

const SAVE_MS = 1_000
const FIELDS = ['title', 'body', 'sources', 'section', 'parent'] as const
type Field = (typeof FIELDS)[number]

export interface Written {
  title: string
  body: string
  sources: string[]
}

export class Typed {
  title = $state('')
  body = $state('')
  sources = $state('')
  /** The same as long as the same text is sent: sending it twice makes one. */
  key = newKey()
  #draft: Draft
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(
    page: string,
    object: string,
    readonly titleLimit = 150,
    readonly bodyLimit = 8_000,
  ) {
    this.#draft = new Draft(localStorage, page, object)
    this.#restore()
  }

  /** Keep what is typed from now on; the answer ends it. */
  start(): () => void {
    this.#timer = setInterval(() => this.save(), SAVE_MS)
    return () => {
      clearInterval(this.#timer)
      this.save()
    }
  }

  get isEmpty(): boolean {
    return this.title === '' && this.body === '' && this.sources === ''
  }

  get fits(): boolean {
    return [...this.title].length <= this.titleLimit && [...this.body].length <= this.bodyLimit
  }

  /** As it is sent. */
  get written(): Written {
    const sources = this.sources.split('\n').map((line) => line.trim())
    return { title: this.title, body: this.body, sources: sources.filter((line) => line !== '') }
  }

  /** Begin with a text that stands, unless a draft of it is kept. */
  begin({ title, body, sources }: Written): void {
    if (!this.isEmpty) return
    this.title = title
    this.body = body
    this.sources = sources.join('\n')
  }

  save(): void {
    const { title, body, sources } = this
    this.#draft.save(this.isEmpty ? '' : JSON.stringify({ title, body, sources }))
  }

  clear(): void {
    this.title = ''
    this.body = ''
    this.sources = ''
    this.key = newKey()
    this.#draft.clear()
  }

  #restore(): void {
    try {
      const kept = JSON.parse(this.#draft.read() || '{}') as Record<string, unknown>
      for (const field of ['title', 'body', 'sources'] as const)
        if (typeof kept[field] === 'string') this[field] = kept[field]
    } catch {
      this.#draft.clear()
    }
  }
}

/** Which field a refusal is about, and why in words; no field for what concerns the whole text. */
export function wrongOf({ code, facts }: Refused): { field: Field | ''; why: string } {
  const t = words(consultationWords)
  const field = FIELDS.find((name) => name === facts.field) ?? ''
  if (code === 'invalid' && field === 'sources') return { field, why: t.wrong_source }
  return { field, why: code === 'duplicate' ? t.duplicate : refusalText(code, facts) }
}
