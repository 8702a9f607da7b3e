import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Route } from '../../policy/agreements/recipients.ts'
import { inOrder } from './order.ts'

const routes = ['a', 'b', 'c'].map((id) => ({ vendor: { id }, model: 'm', agreement: undefined })) as unknown as Route[]
const ids = (order: readonly Route[]) => order.map(({ vendor }) => vendor.id).join('')

describe('the order of vendors', () => {
  it('is the application’s own without shares', () => {
    expect(ids(inOrder(routes, undefined, randomBytes))).toBe('abc')
  })

  it('draws the first by its share, and keeps every other in its place', () => {
    const drawn = Array.from({ length: 2_000 }, () => ids(inOrder(routes, { a: 1, b: 3 }, randomBytes)))
    expect(new Set(drawn)).toEqual(new Set(['abc', 'bac']))
    const share = drawn.filter((order) => order === 'bac').length / drawn.length
    // Three of four; 0.06 is more than six standard deviations.
    expect(Math.abs(share - 0.75)).toBeLessThan(0.06)
  })

  it('is the application’s own where no share is any of theirs', () => {
    expect(ids(inOrder(routes, { other: 5, a: 0 }, randomBytes))).toBe('abc')
  })
})
