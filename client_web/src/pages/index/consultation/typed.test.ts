import { beforeEach, expect, it, vi } from 'vitest'
import { shelfOf } from '../../../testing/shelf'
import { Typed } from './typed.svelte'

const STORED = { title: 'Pain', body: 'Cher', sources: [] }
const THEIRS = { ...STORED, body: 'Moins cher' }
const KEY = 'hemicycle.draft.edit.q'

let shelf: Map<string, string>
beforeEach(() => {
  shelf = new Map()
  vi.stubGlobal('localStorage', shelfOf(shelf))
})

function open(stored: typeof STORED, version: number): Typed {
  const typed = new Typed('edit', 'q')
  typed.begin(stored, version)
  return typed
}

it('a text that is written anew comes back on the version it was typed on', () => {
  open(STORED, 1).body = 'Gratuit'
  expect([open(STORED, 1).body, open(STORED, 1).version]).toEqual(['Gratuit', 1])
  const typed = open(THEIRS, 2)
  typed.body = 'Gratuit !'
  expect([typed.body, typed.version, open(THEIRS, 2).version]).toEqual(['Gratuit !', 1, 1])
})

it('a text that was kept without its version counts as typed on an older one, unless it is what stands', () => {
  const { title, body } = STORED
  shelf.set(KEY, JSON.stringify({ title, body, sources: '' }))
  expect([open(THEIRS, 2).version, open(STORED, 2).version]).toEqual([0, 2])
})

it('what is typed while it is saved is kept on the version that was made', () => {
  const typed = open(STORED, 1)
  typed.body = 'Gratuit'
  const { written } = typed
  typed.body = 'Gratuit !'
  expect(typed.sent(written, 2)).toBe(false)
  expect(open({ ...STORED, body: 'Gratuit' }, 2).version).toBe(2)
})
