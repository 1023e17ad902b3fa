import { expect, it } from 'vitest'
import { actOf } from './keyboard'

const press = (key: string, on = 'DIV') => actOf({ key, ctrlKey: false, altKey: false, metaKey: false }, on)

it.each([
  [' ', 'toggle'],
  ['k', 'toggle'],
  ['M', 'mute'],
  ['c', 'captions'],
  ['f', 'fullscreen'],
  ['l', 'live'],
  ['ArrowLeft', 'back'],
  ['ArrowRight', 'on'],
  ['x', null],
])('%s asks for %s', (key, act) => expect(press(key)).toBe(act))

it('leaves to a control what it understands itself', () => {
  expect(press(' ', 'BUTTON')).toBeNull()
  expect(press('ArrowLeft', 'INPUT')).toBeNull()
  expect(press('ArrowRight', 'SELECT')).toBeNull()
})

it('leaves chords to the browser', () => {
  expect(actOf({ key: 'f', ctrlKey: true, altKey: false, metaKey: false }, 'DIV')).toBeNull()
})
