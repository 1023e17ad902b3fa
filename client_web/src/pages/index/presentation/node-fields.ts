/** The fields in which a node is written. */

import type { NodeText } from '@protocol/messages'

export interface NodeFields {
  title: string
  body: string
  video: string
  documents: Link[]
  sources: Link[]
  /** What the change is about; of no version. */
  note: string
}

interface Link {
  url: string
  title: string
}

export const BLANK: NodeText = { title: '', body: '' }

/** A text as it stands, ready to be changed. */
export function fieldsOf({ title, body, video, documents, sources }: NodeText): NodeFields {
  return { title, body, video: video ?? '', documents: links(documents), sources: links(sources), note: '' }
}

/** As it is sent: without the lines that were left empty. */
export function textOf({ title, body, video, documents, sources }: NodeFields): NodeText {
  return { title, body, video, documents: filled(documents), sources: filled(sources) }
}

function links(references: NodeText['documents'] = []): Link[] {
  return references.map(({ url, title }) => ({ url, title: title ?? '' }))
}

function filled(references: readonly Link[]): Link[] {
  return references
    .filter(({ url, title }) => url.trim() !== '' || title.trim() !== '')
    .map(({ url, title }) => ({ url, title }))
}
