import { describe, expect, it } from 'vitest'
import { OwnPage } from './own-page'

/** A page of somebody, and what became of it. */
function pageOf(person: string | null) {
  const seen = { covered: false, reloads: 0, asked: 0, here: person }
  const window = new EventTarget()
  const page = new OwnPage({
    cover: (on) => (seen.covered = on),
    known: () => seen.here,
    reload: () => (seen.reloads += 1),
    ask: () => (seen.asked += 1),
  })
  page.is(person)
  page.start(window, 'person')
  const tell = (type: string, more: object = {}) => window.dispatchEvent(Object.assign(new Event(type), more))
  return { page, seen, tell }
}

describe('a page that the browser kept', () => {
  it('[H24] is made anew, covered, if its person signed out meanwhile', () => {
    const { seen, tell } = pageOf('zoe')
    tell('pagehide')
    expect(seen.covered).toBe(true)
    seen.here = null
    tell('pageshow', { persisted: true })
    expect(seen).toMatchObject({ covered: true, reloads: 1, asked: 0 })
  })

  it('is shown as it was to its person, and asks who is here', () => {
    const { page, seen, tell } = pageOf('zoe')
    tell('pagehide')
    tell('pageshow', { persisted: true })
    expect(seen).toMatchObject({ covered: false, reloads: 0, asked: 1 })
    page.is('zoe')
    expect(seen.reloads).toBe(0)
    page.is(null)
    expect(seen).toMatchObject({ covered: true, reloads: 1 })
  })

  it('stays as it is where nobody was signed in', () => {
    const { page, seen, tell } = pageOf(null)
    tell('pagehide')
    expect(seen.covered).toBe(false)
    tell('pageshow', { persisted: true })
    page.is('zoe')
    expect(seen).toMatchObject({ covered: false, reloads: 0 })
  })
})

describe('a page in another tab', () => {
  it('[H24] is made anew when its person signs out', () => {
    const { seen, tell } = pageOf('zoe')
    tell('storage', { key: 'draft' })
    expect(seen.reloads).toBe(0)
    seen.here = null
    tell('storage', { key: 'person' })
    expect(seen).toMatchObject({ covered: true, reloads: 1 })
  })
})
