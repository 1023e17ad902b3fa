/** Where a subject of a question can be read. */

import type { About } from '@protocol/messages'

/** The page of a proposition; a family stands in the synthesis of its process. */
export function pathOf(about: About, process: string): string {
  const [kind, id = ''] = about.target.split('/')
  return kind === 'proposition' ? `/propositions/${id}` : `/processes/${process}/synthesis`
}
