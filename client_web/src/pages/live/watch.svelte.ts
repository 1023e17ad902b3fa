/** What the debate's page says aloud of itself: a poll, the question on air, one's own question, figures. */

import { count } from '../../i18n/format'
import { liveWords } from './words'
import { words } from '../../i18n/locale.svelte'
import { audienceOf } from '../../state/board'
import { announce } from '../../ui/announcer'
import type { Live } from './live.svelte'

const LAST_MS = 60_000

/** Watch for what is worth an announcement; call while a component is set up. */
export function watch(debate: Live): void {
  const open = new Set<string>()
  const warned = new Set<string>()
  const states = new Map<string, string>()
  let onAir: string | null = null
  let first = true
  let figures = ''

  $effect(() => {
    const t = words(liveWords)
    const { followed } = debate
    if (!followed.ready) return
    for (const poll of Object.values(followed.debate.polls ?? {})) {
      if (poll.state !== 'open') continue
      if (!open.has(poll.id) && !first) announce('poll', t.pollOpens(poll.question))
      open.add(poll.id)
      const left = poll.closes_at == null ? Number.POSITIVE_INFINITY : poll.closes_at - debate.now
      if (left <= LAST_MS && left > 0 && !warned.has(poll.id)) {
        warned.add(poll.id)
        announce('poll', t.pollLastMinute(poll.question))
      }
    }
    const shown = Object.values(followed.debate.questions ?? {}).find(({ state }) => state === 'on_air')
    if (shown !== undefined && shown.id !== onAir && !first) announce('on_air', t.nowOnAir(shown.text))
    onAir = shown?.id ?? null
    for (const { id, state } of debate.mine) {
      if (states.has(id) && states.get(id) !== state) announce('mine', t.mineMoved(t[`st_${state}`]))
      states.set(id, state)
    }
    first = false
  })

  // For those who want all: the figures, when they are others than before.
  $effect(() => {
    const t = words(liveWords)
    const { followed } = debate
    const viewers = audienceOf(followed.board)?.viewers
    if (!followed.ready || viewers === undefined) return
    const asked = Object.values(followed.debate.questions ?? {}).length
    const text = t.figures(viewers, count(viewers), asked, count(asked))
    if (text !== figures && figures !== '') announce('figures', text, false)
    figures = text
  })
}
