import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keepBook, openBook } from './code-book.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))

describe('the codes of a conversation', () => {
  const begun = openBook(undefined, ['a'], random)
  const code = begun?.codeFor('NAME', 'Ada Bell') ?? ''
  const kept = JSON.parse(JSON.stringify(begun && keepBook(begun, ['a', 'b']))) as unknown

  it('are the same for a patient of the same names, and of more', () => {
    for (const names of [
      ['b', 'a'],
      ['a', 'b', 'c'],
    ])
      expect(openBook(kept, names, random)?.find(code)?.value).toBe('Ada Bell')
  })

  it('are nobody’s once one of the names is somebody else’s', () => {
    for (const names of [['a'], ['b', 'c'], []]) expect(openBook(kept, names, random)).toBeUndefined()
  })

  it('of a conversation about nobody are nobody’s in particular', () => {
    const about = openBook(undefined, [], random)
    expect(openBook(about && keepBook(about, []), [], random)).toBeDefined()
  })

  it('are not taken from a state of another shape', () => {
    expect(openBook(begun?.serialize(), ['a'], random)).toBeUndefined()
  })
})
