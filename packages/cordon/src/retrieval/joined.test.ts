import type { Known } from '@cordon/deid'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distinct, joined } from './identity.ts'

const known: fc.Arbitrary<Known[]> = fc
  .array(fc.record({ kind: fc.constantFrom('NAME', 'CITY', 'MRN', 'ORG'), value: fc.string({ maxLength: 3 }) }), {
    maxLength: 20,
  })
  .map(distinct)

it('two lists joined are what their items make together, in the same order', () => {
  fc.assert(
    fc.property(known, known, (some, others) => {
      expect(joined(some, others)).toEqual(distinct([...some, ...others]))
    }),
  )
})
