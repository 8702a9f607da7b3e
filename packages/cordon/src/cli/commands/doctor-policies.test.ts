import { describe, expect, it } from 'vitest'
import { hashOf } from '../../kernel/hash-of.ts'
import { type Compiled, compilePolicies } from '../../policy/cedar/compile.ts'

import { readDefaultPack, readSchema } from '../../policy/cedar/texts.ts'
import { findingOf } from './doctor-policies.ts'

const pack = readDefaultPack()
const { hash } = compilePolicies(pack) as Compiled
const misspelt = '@id("a")\n@why("b")\npermit (principal, action, resource) when { context.pupose };'

describe('what doctor says of the set in force', () => {
  it('is well where this release reads it', () => {
    expect(findingOf({ name: 'site/1', hash, texts: pack })).toMatchObject({ status: 'ok' })
    expect(findingOf({ name: 'cordon-default/1', hash: 'x', texts: pack })).toMatchObject({ status: 'ok' })
  })
  it('is a failure, with the place, where it does not validate any more', () => {
    const texts = { ...pack, policies: { 'x.cedar': misspelt } }
    const found = findingOf({ name: 'site/1', hash: 'x', texts })
    expect(found).toMatchObject({ status: 'fail', mend: expect.stringContaining('After an upgrade') })
    expect(found.found).toMatch(/^site\/1 does not validate \(x.cedar:3:\d+: .*\): every request would be refused$/)
  })
  it('is a failure where it was validated for another schema, or is not there', () => {
    expect(findingOf({ name: 'site/1', hash: 'x', texts: pack }).found).toContain('for another schema')
    expect(findingOf({ name: 'site/1', hash, texts: {} })).toMatchObject({
      status: 'fail',
      mend: expect.stringContaining('publish again'),
    })
  })
  it('is a warning where it is read as it was kept, and could not be kept today', () => {
    const texts = { ...pack, profiles: pack.profiles.replaceAll('Observation.value', 'Observation.valueQuantity') }
    const kept = compilePolicies(texts, hashOfTexts(texts)) as Compiled
    expect(findingOf({ name: 'site/1', hash: kept.hash, texts })).toMatchObject({
      status: 'warn',
      found: expect.stringContaining('did you mean Observation.value?'),
    })
  })
})

/** The hash that a set of these texts has, whatever this release thinks of their paths. */
function hashOfTexts(texts: typeof pack): string {
  return hashOf({ schema: readSchema(), ...texts })
}
