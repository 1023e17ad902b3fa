import { beforeEach, describe, expect, it } from 'vitest'
import { Announcements, type Voice } from './announcements'
import { LinkVoice } from './link-voice'

const WORDS = { linkLost: 'lost', linkBack: 'back' }

let waiting: Announcements
let heard: string[]
let mono: number
let voice: LinkVoice
function begin(setting: Voice): void {
  waiting = new Announcements(setting)
  heard = []
  mono = 0
  voice = new LinkVoice({
    announce: (kind, text) => waiting.add({ kind, text, important: true }),
    takeBack: (kind) => waiting.drop(kind),
    alarm: (text) => heard.push(`${text}!`),
  })
}
beforeEach(() => begin('important'))

const hear = (lost: boolean, queued = 0) => voice.hear(lost, queued, WORDS)

/** So much later that what waits is said. */
function later(): void {
  mono += 20_000
  const text = waiting.next({ mono, typing: false })
  if (text !== null) heard.push(text)
}

describe('a lost link', () => {
  it('is told, and then that it is back', () => {
    hear(true)
    later()
    hear(false)
    later()
    expect(heard).toEqual(['lost', 'back'])
  })

  it('is told at once to whom an act waits, also if it was pressed later', () => {
    hear(true)
    hear(true, 1)
    hear(true, 2)
    later()
    expect(heard).toEqual(['lost!'])
    hear(false)
    later()
    expect(heard).toEqual(['lost!', 'back'])
  })

  it('is told again at once when an act waits for it after it was told', () => {
    hear(true)
    later()
    hear(true, 1)
    expect(heard).toEqual(['lost', 'lost!'])
  })

  it('that is back before it was told is not told at all', () => {
    hear(true)
    hear(false)
    later()
    expect(heard).toEqual([])
  })

  it('that was back for less than was told stays lost', () => {
    hear(true)
    later()
    hear(false)
    hear(true)
    later()
    expect(heard).toEqual(['lost'])
    hear(false)
    later()
    expect(heard).toEqual(['lost', 'back'])
  })

  it('is not told to be back to whom nothing was told', () => {
    begin('none')
    hear(true)
    waiting.voice = 'all'
    hear(false)
    later()
    expect(heard).toEqual([])
  })
})
