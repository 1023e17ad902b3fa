import { CODE_VALUES, type Code } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { UNSAVED } from '../wire/held'
import { refusalText } from './refusals'

type Words = Record<string, unknown>
const files = import.meta.glob<Record<string, { fr?: Words; en?: Words }>>(['./*.ts', '../**/words.ts'], {
  eager: true,
})

const markup = Object.entries(
  import.meta.glob<string>('../**/*.svelte', { eager: true, query: '?raw', import: 'default' }),
).map(([path, source]) => ({ path, text: source.replace(/<(script|style)[^]*?<\/\1>/g, '') }))

const dictionaries = Object.entries(files).flatMap(([path, module]) =>
  Object.entries(module)
    .filter(([, value]) => value?.fr !== undefined && value?.en !== undefined)
    .map(([name, value]) => ({ name: `${path} ${name}`, fr: value.fr as Words, en: value.en as Words })),
)

describe('dictionaries', () => {
  it('are found', () => {
    expect(dictionaries.length).toBeGreaterThan(0)
  })

  for (const { name, fr, en } of dictionaries) {
    it(`${name} has every key in both languages`, () => {
      expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort())
      for (const key of Object.keys(fr)) {
        expect(typeof en[key], key).toBe(typeof fr[key])
        if (typeof fr[key] === 'string') expect(`${fr[key]}`.length * `${en[key]}`.length, key).not.toBe(0)
      }
    })

    it(`${name} uses French typography`, () => {
      for (const [key, text] of Object.entries(fr)) {
        const said = typeof text === 'function' ? text('x', 'x', 'x', 'x') : text
        if (typeof said === 'string')
          expect(said, key).not.toMatch(/ [;!?:]|« [^\u00a0]|'|[\p{L})»][;!?:](?!\/\/)/u)
      }
    })
  }

  it('are put together with a space that does not break before a colon', () => {
    const wrong = markup.flatMap(({ path, text }) =>
      [...text.matchAll(/\{[tci](\.\w+|\[[^\]]*\])[^{}]*\}:/g)].map(([found]) => `${path} ${found}`),
    )
    expect(markup.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })

  it('says of every refusal what happened and what to do', () => {
    for (const code of [...CODE_VALUES, UNSAVED])
      expect(refusalText(code), code).toMatch(/^\p{Ll}.+[.:] .+\.$/u)
  })

  it('says what the facts of a refusal tell', () => {
    expect(refusalText('too_soon', { retry_after_ms: 2_001 })).toContain('Attendez 3 s')
    const used = { retry_after_ms: 3_600_000, quota: 'invitations_recipient' }
    expect(refusalText('rate_limited', used)).toMatch(/^cette adresse .+ Attendez 60 min/)
    expect(refusalText('rate_limited', { retry_after_ms: 85_141_000 })).toContain('Attendez 24 h')
    expect(refusalText('invalid', { field: 'code' })).toMatch(/^ce code /)
    expect(refusalText('forbidden', { roles: ['citizen'] })).toMatch(/Connectez-vous/)
    expect(refusalText('changed', { version: '2026-12' })).toMatch(/^le texte de l’accord /)
    expect(refusalText('closed', { closed_at: 0 })).toMatch(/\d\d:\d\d:\d\d/)
    expect(refusalText('a code of tomorrow' as Code)).toBe(refusalText('invalid'))
  })
})
