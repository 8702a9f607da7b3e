import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Role } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { assumedLines, type Case, Described, readCases, requestOf, tryCase } from './cases.ts'
import { createDefaultPolicySet, createPolicySet } from './create-policy-set.ts'
import { explain } from './explain.ts'
import { problemLine } from './problem.ts'
import { referenceAnswer } from './reference.fixture.ts'
import { PACK_FOLDER, readDefaultPack } from './texts.ts'

const policies = createDefaultPolicySet()
const file = 'cases.yaml'
const shipped = readCases({ file, text: readFileSync(join(PACK_FOLDER, file), 'utf8') })
const cases: readonly Case[] = 'cases' in shipped ? shipped.cases : []

describe('the cases that ship', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    expect(tryCase(policies, one).wrong).toBeUndefined()
    const { name: _, expect: expected, by: __, profile: ___, ...described } = one
    expect(referenceAnswer(requestOf(described)).effect).toBe(expected)
  })

  it('have every role and every policy in them', () => {
    expect(new Set(cases.flatMap(({ role }) => role))).toEqual(new Set(Role.options))
    const decided = new Set(cases.flatMap((one) => tryCase(policies, one).got.policies))
    expect(policies.policies.map(({ id }) => id).filter((id) => !decided.has(id))).toEqual([])
  })
})

describe('a case', () => {
  const wrongly: [string, object, string][] = [
    ['that comes out otherwise', { expect: 'deny' }, 'permit by clinician.own-patients, not deny'],
    ['that another policy decides', { by: ['x'] }, 'permit by clinician.own-patients, not x'],
    ['that another profile binds', { profile: 'nursing' }, 'bound to profile treatment, not nursing'],
  ]
  it.each(wrongly)('%s is said', (_case, over, why) => {
    const [one] = cases
    expect(tryCase(policies, { ...one, ...over } as Case).wrong).toBe(why)
  })

  it('that names nobody is asked as nobody whom a policy names, and says so', () => {
    const more = `@id("s")\n@why("a test")\nforbid (principal == User::"somebody", action, resource);`
    const set = createPolicySet('x', {
      ...readDefaultPack(),
      policies: { ...readDefaultPack().policies, 'x.cedar': more },
    })
    const [one] = cases
    const [open, closed] = [one, { ...one, person: 'somebody', application: 'x' }].map((each) =>
      tryCase(set, each as Case),
    )
    expect(open).toMatchObject({ got: { effect: 'permit' }, assumed: ['person', 'application'] })
    expect(closed).toMatchObject({ got: { effect: 'deny' }, assumed: [] })
    expect(assumedLines([open, closed].map((each) => each?.assumed ?? []))).toEqual([
      '1 of 2 name no person: asked as one whom no policy names',
      '1 of 2 name no application: asked as one that no policy names',
    ])
  })

  const unreadable: [string, string, string][] = [
    ['no list', 'cases: 3', 'cases.yaml:1:8: '],
    [
      'an unknown role',
      'cases:\n  - { name: n, role: wizard, purpose: TREAT, expect: deny }',
      'cases.yaml:2:22: n: role',
    ],
    [
      'a misspelt word',
      'cases:\n  - { name: n, role: nurse, purpose: TREAT, expect: deny, lables: HIV }',
      'cases.yaml:2:5: n: ',
    ],
    ['no YAML', 'cases:\n  - {', 'cases.yaml:'],
  ]
  it.each(unreadable)('with %s is told by its line', (_case, text, expected) => {
    const read = readCases({ file, text })
    expect('problems' in read && read.problems.map(problemLine).join('\n')).toContain(expected)
  })
})

describe('an explanation', () => {
  const described = (over: object) => requestOf(Described.parse({ role: 'nurse', purpose: 'TREAT', ...over }))
  const factsOf = (over: object) => explain(policies, described(over)).changes.map(({ facts }) => facts)

  it('names what decided, with its reason, and each single fact that would alter it', () => {
    const explained = explain(policies, described({ relationship: 'care-team', record: 'Note', labels: '42CFRPart2' }))
    expect(explained.decided).toMatchObject([{ id: 'label.part-2', effect: 'forbid' }])
    expect(explained.changes.map(({ facts }) => facts)).toEqual([
      ['with a consent of the patient that permits it'],
      ['without the label 42CFRPart2'],
      ['with an emergency grant'],
      ['without a patient'],
    ])
  })
  it('names pairs where no single fact would', () => {
    const changes = factsOf({ suspended: true })
    expect(changes.length).toBeGreaterThan(3)
    expect(changes).toContainEqual(['with a current relationship: care team', 'not suspended'])
    for (const facts of changes) expect(facts).toContain('not suspended')
  })
  it('names what would close what is open', () => {
    expect(factsOf({ relationship: 'care-team' })).toContainEqual(['without a current relationship: care team'])
    expect(factsOf({ relationship: 'care-team' })).toContainEqual(['suspended'])
  })
  it('every change that it names does alter it', () => {
    const { answer, changes } = explain(policies, described({ role: 'researcher', purpose: 'HRESCH' }))
    expect(answer.effect).toBe('deny')
    expect(changes).toContainEqual({
      facts: ['with a current relationship: study group', 'with a consent of the patient that permits it'],
      by: ['researcher.participants'],
    })
  })
})
