import { describe, expect, it } from 'vitest'
import { address } from '../../../wire/api'
import { addressOf, authorOf, queryOf, type Wish, wishOf } from './list'

const PLAIN: Wish = { sort: 'random', q: '', section: '', kind: '', by: 'all', tree: false }

describe('the list of a consultation', () => {
  it('is found again by its address', () => {
    const wish: Wish = { sort: 'agreed', q: 'l’eau', section: 'A & B', kind: 'cause', by: 'mine', tree: true }
    expect(wishOf(addressOf(wish))).toEqual(wish)
    expect(addressOf(PLAIN)).toBe('')
    expect(wishOf('')).toEqual(PLAIN)
  })

  it('answers words best first unless another order is asked for', () => {
    expect(wishOf('?q=eau').sort).toBe('best')
    expect(addressOf(wishOf('?q=eau'))).toBe('?q=eau')
    expect(wishOf('?q=eau&sort=newest').sort).toBe('newest')
  })

  it('reads nonsense as the plain list', () => {
    expect(wishOf('?sort=worst&kind=idea&by=me&tree=yes')).toEqual(PLAIN)
  })

  it('asks the server for what it shows', () => {
    const asked = queryOf({ ...PLAIN, by: 'citizens', kind: 'solution', section: 'S' }, '7', 20, '1.2')
    expect(address('processes/{id}/propositions', { id: 'p', ...asked })).toBe(
      '/api/processes/p/propositions?sort=random&seed=7&limit=20&section=S&official=false&kind=solution&after=1.2',
    )
    const tree = queryOf({ ...PLAIN, tree: true, by: 'mine' }, '7', 20, null)
    expect(address('processes/{id}/propositions', { id: 'p', ...tree })).toBe(
      '/api/processes/p/propositions?sort=random&seed=7&limit=20&mine=true&kind=cause',
    )
  })
})

it('names no author of whom another platform told only a row of signs', () => {
  expect(['c689dd4293a', 'a0123', 'Zoé 75', 'Léa', 'beef'].map(authorOf)).toEqual([
    '',
    '',
    'Zoé 75',
    'Léa',
    'beef',
  ])
})
