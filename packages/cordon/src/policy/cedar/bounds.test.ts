import { describe, expect, it } from 'vitest'
import type { AccessRequest } from '../decision/access.ts'
import { HEIGHT_MAX, tooHigh } from './bounds.ts'
import { Described, requestOf } from './cases.ts'
import { type Compiled, compilePolicies } from './compile.ts'
import { policySetOf } from './create-policy-set.ts'
import { EngineFell, withCedar } from './engine.ts'
import { problemLine } from './problem.ts'
import { readDefaultPack } from './texts.ts'

const HEAD = '@id("a.b")\n@why("a test")\npermit (principal, action, resource)\n'
const file = (condition: string) => ({ file: 'x.cedar', text: `${HEAD}when { ${condition} };` })
const compiled = (condition: string) => {
  const { file: name, text } = file(condition)
  return compilePolicies({ profiles: 'profiles: {}', policies: { [name]: text } })
}
const row = (n: number, of: string, by: string) => Array.from({ length: n }, () => of).join(by)

/** Conditions of `n` steps, in every way in which a tree grows. */
const SHAPES: Record<string, (n: number) => string> = {
  parentheses: (n) => `${'('.repeat(n)}true${')'.repeat(n)}`,
  sets: (n) => `${'['.repeat(n)}1${']'.repeat(n)} == [1]`,
  records: (n) => `${'{a:'.repeat(n)}1${'}'.repeat(n)} == {a: 1}`,
  'parentheses that nobody closes': (n) => '('.repeat(n),
  'alternatives in a row': (n) => row(n, 'context.emergency', ' || '),
  'conditions in a row': (n) => row(n, 'context.emergency', ' && '),
  'sums in a row': (n) => `${row(n, '1', ' + ')} == 1`,
  'attributes of attributes': (n) => `context${'.a'.repeat(n)}`,
  'methods of methods': (n) => `context.actors${'.contains(1)'.repeat(n)}`,
  'members in brackets': (n) => `context${'["a"]'.repeat(n)}`,
  'functions of functions': (n) => `${'ip('.repeat(n)}"1"${')'.repeat(n)}`,
  negations: (n) => `${'!'.repeat(n)}true`,
  'one or the other': (n) => `${'if true then true else '.repeat(n)}true`,
  'one if the other': (n) => `${'if '.repeat(n)}true${' then true else true'.repeat(n)}`,
  clauses: (n) => `true }\n${'unless { context.emergency }\n'.repeat(n)}when { true`,
  'a row that a parenthesis begins': (n) => `${'('.repeat(20)}true${')'.repeat(20)} || ${row(n, 'true', ' || ')}`,
  'a row behind a comment that a carriage return ends': (n) => `// \r${row(n, 'true', ' || ')}`,
  'a row between strings that end in a backslash': (n) => row(n, '"\\\\" == "a"', ' || '),
}

describe('a policy that is higher than the engine can walk', () => {
  it.each(Object.entries(SHAPES))('is refused before the engine sees it, with its place: %s', (_shape, of) => {
    const answer = compiled(of(5_000))
    const problems = answer.valid ? [] : answer.problems.map(problemLine)
    expect(problems).toEqual([expect.stringMatching(/^x\.cedar:\d+:\d+: conditions stand more than 48 deep/)])
  })

  it.each(Object.entries(SHAPES))('and what is just below the bound is walked without a fall: %s', (_shape, of) => {
    let n = 1
    while (tooHigh(file(of(n + 1))) === undefined) n += 1
    expect(n).toBeLessThanOrEqual(HEIGHT_MAX)
    const { file: name, text } = file(of(n))
    const staticPolicies = text
    const call = { principal: uid('User'), action: uid('Action'), resource: uid('Patient'), context: {}, entities: [] }
    withCedar((engine) => {
      compilePolicies({ profiles: 'profiles: {}', policies: { [name]: text } })
      engine.policyToJson(text)
      engine.isAuthorized({ ...call, policies: { staticPolicies } })
    })
  })

  it('says the line and the column', () => {
    expect(tooHigh(file(`true ||\n${'('.repeat(30)}true`))).toMatchObject({ line: 5, column: 24 })
  })
})

describe('what is long and flat', () => {
  it.each([
    ['a set of ten thousand', `context.application in [${row(10_000, 'Application::"a"', ', ')}]`],
    ['a string full of brackets', `"${'('.repeat(10_000)} \\" ${'||'.repeat(10_000)}" == ""`],
    ['a string of a million letters', `"${'\\"'.repeat(500_000)}" == ""`],
    ['a comment full of brackets', `// ${'('.repeat(10_000)}\ntrue`],
    ['what ships', Object.values(readDefaultPack().policies).join('\n')],
  ])('is nothing: %s', (_case, text) => {
    expect(tooHigh({ file: 'x.cedar', text })).toBeUndefined()
  })
  it('is nothing either, where policies stand one after another', () => {
    expect(tooHigh({ file: 'x.cedar', text: row(1_000, file('a.b || c.d').text, '\n') })).toBeUndefined()
  })
})

describe('an engine that fell', () => {
  const fall = () => withCedar((engine) => engine.policySetTextToParts(file(SHAPES.parentheses?.(5_000) ?? '').text))

  it('is not lent again: sets that it had parsed are decided by the next', () => {
    const set = policySetOf('site/1', compilePolicies(readDefaultPack()) as Compiled)
    expect(set.evaluate(asked('care-team')).effect).toBe('permit')
    expect(fall).toThrow(EngineFell)
    // Questions that were not asked before: what the set remembers would not show it.
    expect(set.evaluate(asked('encounter'))).toMatchObject({ effect: 'permit', faulty: false })
    expect(fall).toThrow(EngineFell)
    expect(set.evaluate(asked('appointment'))).toMatchObject({ effect: 'permit', faulty: false })
    expect(compilePolicies(readDefaultPack()).valid).toBe(true)
  })
})

const uid = (type: string) => ({ type, id: 'a' })

function asked(relationship: string): AccessRequest {
  return requestOf(Described.parse({ role: 'clinician', purpose: 'TREAT', relationship }))
}
