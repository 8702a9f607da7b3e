import { CHART_ELEMENTS } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admits, bothPaths, given, gives, reaches } from './paths.ts'

const KINDS = Object.keys(CHART_ELEMENTS)
const ALL = Object.entries(CHART_ELEMENTS).flatMap(([kind, elements]) => [kind, ...elements.map((e) => `${kind}.${e}`)])
const paths = fc.oneof(fc.constant(['*']), fc.subarray(ALL, { maxLength: 12 }))
/** Every element of every kind that a list gives. */
const elementsOf = (of: readonly string[]) =>
  Object.entries(CHART_ELEMENTS).flatMap(([kind, elements]) =>
    elements.filter((element) => gives(given(of, kind), element)).map((element) => `${kind}.${element}`),
  )

describe('paths of a profile', () => {
  it('of two give exactly the elements that both give', () => {
    fc.assert(
      fc.property(paths, paths, (one, other) => {
        const theirs = new Set(elementsOf(other))
        expect(elementsOf(bothPaths(one, other)).sort()).toEqual(
          elementsOf(one)
            .filter((element) => theirs.has(element))
            .sort(),
        )
      }),
    )
  })

  it('that reach further give every element of the nearer, and an empty list nothing', () => {
    fc.assert(
      fc.property(paths, paths, fc.constantFrom(...KINDS), (one, other, kind) => {
        const both = bothPaths(one, other)
        expect([reaches(one, both, kind), reaches(other, both, kind)]).toEqual([true, true])
        if (!reaches(one, other, kind)) expect(admits({ paths: other }, kind)).toBe(true)
        expect(admits({ paths: [] }, kind)).toBe(false)
      }),
    )
  })
})
