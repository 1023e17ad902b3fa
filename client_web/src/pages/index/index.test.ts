import { describe, expect, it } from 'vitest'
import { currentPhase, phaseState } from '../../state/phases'
import { rolePath } from './invitation'
import { pieces } from './mail-text'
import { nextPath } from './next'

describe('after signing in', () => {
  it('one goes to a path of this site, never to another site', () => {
    expect(nextPath('?next=/debates/d1%3Ft%3D4%23ask')).toBe('/debates/d1?t=4#ask')
    for (const bad of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '',
    ])
      expect(nextPath(`?next=${encodeURIComponent(bad)}`), bad).toBe('/')
  })

  it('[H17] whatever a browser makes of signs that it drops or turns', () => {
    const signs = [
      '\t',
      '\n',
      '\r',
      '\0',
      '\u000b',
      '\u0085',
      '\u2028',
      ' ',
      '\\',
      '/',
      '.',
      '%09',
      '@',
      '\u007f',
    ]
    for (const one of signs)
      for (const two of signs)
        for (const next of [
          `/${one}${two}/evil.example`,
          `${one}/${two}/evil.example`,
          `/a${one}${two}//evil.example`,
        ]) {
          const to = nextPath(`?next=${encodeURIComponent(next)}`)
          expect(new URL(to, 'https://site.example/sign-in').origin, JSON.stringify(next)).toBe(
            'https://site.example',
          )
        }
  })
})

describe('an invitation', () => {
  it('leads to the page of the role', () => {
    const you = (role: 'host' | 'panelist' | 'citizen') => ({
      id: 'p',
      name: 'n',
      roles: [role],
      debate: 'd',
    })
    expect(rolePath(you('host'), 't')).toBe('/debates/d/control')
    expect(rolePath(you('panelist'), 't')).toBe('/debates/d/join/t')
    expect(rolePath(you('citizen'), 't')).toBe('/debates/d')
    expect(rolePath(null, 't')).toBe('/')
  })
})

describe('a mail', () => {
  it('links into this site only', () => {
    expect(
      pieces('Code 12. http://localhost:8000/sign-in/link?token=a https://evil.example/x', 'http://h'),
    ).toEqual([
      { text: 'Code 12. ', path: null },
      { text: 'http://localhost:8000/sign-in/link?token=a', path: '/sign-in/link?token=a' },
      { text: ' ', path: null },
      { text: 'https://evil.example/x', path: null },
    ])
  })
})

describe('phases', () => {
  it('are open from their first instant and not at their last', () => {
    const plan = { phase: 'consultation' as const, opens_at: 10, closes_at: 20 }
    expect([9, 10, 19, 20].map((now) => phaseState(plan, now))).toEqual(['coming', 'open', 'open', 'closed'])
    expect(currentPhase([plan, { phase: 'synthesis', opens_at: 25 }], 22)).toBe('consultation')
  })
})
