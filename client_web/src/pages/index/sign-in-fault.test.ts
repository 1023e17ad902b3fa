import { describe, expect, it } from 'vitest'
import { Refused } from '../../wire/refused'
import { addressFault, codeFault, digitsOf, linkFault } from './sign-in-fault'
import { indexWords } from './words'

const { fr } = indexWords
const MINUTES_12 = 12 * 60_000

describe('H28: what an address is refused for, and what to do', () => {
  it('tells who is refused because of others that a mail lets them in', () => {
    const refused = new Refused('rate_limited', { quota: 'sign_in_mailbox', retry_after_ms: MINUTES_12 })
    expect(addressFault(refused, fr)).toMatch(/lien du dernier, il vaut encore.*12/)
  })
  it('tells a hall apart from a mailbox', () => {
    const refused = new Refused('rate_limited', { quota: 'sign_in_network', retry_after_ms: MINUTES_12 })
    expect(addressFault(refused, fr)).toContain('votre réseau')
  })
  it('H29: names the letters, or the host, that cannot be', () => {
    expect(addressFault(new Refused('invalid', { field: 'email', signs: 'é' }), fr)).toContain('é')
    expect(addressFault(new Refused('invalid', { field: 'email', host: '-é.fr' }), fr)).toContain('-é.fr')
    expect(addressFault(new Refused('invalid', { field: 'email' }), fr)).toBe(fr.badEmail)
  })
  it('says what the server says of its own state', () => {
    expect(addressFault(new Refused('unavailable'), fr)).not.toBe(fr.badEmail)
  })
})

describe('H28: what a code is refused for, and what to do', () => {
  it('points to the link in another browser, after five tries and after a quarter of an hour', () => {
    const elsewhere = new Refused('invalid', { field: 'code', tries_left: 0, asked_here: false })
    const spent = new Refused('invalid', { field: 'code', tries_left: 0 })
    const said = [elsewhere, spent, new Refused('expired')].map((refused) => codeFault(refused, fr))
    expect(new Set(said).size).toBe(3)
    for (const each of said) expect(each).toMatch(/lien du message/)
  })
  it('says how many tries are left', () => {
    expect(codeFault(new Refused('invalid', { tries_left: 4 }), fr)).toContain('4 essais')
  })
})

describe('what a link is refused for', () => {
  it('is its age, and nothing else is taken for that', () => {
    expect(linkFault(new Refused('expired'), fr)).toBe(fr.linkSpent)
    expect(linkFault(new Refused('rate_limited', { retry_after_ms: 1_000 }), fr)).not.toBe(fr.linkSpent)
  })
})

describe('H29: what is sent of a typed code', () => {
  it('is its digits, in whatever script and groups', () => {
    expect(digitsOf(' 123-456')).toBe('123456')
    expect(digitsOf('\u200e١٢٣ ٤٥٦\u200f')).toBe('١٢٣٤٥٦')
  })
})
