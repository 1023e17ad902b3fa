/** Where the circles of the map stand: inside each other, each as large as its supports. Fetched when drawn. */

import { hierarchy, pack } from 'd3-hierarchy'
import { type Circle, type MapNode, SIZE } from './tree'

/** All circles of a square picture `size` wide, the whole first and parents before children. */
export function circlesOf(tree: MapNode, size = SIZE): Circle[] {
  const root = hierarchy(tree, (node) => node.children)
    .sum((node) => (node.children.length === 0 ? node.supports + 1 : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const packed = pack<MapNode>().size([size, size]).padding(3)(root)
  const nodes = packed.descendants()
  const place = new Map(nodes.map((node, index) => [node, index]))
  const at = (node: (typeof nodes)[number]) => place.get(node) ?? -1
  return nodes.map((node) => ({
    node: node.data,
    x: node.x,
    y: node.y,
    r: node.r,
    depth: node.depth,
    parent: node.parent === null ? -1 : at(node.parent),
    children: (node.children ?? []).map(at),
    position: node.parent?.children?.indexOf(node) ?? 0,
  }))
}
