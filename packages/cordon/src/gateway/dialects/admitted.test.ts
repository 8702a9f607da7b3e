import { describe, expect, it } from 'vitest'
import { checkAdmitFields, splitAdmitted } from './admitted.ts'

const NONE = { chat: [], responses: [], messages: [], embeddings: [] }
const split = (x_note: unknown, admitted = ['x_note', 'x_note.deep', 'x_note.list']) =>
  splitAdmitted('chat', { model: 'm', x_note }, admitted)

describe('an admitted field', () => {
  it.each([
    ['a text', 'Seen today.'],
    ['a number', 5],
    ['nothing', null],
    ['a list', ['Seen', ['today']]],
    ['keys that were admitted, at any depth', { deep: [{ list: [1, { deep: 'x' }] }] }],
  ])('may hold %s', (_, value) => {
    expect(split(value)).toEqual({ known: { model: 'm' }, admitted: { x_note: value } })
  })

  it.each([
    ['a name', { John_Smith: 'x' }],
    ['a name that looks like a field', { ada_bell: 'x' }],
    ['a name, deep', { deep: [{ list: [{ ada_bell: true }] }] }],
    ['a number', { 531446001: 1 }],
    ['one of another field', { author: 'x' }],
  ])('holds no other key: %s; and none is repeated', (_, value) => {
    expect(() => split(value, ['x_note', 'x_note.deep', 'x_note.list', 'x_other', 'x_other.author'])).toThrow(
      expect.objectContaining({ code: 'field_unknown', at: 'x_note.?' }),
    )
  })

  it('has keys only where it is admitted itself', () => {
    expect(() => checkAdmitFields({ ...NONE, chat: ['x_note.deep'] })).toThrow(
      expect.objectContaining({ code: 'config_invalid', at: 'admitFields.chat: x_note.deep' }),
    )
    expect(() => checkAdmitFields({ ...NONE, chat: ['x_note', 'x_note.deep'] })).not.toThrow()
  })
})
