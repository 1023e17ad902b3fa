import type { DebateCard, Home, ProcessCard } from '@protocol/messages'
import { expect, it } from 'vitest'
import { renewed } from './front.svelte'

const debate = (id: string, viewers: number) => ({ id, on_air: { viewers } }) as DebateCard
const process = (id: string, votes: number) => ({ id, votes }) as ProcessCard
const home = (debates: DebateCard[], processes: ProcessCard[]): Home => ({ debates, processes })

it('changes the numbers of the cards and moves none of them', () => {
  const shown = home([debate('a', 1), debate('b', 2)], [process('p', 1)])
  const fresh = home([debate('c', 9), debate('b', 3), debate('a', 4)], [process('q', 9), process('p', 2)])
  expect(renewed(shown, fresh)).toEqual(home([debate('a', 4), debate('b', 3)], [process('p', 2)]))
})

it('keeps a card that is gone until the page is read again', () => {
  expect(renewed(home([debate('a', 1)], []), home([], []))).toEqual(home([debate('a', 1)], []))
})
