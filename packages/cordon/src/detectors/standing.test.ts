import type { Known } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { createHeld, createKept, createNumbers, type StandingSent } from './standing.ts'

const house = (name: string, size = 1): readonly Known[] =>
  Array.from({ length: size }, (_, n) => ({ kind: 'NAME' as const, value: `${name} ${n}` }))

/** Both sides of one thread, its messages between them. */
function thread(limits = { listsMax: 2, identifiersMax: 100 }) {
  const held = createHeld(limits)
  const kept = createKept()
  const sent: StandingSent[] = []
  const numbered = createNumbers()
  return {
    sent,
    tell: (list: readonly Known[]) => {
      const standing = numbered(list)
      if (standing === undefined) return kept(undefined)
      const message = structuredClone(held(standing))
      sent.push(message)
      return kept(message)
    },
  }
}

describe('a list that comes again', () => {
  it('is sent once, and is the same object in the thread each time', () => {
    const [list, { sent, tell }] = [house('Bell'), thread()]
    expect(tell(list)).toEqual(list)
    expect(tell(list)).toBe(tell(list))
    expect(sent.map((message) => 'list' in message)).toEqual([true, false, false])
  })

  it('of one tenant is never another’s, whatever is in both', () => {
    const { tell, sent } = thread()
    const [one, other] = [tell(house('Bell')), tell(house('Bell'))]
    expect(one).not.toBe(other)
    expect(sent[0]?.id).not.toBe(sent[1]?.id)
  })

  it('is let go by both sides when it is the least recently used of too many, and sent again after that', () => {
    const { tell, sent } = thread()
    const lists = ['Bell', 'Graves', 'May'].map((name) => house(name))
    const [a = [], b = [], c = []] = lists
    for (const list of [a, b, a, c, a, b]) expect(tell(list)).toEqual(list)
    expect(sent.map(({ list }) => list !== undefined)).toEqual([true, true, false, true, false, true])
    expect(sent[3]?.forget).toEqual([sent[1]?.id])
  })

  it('takes the place of others by its size, and is kept alone when it is larger than the bound', () => {
    const { tell, sent } = thread({ listsMax: 10, identifiersMax: 100 })
    const [small, large] = [house('Bell', 60), house('Graves', 60)]
    tell(small)
    expect(tell(large)).toHaveLength(60)
    expect(sent[1]?.forget).toEqual([sent[0]?.id])
    expect(tell(house('May', 500))).toHaveLength(500)
  })

  it('that the thread was never sent is refused, not taken for an empty one', () => {
    expect(() => createKept()({ id: 7, forget: [] })).toThrow(RangeError)
  })

  it('without anything in it is none', () => {
    const { tell, sent } = thread()
    expect(tell([])).toEqual([])
    expect(sent).toEqual([])
  })
})
