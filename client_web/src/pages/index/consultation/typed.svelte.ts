/** What somebody writes: kept on the device at each letter until the server has it, and what the server refused. */

import { LIMITS } from '@protocol/messages'
import { consultationWords } from './words'
import { words } from '../../../i18n/locale.svelte'
import { refusalText } from '../../../i18n/refusals'
import { Draft } from '../../../state/drafts'
import { newKey } from '../../../state/seq'
import type { Refused } from '../../../wire/refused'
import { shelf } from '../../../wire/shelf'

const FIELDS = ['title', 'body', 'sources', 'section', 'parent'] as const
type Field = (typeof FIELDS)[number]

export interface Written {
  title: string
  body: string
  sources: string[]
}

export class Typed {
  #title = $state('')
  #body = $state('')
  #sources = $state('')
  /** The same as long as the same text is sent: sending it twice makes one. */
  key = newKey()
  /** The version that was typed on, if it is a text that stands; 0: not known. */
  version = 0
  #draft: Draft

  constructor(
    page: string,
    object: string,
    readonly titleLimit: number = LIMITS.propose.title,
    readonly bodyLimit: number = LIMITS.propose.body,
  ) {
    this.#draft = new Draft(shelf, page, object)
    this.#restore()
  }

  get title(): string {
    return this.#title
  }

  set title(text: string) {
    this.#title = text
    this.#keep()
  }

  get body(): string {
    return this.#body
  }

  set body(text: string) {
    this.#body = text
    this.#keep()
  }

  get sources(): string {
    return this.#sources
  }

  set sources(text: string) {
    this.#sources = text
    this.#keep()
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
  begin({ title, body, sources }: Written, version: number): void {
    if (!this.isEmpty) {
      if (!same(this.written, { title, body, sources })) return
      this.#draft.clear()
    }
    this.#title = title
    this.#body = body
    this.#sources = sources.join('\n')
    this.version = version
  }

  /** The server has what was `written`, as this version; false if more was typed meanwhile, which stays. */
  sent(written: Written, version = 0): boolean {
    this.key = newKey()
    this.version = version
    if (same(this.written, written)) this.#draft.clear()
    else this.#keep()
    return same(this.written, written)
  }

  clear(): void {
    this.#title = this.#body = this.#sources = ''
    this.key = newKey()
    this.#draft.clear()
  }

  #keep(): void {
    const { title, body, sources, version } = this
    this.#draft.save(this.isEmpty ? '' : JSON.stringify({ title, body, sources, version }))
  }

  #restore(): void {
    try {
      const kept = JSON.parse(this.#draft.read() || '{}') as Record<string, unknown>
      const [title, body, sources] = ['title', 'body', 'sources'].map((field) => kept[field])
      if (typeof title === 'string') this.#title = title
      if (typeof body === 'string') this.#body = body
      if (typeof sources === 'string') this.#sources = sources
      if (typeof kept.version === 'number') this.version = kept.version
    } catch {
      this.#draft.clear()
    }
  }
}

function same(one: Written, other: Written): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Which field a refusal is about, and why in words; no field for what concerns the whole text. */
export function wrongOf({ code, facts }: Refused): { field: Field | ''; why: string } {
  const t = words(consultationWords)
  const field = FIELDS.find((name) => name === facts.field) ?? ''
  if (code === 'invalid' && field === 'sources') return { field, why: t.wrong_source }
  return { field, why: code === 'duplicate' ? t.duplicate : refusalText(code, facts) }
}
