import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveredWords, narrowScopes, parseScopes, type ScopeAsked, scopeOf } from './smart-scopes.ts'

const inLaunch = { principal: 'user', patient: 'launch' } as const
const bySelf = { principal: 'service', patient: 'stated' } as const
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory'

describe('the scopes of a token reach', () => {
  it.each<[scope: string | undefined, asked: ScopeAsked, expected: ReturnType<typeof scopeOf>]>([
    [undefined, { ...inLaunch, kind: 'Note' }, 'unbounded'],
    ['', { ...inLaunch, kind: 'Note' }, 'falls-short'],
    ['openid fhirUser launch/patient offline_access', { ...inLaunch, kind: 'Note' }, 'falls-short'],
    // Version 1.
    ['patient/Observation.read', { ...inLaunch, kind: 'Observation' }, 'reaches'],
    ['patient/Observation.read', { ...inLaunch, kind: 'Condition' }, 'falls-short'],
    ['patient/Observation.write', { ...inLaunch, kind: 'Observation' }, 'falls-short'],
    ['patient/*.*', { ...inLaunch, kind: 'Condition' }, 'reaches'],
    ['user/*.read', { ...inLaunch, patient: 'stated', kind: 'Condition' }, 'reaches'],
    // Version 2.
    ['patient/Observation.rs', { ...inLaunch, kind: 'Observation' }, 'reaches'],
    ['patient/Observation.cruds', { ...inLaunch, kind: 'Observation' }, 'reaches'],
    ['patient/Observation.r', { ...inLaunch, kind: 'Observation' }, 'falls-short'],
    ['patient/Observation.sr', { ...inLaunch, kind: 'Observation' }, 'falls-short'],
    ['patient/DocumentReference.rs', { ...inLaunch, kind: 'Note' }, 'reaches'],
    // The question as a whole.
    ['patient/Condition.rs', inLaunch, 'reaches'],
    ['patient/Condition.c', inLaunch, 'falls-short'],
    // Without the launch's patient, `patient/` is nobody.
    ['patient/*.rs', { ...inLaunch, patient: 'stated', kind: 'Note' }, 'falls-short'],
    ['patient/*.rs', { ...inLaunch, patient: 'none', kind: 'Note' }, 'falls-short'],
    // `system/` is not for people.
    ['system/*.rs', { ...bySelf, kind: 'Note' }, 'reaches'],
    ['system/*.rs', { ...inLaunch, kind: 'Note' }, 'falls-short'],
    // Granular: only what is known to be of that category.
    [`patient/Observation.rs?category=${CATEGORY}`, { ...inLaunch, kind: 'Observation' }, 'falls-short'],
    [
      `patient/Observation.rs?category=${CATEGORY}`,
      { ...inLaunch, kind: 'Observation', parameters: { category: CATEGORY } },
      'reaches',
    ],
    [
      `patient/Observation.rs?category=${CATEGORY}&status=final`,
      { ...inLaunch, kind: 'Observation', parameters: { category: CATEGORY } },
      'falls-short',
    ],
    ['patient/Observation.rs?category=a&category=b', { ...inLaunch, parameters: { category: 'a' } }, 'falls-short'],
  ])('%s for %o: %s', (scope, asked, expected) => {
    expect(scopeOf(scope, asked)).toBe(expected)
  })
  it.each(['patient/observation.rs', 'Patient/Observation.rs', 'patient/Observation.', 'patient/Observation.rsx'])(
    'never by %s, which is none',
    (word) => {
      expect(parseScopes(word)).toEqual([])
    },
  )
  it('of the first 200 words only', () => {
    expect(parseScopes(`${'x '.repeat(200)}patient/*.rs`)).toEqual([])
  })
})

const kind = fc.constantFrom('Observation', 'Condition', 'DocumentReference', '*')
const smart = fc
  .record({
    level: fc.constantFrom('patient', 'user', 'system'),
    type: kind,
    letters: fc.constantFrom('r', 's', 'rs', 'cruds', 'cud', 'read', 'write', '*'),
    query: fc.constantFrom('', '?category=a', '?category=b', '?category=a&status=final'),
  })
  .map(({ level, type, letters, query }) => `${level}/${type}.${letters}${query}`)
const word = fc.oneof({ weight: 4, arbitrary: smart }, { weight: 1, arbitrary: fc.stringMatching(/^[!-~]{0,20}$/) })
const scopes = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
const asked: fc.Arbitrary<ScopeAsked> = fc.record({
  kind: fc.constantFrom('Observation', 'Condition', 'Note', undefined),
  principal: fc.constantFrom('user', 'service'),
  patient: fc.constantFrom('launch', 'stated', 'none'),
  parameters: fc.constantFrom({}, { category: 'a' }, { category: 'a', status: 'final' }),
})

describe('always', () => {
  it('one scope more never takes anything away', () => {
    fc.assert(
      fc.property(scopes, word, asked, (some, more, what) => {
        if (scopeOf(some, what) === 'reaches') expect(scopeOf(`${some} ${more}`, what)).toBe('reaches')
      }),
    )
  })
  it('a word that is no scope gives nothing', () => {
    fc.assert(
      fc.property(scopes, fc.stringMatching(/^[a-z]{1,12}(\/[a-z.]{1,12})?$/), asked, (some, other, what) => {
        expect(scopeOf(`${some} ${other}`, what)).toBe(scopeOf(some, what))
      }),
    )
  })
  it('what two tokens allow together, each allows alone', () => {
    fc.assert(
      fc.property(scopes, scopes, asked, (one, other, what) => {
        if (scopeOf(narrowScopes(one, other), what) !== 'reaches') return
        expect([scopeOf(one, what), scopeOf(other, what)]).toEqual(['reaches', 'reaches'])
      }),
    )
  })
  it('what was granted of a wish, the registration allows', () => {
    fc.assert(
      fc.property(scopes, scopes, asked, (wish, registered, what) => {
        if (scopeOf(coveredWords(wish, registered).join(' '), what) !== 'reaches') return
        expect(scopeOf(registered, what)).toBe('reaches')
      }),
    )
  })
  it('a token without a bound is bounded by the other', () => {
    expect(narrowScopes(undefined, 'user/*.rs')).toBe('user/*.rs')
    expect(narrowScopes('user/*.rs', undefined)).toBe('user/*.rs')
    expect(narrowScopes('user/*.rs', 'user/Observation.rs openid')).toBe('user/Observation.rs')
  })
})
