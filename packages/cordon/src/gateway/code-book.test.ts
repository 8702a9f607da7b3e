import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { answersIn, keepBook, openBook, withItems, withStored } from './code-book.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))

describe('the codes of a conversation', () => {
  const begun = openBook(undefined, ['a'], random)
  const code = begun?.codeFor('NAME', 'Ada Bell') ?? ''
  const kept = JSON.parse(JSON.stringify(begun && keepBook(begun, ['a', 'b'], NONE))) as unknown

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
    expect(openBook(about && keepBook(about, [], NONE), [], random)).toBeDefined()
  })

  it('are not taken from a state of another shape', () => {
    expect(openBook(begun?.serialize(), ['a'], random)).toBeUndefined()
  })
})

const NONE = { items: [], stored: [] }

describe('the items of its answers that a client may name', () => {
  const item = (id: string, said = id) => ({ id, json: JSON.stringify({ id, said }) })
  const ids = (items: readonly (readonly [string, string | null])[]) => items.map(([id]) => id)

  it('are kept for the same patient, and for nobody else', () => {
    const book = openBook(undefined, ['a'], random)
    const kept = { items: withItems([], [item('m1')], 1_000), stored: withStored([], 'resp_1', 'acme') }
    const state: unknown = JSON.parse(JSON.stringify(book && keepBook(book, ['a'], kept)))
    expect(answersIn(state, ['a'])).toEqual(kept)
    for (const [other, names] of [
      [state, ['b']],
      [undefined, ['a']],
      [{}, ['a']],
    ] as const)
      expect(answersIn(other, names)).toEqual(NONE)
  })

  it('are forgotten beyond the bound, the oldest first', () => {
    const bytes = item('m1').json.length + 2
    const items = withItems(withItems([], [item('m1'), item('m2')], 2 * bytes), [item('m3')], 2 * bytes)
    expect(ids(items)).toEqual(['m2', 'm3'])
    expect(withItems(items, [item('long', 'x'.repeat(200))], 2 * bytes)).toEqual([])
  })

  it('are neither where one id stood for two', () => {
    const once = withItems([], [item('m1')], 1_000)
    expect(withItems(once, [item('m1')], 1_000)).toEqual(once)
    expect(withItems(once, [item('m1', 'else')], 1_000)).toEqual([['m1', null]])
  })
})
