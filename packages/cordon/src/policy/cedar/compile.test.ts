import { describe, expect, it } from 'vitest'
import { Described, requestOf } from './cases.ts'
import { type Compiled, compilePolicies } from './compile.ts'
import { createPolicySet } from './create-policy-set.ts'
import { problemLine } from './problem.ts'
import { type PolicyTexts, readDefaultPack } from './texts.ts'

const NAMED = '@id("a.b")\n@why("a test")\n'
const PERMIT = `${NAMED}permit (principal, action, resource);\n`

function problemsOf(text: string, over: Partial<PolicyTexts> = {}): string[] {
  const answer = compilePolicies({ profiles: 'profiles: {}', policies: { 'x.cedar': text }, ...over })
  return answer.valid ? answer.warnings.map(problemLine) : answer.problems.map(problemLine)
}

describe('a policy set', () => {
  it('that ships validates, without a warning, and each policy says why', () => {
    const pack = compilePolicies(readDefaultPack()) as Compiled
    expect(pack).toMatchObject({ valid: true, warnings: [] })
    expect(pack.policies.length).toBeGreaterThan(20)
    const nobody = new Set()
    expect(pack.looksAt).toEqual({ principals: nobody, applications: nobody, kind: false, actors: false })
  })

  const cases: [string, string, string][] = [
    [
      'a word that is none',
      `${NAMED}permit (principal, action, resource) wehn { true };`,
      'x.cedar:3:38: invalid policy condition: wehn',
    ],
    [
      'a purpose that is misspelt',
      `${NAMED}permit (principal, action, resource)\nwhen { context.purpose == Purpose::"TRAET" };`,
      'x.cedar:4:27: entity `Purpose::"TRAET"`',
    ],
    [
      'an attribute that is misspelt, with what was meant',
      `${NAMED}permit (principal, action, resource)\nwhen { context.pupose == Purpose::"TREAT" };`,
      'did you mean `purpose`?',
    ],
    [
      'an optional attribute that nothing guards',
      `${NAMED}permit (principal, action, resource)\nwhen { context.purposeFixed == context.purpose };`,
      'optional',
    ],
    ['no id', 'permit (principal, action, resource);', 'x.cedar:1:1: a policy needs an @id'],
    ['no reason', '@id("a")\npermit (principal, action, resource);', 'a needs a @why'],
    ['an annotation that means nothing', `@obligaton("x")\n${PERMIT}`, '@obligaton means nothing here'],
    [
      'an obligation that is not understood',
      `@obligation("deid:none")\n${PERMIT}`,
      'the @obligation is not understood',
    ],
    ['an obligation that stands twice', `@obligation("profile:a;profile:b")\n${PERMIT}`, 'is not understood'],
    [
      'an obligation of a forbid',
      `@obligation("deid:safe-harbor")\n${NAMED}forbid (principal, action, resource);`,
      'obliges nobody',
    ],
    ['a profile that is not there', `@obligation("profile:gone")\n${PERMIT}`, 'profiles.yaml has no profile gone'],
    ['an id that stands twice', `${PERMIT}\n${PERMIT}`, 'the id a.b stands in x.cedar too'],
    [
      'a template',
      `${NAMED}permit (principal == ?principal, action, resource);`,
      'a template with a slot is no policy',
    ],
    [
      'a patient who is named',
      `${PERMIT}@id("b")\n@why("a test")\nforbid (principal, action, resource == Patient::"Patient/17");`,
      'x.cedar:4:1: a policy cannot name a Patient',
    ],
    [
      'a record that is named',
      `${NAMED}permit (principal, action, resource) when { resource == Record::"asked" };`,
      'a policy cannot name a Record',
    ],
    [
      'a name with a control character',
      `${NAMED}permit (principal == User::"\\u{1}", action, resource);`,
      'a name of a User has a control character',
    ],
    ['nothing', '// nothing', 'policies:1:1: there is no policy'],
    [
      'a policy that can never apply, as a warning',
      `${PERMIT}@id("never")\n@why("a test")\npermit (principal is Application, action, resource);`,
      'x.cedar:4:1: ',
    ],
  ]
  it.each(cases)('says where %s stands', (_case, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected)
  })

  it('says where the profiles are wrong', () => {
    expect(problemsOf(PERMIT, { profiles: 'profiles:\n  a: [' })[0]).toMatch(/^profiles.yaml:2:\d+: this is not YAML/)
    const shape = 'profiles:\n  a:\n    why: x\n    paths: []\n    passagesMax: many\n    passageCharactersMax: 1\n'
    expect(problemsOf(PERMIT, { profiles: shape })[0]).toMatch(/^profiles.yaml:5:5: profiles.a.passagesMax/)
  })

  it('says which path is none, on its line, with what was meant; and warns of one that gives nothing', () => {
    const of = (path: string) =>
      `profiles:\n  a:\n    why: x\n    paths:\n      - Note\n      - ${path}\n    passagesMax: 1\n    passageCharactersMax: 1\n`
    expect(problemsOf(PERMIT, { profiles: of('Observation.valueQuantity') })).toEqual([
      'profiles.yaml:6:9: profiles.a.paths: no passage is made of Observation.valueQuantity (did you mean Observation.value?)',
    ])
    expect(problemsOf(PERMIT, { profiles: of('CarePlan') })).toEqual([
      'profiles.yaml:6:9: warning: profiles.a.paths: no passage is made of CarePlan',
    ])
    const task = `${of('Note')}tasks:\n  t: { why: x, paths: [Medication], passagesMax: 1, passageCharactersMax: 1 }\n`
    expect(problemsOf(PERMIT, { profiles: task.replace('Medication', 'Procedures') })).toEqual([
      'profiles.yaml:10:24: tasks.t.paths: no passage is made of Procedures (did you mean Procedure?)',
    ])
    expect(problemsOf(PERMIT, { profiles: task.replace('passagesMax: 1,', '') })[0]).toMatch(
      /^profiles.yaml:10:3: tasks.t/,
    )
  })

  it('tells one mistake once, although it is found for every action', () => {
    expect(problemsOf(`${NAMED}permit (principal, action, resource) when { context.pupose };`)).toHaveLength(1)
  })

  it('that was validated before is read without validating, where texts and schema are the very same', () => {
    const pack = readDefaultPack()
    const { hash } = compilePolicies(pack) as Compiled
    expect(compilePolicies(pack, hash)).toEqual(compilePolicies(pack))
    const odd = {
      ...pack,
      policies: { 'x.cedar': `${NAMED}permit (principal, action, resource) when { context.pupose };` },
    }
    expect(compilePolicies(odd, hash).valid).toBe(false)
  })

  it('takes nobody for somebody whom a policy names', () => {
    const text = `${NAMED}permit (principal, action, resource)
      when { principal == User::"somebody" || context.application == Application::"some" };`
    const set = createPolicySet('x', { profiles: 'profiles: {}', policies: { 'x.cedar': text } })
    const of = (person: string, application: string) =>
      set.evaluate(requestOf(Described.parse({ role: 'clinician', purpose: 'TREAT', person, application }))).effect
    expect([of('else', 'other'), of('somebody', 'other'), of('else', 'some')]).toEqual(['deny', 'permit', 'permit'])
  })

  it('knows what its answers can differ by', () => {
    const text = `${NAMED}permit (principal == User::"dr \\"c\\"", action, resource)
      when { context.application == Application::"x" && !context.actors.contains(Agent::"a") };`
    const answer = compilePolicies({ profiles: 'profiles: {}', policies: { 'x.cedar': text } }) as Compiled
    const principals = new Set(['dr "c"'])
    expect(answer.looksAt).toEqual({ principals, applications: new Set(['x']), kind: false, actors: true })
  })

  it('has a hash that changes with a policy, a profile and nothing else', () => {
    const pack = readDefaultPack()
    const hashOf = (texts: PolicyTexts) => (compilePolicies(texts) as Compiled).hash
    expect(hashOf({ ...pack, policies: Object.fromEntries(Object.entries(pack.policies).reverse()) })).toBe(
      hashOf(pack),
    )
    expect(hashOf({ ...pack, profiles: `${pack.profiles}\n# changed` })).not.toBe(hashOf(pack))
  })
})
