import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { createRecentCallers, type RecentCallers } from './recent-callers.ts'

const proof = Buffer.alloc(32, 1)
const forged = Buffer.alloc(32, 2)
let nowMs: number
let recent: RecentCallers<string>

function keep(id: string, over: { expiresAt?: number; generation?: number } = {}): void {
  recent.keep(id, { proof, caller: `caller of ${id}`, expiresAt: 1e15, generation: recent.generation(), ...over })
}

describe('keys verified lately', () => {
  beforeEach(() => {
    nowMs = 1_000_000
    recent = createRecentCallers(() => nowMs)
    keep('a')
  })

  it('answers for less than 5 s, and knows the key for 10 min', () => {
    nowMs += 5 * SECOND - 1
    expect(recent.fresh('a', proof)).toBe('caller of a')
    nowMs += 1
    expect([recent.fresh('a', proof), recent.known('a', proof)]).toEqual([undefined, true])
    nowMs += 10 * MINUTE
    expect(recent.known('a', proof)).toBe(false)
  })
  it('answers for the same secret only', () => {
    expect([recent.fresh('a', forged), recent.known('a', forged), recent.fresh('b', proof)]).toEqual([
      undefined,
      false,
      undefined,
    ])
  })
  it('answers for nobody beyond the key’s own expiry', () => {
    keep('b', { expiresAt: nowMs + SECOND })
    nowMs += SECOND
    expect([recent.fresh('b', proof), recent.known('b', proof)]).toEqual([undefined, false])
  })
  it('forgets one, and all', () => {
    keep('b')
    recent.forget('a')
    expect([recent.fresh('a', proof), recent.fresh('b', proof)]).toEqual([undefined, 'caller of b'])
    recent.forgetAll()
    expect(recent.known('b', proof)).toBe(false)
  })
  it('keeps nothing that was read before something was revoked', () => {
    const before = recent.generation()
    recent.forget('b')
    keep('b', { generation: before })
    expect(recent.fresh('b', proof)).toBeUndefined()
  })
  it('holds 4,096 keys; the oldest goes first', () => {
    for (let i = 0; i < 4_096; i++) keep(`n${i}`)
    expect([recent.fresh('a', proof), recent.fresh('n0', proof)]).toEqual([undefined, 'caller of n0'])
  })
})
