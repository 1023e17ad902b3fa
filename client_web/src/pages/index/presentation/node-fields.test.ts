import { expect, it } from 'vitest'
import { fieldsOf, textOf } from './node-fields'

const text = {
  title: 'Pain',
  body: 'Cher',
  video: 'https://v.example',
  documents: [{ url: 'https://d.example', title: 'Rapport' }],
  sources: [{ url: 'https://s.example', title: '' }],
}

it('a node that is read into its fields is sent whole', () => {
  expect(textOf(fieldsOf(text))).toEqual(text)
})

it('a node is sent without its empty lines', () => {
  const fields = fieldsOf({ title: 'Pain', body: 'Cher' })
  fields.sources.push({ url: ' ', title: '' })
  expect(textOf(fields)).toEqual({ title: 'Pain', body: 'Cher', video: '', documents: [], sources: [] })
})
