import { describe, expect, it } from 'vitest'
import { createBreaker } from './breaker.ts'

function breaker() {
  let time = 1_000
  const made = createBreaker({ breakerFailures: 3, breakerMs: 500 }, () => time)
  const fail = (times: number) => {
    for (let n = 0; n < times; n++) if (made.take()) made.failed()
  }
  return { made, fail, later: (ms: number) => (time += ms) }
}

describe('a breaker', () => {
  it('leaves alone who failed so often in a row, for a while', () => {
    const { made, fail, later } = breaker()
    fail(2)
    expect(made.take()).toBe(true)
    made.failed()
    expect(made.take()).toBe(false)
    later(499)
    expect(made.take()).toBe(false)
    later(1)
    expect(made.take()).toBe(true)
  })

  it('lets one try, then all once it answered, and none while it goes on failing', () => {
    const { made, fail, later } = breaker()
    fail(3)
    later(500)
    expect([made.take(), made.take()]).toEqual([true, false])
    made.failed()
    expect(made.take()).toBe(false)
    later(500)
    expect(made.take()).toBe(true)
    made.answered()
    expect([made.take(), made.take()]).toEqual([true, true])
  })

  it('lets another try when the one who did hung up', () => {
    const { made, fail, later } = breaker()
    fail(3)
    later(500)
    expect(made.take()).toBe(true)
    made.abandoned()
    expect(made.take()).toBe(true)
  })

  it('forgets failures that were not in a row', () => {
    const { made, fail } = breaker()
    fail(2)
    if (made.take()) made.answered()
    fail(2)
    expect(made.take()).toBe(true)
  })

  it('gives the rest that was asked for, and no more than its own', () => {
    const { made, later } = breaker()
    made.rest(100)
    expect(made.take()).toBe(false)
    later(100)
    expect(made.take()).toBe(true)
    made.rest(86_400_000)
    later(500)
    expect(made.take()).toBe(true)
  })
})
