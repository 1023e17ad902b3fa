/** The presentation as a tree: nodes come as the list in which they are read, each before what is under it. */

import type { PresentationNode, PropositionKind } from '@protocol/messages'

export interface Branch {
  node: PresentationNode
  under: Branch[]
}

/** What hangs under nothing, with all that hangs under it. */
export function branches(nodes: readonly PresentationNode[]): Branch[] {
  const known = new Map<string, Branch>()
  const roots: Branch[] = []
  for (const node of nodes) {
    const branch = { node, under: [] }
    known.set(node.id, branch)
    const above = node.parent == null ? undefined : known.get(node.parent)
    ;(above?.under ?? roots).push(branch)
  }
  return roots
}

/** How many nodes hang under one, at any depth. */
export function inside(branch: Branch): number {
  return branch.under.reduce((sum, one) => sum + 1 + inside(one), 0)
}

/** What may hang under a node of a kind. */
export function kindUnder(kind: PropositionKind): PropositionKind | null {
  switch (kind) {
    case 'problem':
      return 'cause'
    case 'cause':
      return 'solution'
    case 'solution':
      return null
    default:
      return kind satisfies never
  }
}

/** The ids of siblings with one moved a place, or null at the end. */
export function moved(siblings: readonly Branch[], id: string, by: -1 | 1): string[] | null {
  const ids = siblings.map((one) => one.node.id)
  const at = ids.indexOf(id)
  const other = ids[at + by]
  if (at < 0 || other === undefined) return null
  ids[at] = other
  ids[at + by] = id
  return ids
}

/** Whether an address is of this site: then its video may be played here, and nothing is asked elsewhere. */
export function isOwn(url: string): boolean {
  return url.startsWith('/') && !url.startsWith('//')
}

/** Whether a path is a film that a browser plays. */
export function isFilm(url: string): boolean {
  return isOwn(url) && /\.(mp4|webm|m4v)(\?|#|$)/i.test(url)
}
