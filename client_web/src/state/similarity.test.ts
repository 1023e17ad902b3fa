import { describe, expect, it } from 'vitest'
import { likeness, similarTo, trigrams } from './similarity'

describe('the likeness of two questions', () => {
  it('ignores case, accents, apostrophes and punctuation', () => {
    expect(likeness(trigrams('Où est l’été ?'), trigrams("ou est l'ete"))).toBe(1)
  })

  it('is nothing for an empty text', () => {
    expect(likeness(trigrams(''), trigrams('budget'))).toBe(0)
  })

  it('finds the same question asked in other words order, not another one', () => {
    const others = [
      { id: 'a', text: 'Pourquoi ne pas publier tous les avenants sous trente jours ?' },
      { id: 'b', text: 'Quel budget pour les petites communes ?' },
    ]
    const found = similarTo('Publier les avenants sous trente jours, pourquoi pas ?', others, { limit: 3 })
    expect(found.map(({ id }) => id)).toEqual(['a'])
  })
})
