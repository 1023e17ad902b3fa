import { afterEach, describe, expect, it, vi } from 'vitest'
import { clock, clockMinute, deadline, fullDate, moment } from './format'
import { speak } from './locale.svelte'
import { ordinals, typo, typoOfHtml } from './typography'
import { cityOf, differsHere } from './zone'

/** Monday 30 November 2026: 13:46:58 in Paris, 12:46:58 in London. */
const AT = Date.UTC(2026, 10, 30, 12, 46, 58)
const DAY_MS = 86_400_000

afterEach(() => {
  speak('fr', false)
  vi.unstubAllEnvs()
})

describe.each(['Europe/Paris', 'America/Cayenne', 'Pacific/Noumea'])('on a device in %s', (place) => {
  it('a page has one clock, that of its process', () => {
    vi.stubEnv('TZ', place)
    expect(clock(AT)).toBe('13:46:58')
    expect(clockMinute(AT)).toBe('13\u00a0h\u00a046')
    expect(moment(AT)).toBe('30 nov. à 13\u00a0h\u00a046')
    expect(fullDate(AT)).toBe('lundi 30 novembre 2026 à 13\u00a0h\u00a046')
  })
})

describe('a time', () => {
  it('is written as the language writes it', () => {
    expect(clockMinute(Date.UTC(2026, 10, 30, 8, 5))).toBe('9\u00a0h\u00a005')
    speak('en', false)
    expect(clockMinute(AT)).toBe('13:46')
    expect(moment(AT)).toBe('30 Nov, 13:46')
  })

  it('to be in time for has its hour in the last day only', () => {
    expect(deadline(AT + DAY_MS - 1, AT)).toBe('13\u00a0h\u00a046')
    expect(deadline(AT + 30 * DAY_MS, AT)).toBe('30 décembre')
    expect(deadline(AT + 60 * DAY_MS, AT)).toBe('29 janvier 2027')
  })

  it('is said to be of another place where the device has another', () => {
    expect(differsHere(AT, 'Europe/Berlin')).toBe(false)
    expect(differsHere(AT, 'Europe/London')).toBe(true)
    expect([cityOf('Europe/Paris'), cityOf('Indian/Reunion'), cityOf('America/New_York', 'en')]).toEqual([
      'Paris',
      'La Réunion',
      'New York',
    ])
  })
})

describe('what people typed', () => {
  it('is shown with French spaces, which break no line', () => {
    expect(typo('Que fait-on pour le monde ?')).toBe('Que fait-on pour le monde\u202f?')
    expect(typo('Suivre l’argent public : jusqu’où ; vite !')).toBe(
      'Suivre l’argent public\u00a0: jusqu’où\u202f; vite\u202f!',
    )
    expect(typo('« liberté de panorama »')).toBe('«\u00a0liberté de panorama\u00a0»')
  })

  it('keeps addresses, hours and what has no space', () => {
    for (const text of ['https://exemple.fr/?a=b', '13:46', 'Vraiment?', 'a:b', 'Yes, we can!'])
      expect(typo(text)).toBe(text)
  })

  it('is left alone in the tags of what the server made', () => {
    expect(typoOfHtml('Ceci : <a href="/a ?b" title="c : d">« là »</a> !')).toBe(
      'Ceci\u00a0: <a href="/a ?b" title="c : d">«\u00a0là\u00a0»</a>\u202f!',
    )
  })
})

describe('an ordinal', () => {
  it('has its ending raised, and nothing else has', () => {
    expect(ordinals('Article 1er, 12e alinéa, 1re partie')).toEqual([
      'Article 1',
      'er',
      ', 12',
      'e',
      ' alinéa, 1',
      're',
      ' partie',
    ])
    expect(ordinals('a1er 2euros 3e2 1erfévrier')).toEqual(['a1er 2euros 3e2 1erfévrier'])
  })
})
