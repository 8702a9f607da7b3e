import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../kernel/clock.ts'
import { createSourceLimit, type SourceLimit } from './limit-sources.ts'

let nowMs: number
let limit: SourceLimit

function fail(source: string, times: number): void {
  for (let i = 0; i < times; i++) limit.failed(source)
}

describe('failures per source', () => {
  beforeEach(() => {
    nowMs = 1_000_000
    limit = createSourceLimit(() => nowMs, { failuresPerMinuteMax: 6, sourcesMax: 3 })
  })

  it('are allowed up to the bound, then come free again with time', () => {
    fail('10.0.0.1', 5)
    expect(limit.open('10.0.0.1')).toBe(true)
    fail('10.0.0.1', 1)
    expect(limit.open('10.0.0.1')).toBe(false)
    nowMs += MINUTE / 6
    expect(limit.open('10.0.0.1')).toBe(true)
    fail('10.0.0.1', 1)
    expect(limit.open('10.0.0.1')).toBe(false)
  })
  it('never add up to more than the bound, however long nobody failed', () => {
    fail('10.0.0.1', 1)
    nowMs += 60 * MINUTE
    fail('10.0.0.1', 6)
    expect(limit.open('10.0.0.1')).toBe(false)
  })
  it('gain nothing from a clock that goes back', () => {
    fail('10.0.0.1', 6)
    nowMs -= 60 * MINUTE
    expect(limit.open('10.0.0.1')).toBe(false)
    nowMs += MINUTE / 6
    expect(limit.open('10.0.0.1')).toBe(true)
  })
  it('of one source do not touch another', () => {
    fail('10.0.0.1', 9)
    expect([limit.open('10.0.0.1'), limit.open('10.0.0.2')]).toEqual([false, true])
  })

  it.each([
    ['2001:db8::1', '2001:db8::ffff:1', true],
    ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::2', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
  ])('%s and %s are one source: %s', (one, other, same) => {
    fail(one, 6)
    expect(limit.open(other)).toBe(!same)
  })

  it('of sources beyond the bound share one allowance, and cannot push out those remembered', () => {
    for (const source of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) fail(source, 6)
    fail('10.0.0.4', 3)
    fail('10.0.0.5', 3)
    expect(limit.open('10.0.0.6')).toBe(false)
    expect(limit.open('10.0.0.1')).toBe(false)
  })
  it('are forgotten once their allowance is whole again, which makes room', () => {
    for (const source of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) fail(source, 6)
    fail('10.0.0.4', 6)
    nowMs += MINUTE
    fail('10.0.0.5', 6)
    expect([limit.open('10.0.0.5'), limit.open('10.0.0.6'), limit.open('10.0.0.1')]).toEqual([false, true, true])
  })
})
