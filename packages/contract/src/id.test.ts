import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutsideId, unstorableAt } from './id.ts'

describe('an id from outside', () => {
  it.each(['', '\u0000', 'a\nb', '\u007f', '\ud800', 'a\udc00', 'x'.repeat(201)])('is not %j', (id) => {
    expect(OutsideId.safeParse(id).success).toBe(false)
  })
  it.each(['a', 'Dr. Ada Quint', 'Ärztin', '😀', '..', "'; drop table", 'x'.repeat(200)])('may be %j', (id) => {
    expect(OutsideId.parse(id)).toBe(id)
  })
})

describe('text that no store can keep', () => {
  it('is named by its place, in a value and in a name', () => {
    expect(unstorableAt('a\u0000')).toBe('body')
    expect(unstorableAt({ user: { id: 'a\u0000' } })).toBe('user.id')
    expect(unstorableAt({ list: ['a', '\udc00'] })).toBe('list.1')
    expect(unstorableAt({ user: { 'Ada Quint\u0000': 1 } })).toBe('user.?')
  })

  it('is what PostgreSQL and UTF-8 refuse, and nothing else', () => {
    const ill = (text: string) => text.includes('\u0000') || Buffer.from(text).toString() !== text
    const unit = fc.constantFrom('\u0000', '\ud800', '\udc00', 'a', '😀', 'ß')
    fc.assert(fc.property(fc.string({ unit }), (text) => (unstorableAt({ text }) !== undefined) === ill(text)))
  })

  it('is found however deep it stands, without a stack of calls, in linear time', () => {
    let deep: unknown = '\u0000'
    for (let i = 0; i < 200_000; i++) deep = [deep]
    expect(unstorableAt(deep)?.endsWith('.0')).toBe(true)
  })
})
