/** What is said aloud of a lost link: at once if an act waits for it, and that it is back only to whom it was lost. */

export interface Speaker {
  /** Whether it is going to be said. */
  announce(kind: string, text: string): boolean
  /** Whether a message of this kind still waited; it is not said any more. */
  takeBack(kind: string): boolean
  /** Say it at once. */
  alarm(text: string): void
}

export interface LinkWords {
  linkLost: string
  linkBack: string
}

const KIND = 'link'

export class LinkVoice {
  #lost = false
  /** The listener knows of the loss, or is about to. */
  #told = false
  #alarmed = false

  constructor(private readonly speaker: Speaker) {}

  /** How the link stands now, and how many acts wait for it. */
  hear(lost: boolean, queued: number, words: LinkWords): void {
    const changed = lost !== this.#lost
    this.#lost = lost
    if (lost && queued > 0 && !this.#alarmed) {
      this.speaker.takeBack(KIND)
      this.speaker.alarm(words.linkLost)
      this.#told = this.#alarmed = true
    } else if (lost && changed) {
      // Who has not yet heard that the link was back still knows it as lost.
      this.#told = this.speaker.takeBack(KIND) || this.speaker.announce(KIND, words.linkLost)
    } else if (!lost && changed) {
      if (!this.speaker.takeBack(KIND) && this.#told) this.speaker.announce(KIND, words.linkBack)
      this.#told = this.#alarmed = false
    }
  }
}
