import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPath } from './decode.ts'
import { FIRST_SINGLE, isInside, LABEL_COUNT, OUTSIDE } from './labels.ts'

const weights = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: LABEL_COUNT, maxLength: LABEL_COUNT })
const steps = fc.record({ enter: weights, exit: weights, stay: weights })
const size = 3
const table = fc.array(fc.integer({ min: -60, max: 60 }), {
  minLength: size * LABEL_COUNT,
  maxLength: size * LABEL_COUNT,
})

type Steps = { enter: number[]; exit: number[]; stay: number[] }

function step({ enter, exit, stay }: Steps, from: number, to: number): number {
  if (isInside(to)) return from === to || from === to - 1 ? (stay[from] ?? 0) : Number.NEGATIVE_INFINITY
  if (from === to && (from === OUTSIDE || from >= FIRST_SINGLE)) return stay[from] ?? 0
  return (exit[from] ?? 0) + (enter[to] ?? 0)
}

function worth(way: readonly number[], model: Steps, scores: readonly number[]): number {
  return way.reduce((sum, label, i) => {
    const previous = way[i - 1]
    const move =
      previous === undefined
        ? isInside(label)
          ? Number.NEGATIVE_INFINITY
          : (model.enter[label] ?? 0)
        : step(model, previous, label)
    return sum + move + (scores[i * LABEL_COUNT + label] ?? 0)
  }, 0)
}

function* allWays(): Generator<number[]> {
  for (let code = 0; code < LABEL_COUNT ** size; code++)
    yield [code % LABEL_COUNT, Math.floor(code / LABEL_COUNT) % LABEL_COUNT, Math.floor(code / LABEL_COUNT ** 2)]
}

describe('the best path', () => {
  it('is worth as much as the best of all paths', () => {
    fc.assert(
      fc.property(steps, table, (model, scores) => {
        const labels = new Uint8Array(size)
        createPath(model).best(Int32Array.from(scores), size, labels)
        let best = Number.NEGATIVE_INFINITY
        for (const way of allWays()) best = Math.max(best, worth(way, model, scores))
        expect(worth([...labels], model, scores)).toBe(best)
      }),
      { numRuns: 25, seed: 3 },
    )
  })
})
