import { describe, expect, it } from 'vitest'
import { drawnAhead } from './random.ts'

/** Counts upwards, so that a byte that is given out twice shows. */
function counting() {
  const asked: number[] = []
  let next = 0
  const random = (length: number) => {
    asked.push(length)
    return Uint8Array.from({ length }, () => next++ % 251)
  }
  return { random, asked }
}

describe('randomness that is drawn ahead', () => {
  it('gives out what the source gave, in its order, each byte once', () => {
    const { random } = counting()
    const draw = drawnAhead(random)
    const drawn = Array.from({ length: 42 }, () => [...draw(24)]).flat()
    expect(drawn).toEqual(Array.from({ length: 42 * 24 }, (_, n) => n % 251))
  })

  it('asks the source once for many short draws, and for each long one', () => {
    const { random, asked } = counting()
    const draw = drawnAhead(random)
    for (let n = 0; n < 64; n++) draw(16)
    expect(asked).toEqual([1_024])
    expect(draw(32)).toHaveLength(32)
    expect(asked).toEqual([1_024, 32])
    draw(1)
    expect(asked).toEqual([1_024, 32, 1_024])
  })

  it('gives out copies: who writes into one changes no other, and nothing of it stays behind', () => {
    const source = Buffer.alloc(1_024, 7)
    const draw = drawnAhead(() => source)
    const first = draw(8)
    first.fill(0)
    expect([...draw(8)]).toEqual(Array.from({ length: 8 }, () => 7))
    expect(new Set(draw(24))).toEqual(new Set([7]))
  })
})
