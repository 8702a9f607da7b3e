import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDeidentifier } from '../deidentify.ts'
import { createDetector } from '../detect/create-detector.ts'
import type { Determination } from '../policies/determination.ts'
import { expertPolicy, POLICIES } from '../policies/tables.ts'
import { rulesHash } from './rules-hash.ts'

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
const determination: Determination = {
  id: 'one',
  expert: 'Dee Fell',
  documentSha256: '1'.repeat(64),
  effectiveFrom: 0,
  expiresAt: 1,
  rules: { date: 'year-month' },
}
const hashed = (over: Partial<Determination>) => rulesHash(expertPolicy({ ...determination, ...over }), sha256)

describe('the hash of a policy’s rules', () => {
  it('is that of the rules, whoever determined them and when', () => {
    expect(hashed({ id: 'two', expert: 'Ned', documentSha256: '2'.repeat(64), expiresAt: 9 })).toBe(hashed({}))
  })
  it('changes with any rule', () => {
    expect(hashed({ rules: { date: 'year' } })).not.toBe(hashed({}))
    expect(hashed({ rules: {} })).not.toBe(hashed({}))
  })
  it('is the policy’s own hash where there is no determination', () => {
    const { policyHash } = createDeidentifier({ detector: createDetector(), sha256, now: () => 0 })
    expect(rulesHash(POLICIES['safe-harbor'], sha256)).toBe(policyHash)
  })
})
