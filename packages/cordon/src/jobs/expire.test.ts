import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLog } from '../kernel/log.ts'
import { createExpiry } from './expire.ts'

const log = createLog('silent', new Writable({ write: (_chunk, _encoding, done) => done() }))

function expiryWith(held: () => Promise<boolean>) {
  const expired: string[] = []
  const expire = ['conversations', 'bodies'].map((what) => async (tenant: string) => {
    expired.push(`${what} of ${tenant}`)
    return 1
  })
  return { expired, run: createExpiry({ tenants: async () => ['north'], expire, held, log }) }
}

describe('what is past its time', () => {
  it('is deleted where nobody holds it', async () => {
    const { expired, run } = expiryWith(async () => false)
    await run()
    expect(expired).toEqual(['conversations of north', 'bodies of north'])
  })

  it('stays while a legal hold stands, and while nobody can tell', async () => {
    const standing = expiryWith(async () => true)
    await standing.run()
    const unknown = expiryWith(() => Promise.reject(new Error('away')))
    await expect(unknown.run()).rejects.toThrow('away')
    expect([...standing.expired, ...unknown.expired]).toEqual([])
  })
})
