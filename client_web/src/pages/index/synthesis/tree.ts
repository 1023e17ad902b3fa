/**
 * A published synthesis as a tree: process, sections, propositions, families. What is drawn and what is
 * listed are the same nodes; where they stand on the picture is worked out in `layout.ts`.
 */

import type { FamilySide, PropositionCoverage, SynthesisMap } from '@protocol/messages'

export type Kind = 'process' | 'section' | 'proposition' | 'family'

export interface MapNode {
  key: string
  kind: Kind
  title: string
  /** The proposition it is or belongs to. */
  proposition: string | null
  side: FamilySide | null
  arguments: number
  people: number
  supports: number
  children: MapNode[]
}

/** The sides of the picture, in its own units. */
export const SIZE = 1_000

/** A node where it stands on the picture. */
export interface Circle {
  node: MapNode
  x: number
  y: number
  r: number
  depth: number
  /** Places in the list of circles; -1 for the whole. */
  parent: number
  children: number[]
  /** Its place among its siblings, from 0. */
  position: number
}

/** The whole map. Propositions without a family are left out of it: there is nothing to draw. */
export function treeOf(map: SynthesisMap): MapNode {
  const drawn = (map.propositions ?? []).filter((one) => (one.families ?? []).length > 0)
  const sections = sectionsOf(drawn).map(({ name, propositions }) =>
    parent('section', `section ${name}`, name, propositions.map(propositionNode)),
  )
  const only = sections[0]
  const children = sections.length === 1 && only !== undefined ? only.children : sections
  return parent('process', 'process', map.title, children)
}

export interface SectionOf {
  name: string
  propositions: PropositionCoverage[]
}

/** Propositions by section, both in the order they have in the process. */
export function sectionsOf(propositions: readonly PropositionCoverage[]): SectionOf[] {
  const found = new Map<string, PropositionCoverage[]>()
  for (const one of propositions) {
    const there = found.get(one.section)
    if (there === undefined) found.set(one.section, [one])
    else there.push(one)
  }
  return [...found].map(([name, inside]) => ({ name, propositions: inside }))
}

/** Propositions in which a word of the search stands: in their title, or in a family's words. */
export function search(
  propositions: readonly PropositionCoverage[],
  text: string,
  side: FamilySide | 'both' = 'both',
): PropositionCoverage[] {
  const wanted = plain(text).split(/\s+/).filter(Boolean)
  const kept = propositions.map((one) => ({
    ...one,
    families: (one.families ?? []).filter((family) => side === 'both' || family.side === side),
  }))
  if (wanted.length === 0) return kept
  return kept.filter((one) => {
    const words = [one.title, ...one.families.flatMap(({ title, summary }) => [title, summary])]
    const said = plain(words.join(' '))
    return wanted.every((word) => said.includes(word))
  })
}

/** Without accents and capitals, so that `ecole` finds `École`. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
}

function propositionNode(one: PropositionCoverage): MapNode {
  const families = (one.families ?? []).map((family): MapNode => ({
    ...family,
    key: `family ${family.id}`,
    kind: 'family',
    proposition: one.id,
    children: [],
  }))
  return { ...parent('proposition', `proposition ${one.id}`, one.title, families), proposition: one.id }
}

function parent(kind: Kind, key: string, title: string, children: MapNode[]): MapNode {
  const sum = (of: (node: MapNode) => number) => children.reduce((all, node) => all + of(node), 0)
  return {
    key,
    kind,
    title,
    proposition: null,
    side: null,
    arguments: sum((node) => node.arguments),
    people: sum((node) => node.people),
    supports: sum((node) => node.supports),
    children,
  }
}
