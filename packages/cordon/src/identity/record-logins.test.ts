import { CordonError, type NewestBody } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import type { Caller } from './api-key.ts'
import { createLoginRecord, loginIdleMs, loginsMax } from './record-logins.ts'

const caller: Caller = {
  tenant: 'home',
  keyId: 'k1',
  principal: { id: 'p1', kind: 'user', name: 'P', roles: ['nurse'] },
}

function record() {
  const clock = { ms: Date.UTC(2026, 10, 22) }
  const written: NewestBody<'authentication'>[] = []
  let failing = false
  const seen = createLoginRecord({
    now: () => clock.ms,
    write: async (_tenant, body) => {
      await Promise.resolve()
      if (failing) throw new CordonError('journal_unavailable')
      written.push(body)
    },
  })
  return { clock, written, seen, fail: (now: boolean) => (failing = now) }
}

describe('a login', () => {
  it('is one entry for all uses of a key from an address until it has been idle for a quarter of an hour', async () => {
    const { clock, written, seen } = record()
    for (let i = 0; i < 5; i++) {
      await seen(caller, '10.0.0.1')
      clock.ms += loginIdleMs - 1
    }
    expect(written).toMatchObject([{ result: 'accepted', key: 'k1', principal: 'p1', source: '10.0.0.1', count: 1 }])
    clock.ms += loginIdleMs
    await seen(caller, '10.0.0.1')
    expect(written).toHaveLength(2)
  })

  it('is one entry for each key and address, and for uses at once', async () => {
    const { written, seen } = record()
    await Promise.all([1, 2, 3].map(() => seen(caller, 'a')))
    await seen(caller, 'b')
    await seen({ ...caller, keyId: 'k2' }, 'a')
    expect(written).toHaveLength(3)
  })

  it('that cannot be written is refused, and tried again', async () => {
    const { written, seen, fail } = record()
    fail(true)
    await expect(seen(caller, 'a')).rejects.toMatchObject({ code: 'journal_unavailable' })
    await expect(seen(caller, 'a')).rejects.toMatchObject({ code: 'journal_unavailable' })
    fail(false)
    await seen(caller, 'a')
    expect(written).toHaveLength(1)
  })

  it('is remembered for a bounded number, and what is forgotten is written again', async () => {
    const { written, seen } = record()
    for (let i = 0; i <= loginsMax; i++) await seen(caller, `10.${i}`)
    await seen(caller, '10.0')
    expect(written).toHaveLength(loginsMax + 2)
  })
})
