import { CordonError } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { createRetryBudget, isFailure, mayMend, mayPass, pauseMs } from './retry.ts'

const SETTINGS = {
  attemptsMax: 3,
  retryShare: 0.2,
  backoffMs: 100,
  backoffMaxMs: 1_000,
  breakerFailures: 5,
  breakerMs: 30_000,
  vendorAtOnceMax: 64,
  vendorWaitMs: 2_000,
}
const always = (byte: number) => (length: number) => Buffer.alloc(length, byte)

describe('whether another attempt could end better', () => {
  it.each([
    [400, false, false],
    [401, false, false],
    [404, false, false],
    [408, true, true],
    [413, false, false],
    [429, true, false],
    [500, true, true],
    [501, false, true],
    [503, true, true],
    [529, true, true],
  ])('status %i: again %s, a failure %s', (status, again, failure) => {
    expect([mayPass({ status }), isFailure({ status })]).toEqual([again, failure])
  })

  it.each([
    [new CordonError('upstream_unreachable'), true],
    [new CordonError('upstream_timeout', { at: 'limits.upstreamHeadersMs' }), true],
    [new CordonError('upstream_timeout', { at: 'limits.upstreamMs' }), false],
    [new CordonError('upstream_invalid'), true],
    [new CordonError('upstream_too_large'), false],
    [new CordonError('upstream_redirected'), false],
    [new CordonError('egress_refused'), false],
    [new CordonError('journal_unavailable'), false],
    [new CordonError('client_closed'), false],
    [new Error('anything else'), false],
  ])('%s: %s', (error, again) => {
    expect(mayMend(error)).toBe(again)
  })
})

describe('the budget of second attempts', () => {
  it('is a share of the requests once what was saved is spent', () => {
    const budget = createRetryBudget({ retryShare: 0.2 })
    let made = 0
    for (let n = 0; n < 1_000; n++) {
      budget.earn()
      if (budget.spend()) made += 1
    }
    expect(made).toBeGreaterThanOrEqual(200)
    expect(made).toBeLessThanOrEqual(221)
  })

  it('of no share is none', () => {
    const budget = createRetryBudget({ retryShare: 0 })
    budget.earn()
    expect(budget.spend()).toBe(false)
  })
})

describe('the pause before another attempt', () => {
  it('is any time up to a bound that doubles, and has an end', () => {
    const longest = [1, 2, 3, 4, 5, 60].map((failures) => pauseMs(failures, undefined, SETTINGS, always(0xff)))
    expect(longest).toEqual([99, 199, 399, 799, 999, 999])
    expect(pauseMs(3, undefined, SETTINGS, always(0))).toBe(0)
  })

  it('is what the vendor asks for, unless that is too long', () => {
    expect(pauseMs(1, 700, SETTINGS, always(0))).toBe(700)
    expect(pauseMs(1, 1_001, SETTINGS, always(0))).toBeUndefined()
  })
})
