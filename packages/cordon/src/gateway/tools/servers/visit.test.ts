import { CordonError } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { readSchema } from './schema.ts'
import { placeText, type Visitor, visit } from './visit.ts'

const visitor = (undeclared: Visitor['undeclared'], words: string[] = []): Visitor => ({
  undeclared,
  text: (text) => text.toUpperCase(),
  number: () => undefined,
  word: (at) => void words.push(placeText(at)),
  wrong: (at, why) => new CordonError(why === 'unknown' ? 'field_unknown' : 'field_invalid', { at: placeText(at) }),
})
const schema = (given: object) => readSchema(given, 's')
const at = ['a'] as const

const PERSON = schema({
  type: 'object',
  properties: {
    name: { type: 'string' },
    unit: { enum: ['ward', 'clinic'] },
    age: { type: ['integer', 'null'] },
    notes: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] } },
    either: { anyOf: [{ type: 'object', properties: { kind: { const: 'x' } } }, { type: 'string' }] },
  },
  required: ['name'],
})

describe('a value, by its schema', () => {
  it('is put together again: texts are visited, words of a list are not', () => {
    const words: string[] = []
    const value = { name: 'ada', unit: 'ward', age: null, notes: [{ text: 'b' }], either: { kind: 'x' } }
    expect(visit(PERSON, value, at, visitor('refused', words))).toEqual({
      ...value,
      name: 'ADA',
      notes: [{ text: 'B' }],
    })
    expect(words).toEqual(['a.unit', 'a.either.kind'])
  })

  it('takes a text that looks like a word of another branch as a text', () => {
    expect(visit(PERSON, { name: 'a', either: 'x' }, at, visitor('refused'))).toEqual({ name: 'A', either: 'X' })
  })

  it.each<[string, unknown, string, string]>([
    ['a field that it does not name', { name: 'a', 'Ada Bell': 1 }, 'field_unknown', 'a.?'],
    ['the prototype', JSON.parse('{"name":"a","__proto__":{"x":1}}'), 'field_unknown', 'a.?'],
    ['a field of every object', { name: 'a', toString: 'x' }, 'field_unknown', 'a.?'],
    ['a word of no list', { name: 'a', unit: 'Ada' }, 'field_invalid', 'a.unit'],
    ['another type', { name: 7 }, 'field_invalid', 'a.name'],
    ['a broken number', { name: 'a', age: 1.5 }, 'field_invalid', 'a.age'],
    ['nothing of what is needed', {}, 'field_invalid', 'a.name'],
    ['a field too many, deep inside', { name: 'a', notes: [{ text: 'b', x: 1 }] }, 'field_unknown', 'a.notes[0].?'],
    ['no branch', { name: 'a', either: { kind: 'y' } }, 'field_invalid', 'a.either'],
    ['a list', [], 'field_invalid', 'a'],
  ])('is refused with %s, by its place', (_, value, code, place) => {
    expect(() => visit(PERSON, value, at, visitor('refused'))).toThrow(expect.objectContaining({ code, at: place }))
  })

  it('leaves out what its schema does not name, where that is asked for', () => {
    const value = { name: 'a', more: 'b', notes: [{ text: 'c', x: 1 }] }
    expect(visit(PERSON, value, at, visitor('dropped'))).toEqual({ name: 'A', notes: [{ text: 'C' }] })
  })

  it('is refused where it takes too long: each choice looks at all that stands under it', () => {
    const branch = (n: number) => ({ type: 'object', properties: { [`a${n}`]: { type: 'string' } } })
    let choice: object = { type: 'array', items: { anyOf: Array.from({ length: 16 }, (_, n) => branch(n)) } }
    let value: unknown = Array.from({ length: 10_000 }, () => ({ a15: 'x' }))
    expect(visit(schema(choice), value, at, visitor('refused'))).toHaveLength(10_000)
    for (let level = 0; level < 5; level++) {
      choice = { anyOf: [{ type: 'object', properties: { x: choice }, required: ['x'] }, { type: 'null' }] }
      value = { x: value }
    }
    const refusal = expect.objectContaining({ code: 'field_invalid' })
    expect(() => visit(schema(choice), value, at, visitor('refused'))).toThrow(refusal)
  })
})
