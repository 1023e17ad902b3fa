import { CODE_VALUES } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { common } from './common'

type Words = Record<string, unknown>
const files = import.meta.glob<Record<string, { fr?: Words; en?: Words }>>('./*.ts', { eager: true })

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
        if (typeof text === 'string') expect(text, key).not.toMatch(/ [;!?:]|« [^\u00a0]|'/)
      }
    })
  }

  it('has a sentence for every refusal code', () => {
    for (const code of CODE_VALUES) expect(common.fr).toHaveProperty(`ref_${code}`)
  })
})
