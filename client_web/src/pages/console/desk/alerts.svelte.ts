/**
 * How one moderator wants to hear of a new card, beside the number in the title: a sound, a notification.
 *
 * Everybody's own choice, kept on the device; nothing unless asked for. A burst of cards is one alert.
 */

import { shelf } from '../../../wire/shelf'

const KEPT = 'hemicycle.alerts.'
const PAUSE_MS = 5_000
const NOTE_HZ = 660
const NOTE_S = 0.25

export class Alerts {
  #sound = $state(shelf.getItem(`${KEPT}sound`) === '1')
  /** 0–100. */
  #volume = $state(Number(shelf.getItem(`${KEPT}volume`) ?? 50))
  #popup = $state(shelf.getItem(`${KEPT}popup`) === '1' && mayNotify())
  /** The browser refused notifications. */
  denied = $state(false)
  #last_mono = -PAUSE_MS

  get sound(): boolean {
    return this.#sound
  }

  set sound(on: boolean) {
    this.#sound = on
    shelf.setItem(`${KEPT}sound`, on ? '1' : '')
  }

  get volume(): number {
    return this.#volume
  }

  set volume(volume: number) {
    this.#volume = volume
    shelf.setItem(`${KEPT}volume`, String(volume))
  }

  get popup(): boolean {
    return this.#popup
  }

  /** Notifications need the browser's permission, which is asked for here. */
  async allowPopup(on: boolean): Promise<void> {
    const granted = on && 'Notification' in window && (await Notification.requestPermission()) === 'granted'
    this.denied = on && !granted
    this.#popup = granted
    shelf.setItem(`${KEPT}popup`, granted ? '1' : '')
  }

  /** A card came; `onopen` is the notification's one act. */
  tell(title: string, text: string, onopen: () => void): void {
    const mono = performance.now()
    if (mono - this.#last_mono < PAUSE_MS) return
    this.#last_mono = mono
    if (this.#sound) void this.ring()
    if (!this.#popup || !document.hidden) return
    const notification = new Notification(title, { body: text, tag: 'hemicycle-desk', silent: true })
    notification.onclick = () => {
      window.focus()
      onopen()
      notification.close()
    }
  }

  /** Play the sound once. */
  async ring(): Promise<void> {
    const context = new AudioContext()
    const note = context.createOscillator()
    const gain = context.createGain()
    const start = context.currentTime
    note.frequency.value = NOTE_HZ
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime((this.#volume / 100) * 0.4, start + 0.02)
    gain.gain.linearRampToValueAtTime(0, start + NOTE_S)
    note.connect(gain).connect(context.destination)
    note.onended = () => void context.close()
    note.start(start)
    note.stop(start + NOTE_S)
  }
}

function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'granted'
}
