/**
 * What part of the picture is seen, and how a person moves about in it by keys. All of it is pure: the
 * component keeps a `Camera` and the circle one stands on.
 */

import { type Circle, SIZE } from './tree'

/** The middle of what is seen, in the picture's own units, and how many times it is enlarged. */
export interface Camera {
  x: number
  y: number
  zoom: number
}

export const NEAREST = 400
const ROOM = 0.92

/** The camera that shows a circle whole. */
export function onto(circle: Circle, size = SIZE): Camera {
  return { x: circle.x, y: circle.y, zoom: Math.min(NEAREST, (size / (2 * circle.r)) * ROOM) }
}

/** Nearer or farther by `factor`, while the point (x, y) of the picture stays where it is seen. */
export function zoomed(camera: Camera, factor: number, x: number, y: number, size = SIZE): Camera {
  const zoom = Math.min(NEAREST, Math.max(1, camera.zoom * factor))
  const kept = camera.zoom / zoom
  return within({ x: x + (camera.x - x) * kept, y: y + (camera.y - y) * kept, zoom }, size)
}

/** Moved by a way on the screen, in picture units at zoom 1. */
export function moved(camera: Camera, dx: number, dy: number, size = SIZE): Camera {
  return within({ ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom }, size)
}

/** Not farther than the whole, not beside it. */
function within(camera: Camera, size = SIZE): Camera {
  const half = size / 2 / camera.zoom
  const bound = (value: number) => Math.min(size - half, Math.max(half, value))
  return { ...camera, x: bound(camera.x), y: bound(camera.y) }
}

/** Where a key leads from a circle; null when it leads nowhere. Tree keys of the ARIA practices. */
export function walk(circles: readonly Circle[], from: number, key: string): number | null {
  const here = circles[from]
  if (here === undefined) return null
  const siblings = circles[here.parent]?.children ?? [from]
  const beside = (step: number) => siblings[here.position + step] ?? null
  switch (key) {
    case 'ArrowDown':
      return beside(1)
    case 'ArrowUp':
      return beside(-1)
    case 'ArrowRight':
      return here.children[0] ?? null
    case 'ArrowLeft':
    case 'Escape':
      return here.parent < 0 ? null : here.parent
    case 'Home':
      return siblings[0] ?? null
    case 'End':
      return siblings.at(-1) ?? null
    default:
      return null
  }
}

/** The circles from the whole down to one, both included. */
export function pathTo(circles: readonly Circle[], to: number): number[] {
  const path: number[] = []
  for (let at = to; at >= 0; at = circles[at]?.parent ?? -1) path.unshift(at)
  return path
}

/** More circles than this are not drawn at once: a picture of thousands is slow, and shows nothing more. */
const DRAWN = 800

/**
 * Which circles are drawn while one looks into `inside`: what is on the way there, its children, theirs, and
 * so on by whole levels while there is room.
 */
export function drawn(circles: readonly Circle[], inside: number, most = DRAWN): number[] {
  const found = pathTo(circles, inside)
  let level: readonly number[] = circles[inside]?.children ?? []
  for (let depth = 0; level.length > 0 && (depth < 2 || found.length + level.length <= most); depth += 1) {
    found.push(...level)
    level = level.flatMap((at) => circles[at]?.children ?? [])
  }
  return found
}

/** A title cut into lines that fit a circle of this radius on the screen; none if it is too small for words. */
export function labelLines(title: string, radius: number, letter = 7): string[] {
  const room = Math.floor((radius * 1.7) / letter)
  const most = Math.floor(radius / 11)
  if (room < 6 || most < 1) return []
  const lines: string[] = []
  let line = ''
  for (const word of title.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= room) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word.length > room ? `${word.slice(0, room - 1)}…` : word
  }
  if (line !== '') lines.push(line)
  if (lines.length <= most) return lines
  const kept = lines.slice(0, most)
  const last = kept[most - 1] ?? ''
  kept[most - 1] = `${last.slice(0, room - 1)}…`
  return kept
}
