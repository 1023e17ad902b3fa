/** The player's keys, which count only while the player has the focus. */

export type PlayerAct = 'toggle' | 'mute' | 'captions' | 'fullscreen' | 'back' | 'on' | 'live'

/** What a key asks for; null leaves it to the control that has the focus. */
export function actOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  on: string,
): PlayerAct | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  const takesArrows = on === 'INPUT' || on === 'SELECT'
  switch (event.key.toLowerCase()) {
    case ' ':
      return on === 'BUTTON' || takesArrows ? null : 'toggle'
    case 'k':
      return 'toggle'
    case 'm':
      return 'mute'
    case 'c':
      return 'captions'
    case 'f':
      return 'fullscreen'
    case 'l':
      return 'live'
    case 'arrowleft':
      return takesArrows ? null : 'back'
    case 'arrowright':
      return takesArrows ? null : 'on'
    default:
      return null
  }
}
