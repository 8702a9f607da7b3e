import type { DetailedError, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs'
import { hashOf } from '../../identity/change.ts'
import type { Obligations } from '../decision/access.ts'
import { tooHigh } from './bounds.ts'
import { type Cedar, EngineFell, withCedar } from './engine.ts'
import { readObligation } from './obligations.ts'
import { type Problem, problem, type Source } from './problem.ts'
import type { Profiles, Tasks } from './profiles.ts'
import { readProfiles } from './read-profiles.ts'
import { type PolicyTexts, PROFILES_FILE, readSchema } from './texts.ts'

/** One policy of a set. */
export interface Policy {
  readonly id: string
  readonly effect: 'permit' | 'forbid'
  /** In plain words, for officers and auditors. */
  readonly why: string
  readonly obligations: Obligations
  readonly file: string
  readonly text: string
}

/** A set that validates: every policy is parsed, checked against the schema, named and explained. */
export interface Compiled {
  readonly valid: true
  readonly hash: string
  readonly schema: string
  readonly policies: readonly Policy[]
  readonly profiles: Profiles
  readonly tasks: Tasks
  /** What answers can differ by: what no policy looks at is the same question. */
  readonly looksAt: LooksAt
  readonly warnings: readonly Problem[]
}

export interface LooksAt {
  /** People and services that some policy names. */
  readonly principals: ReadonlySet<string>
  readonly applications: ReadonlySet<string>
  readonly kind: boolean
  readonly actors: boolean
}

export interface Invalid {
  readonly valid: false
  readonly problems: readonly Problem[]
}

const POLICIES_MAX = 2_000
const ID = /^[a-z0-9][a-z0-9.-]{0,79}$/
const WHY_CHARACTERS_MAX = 300

/**
 * Reads, names and validates a set, strictly. What does not validate is answered with every problem by file, line and
 * column; nothing is half taken. `validated` is the hash of a set that was validated before: these very texts, under this very
 * schema, are then read without being validated again, which would hold a serving node up.
 */
export function compilePolicies(texts: PolicyTexts, validated?: string): Compiled | Invalid {
  const sources = Object.entries(texts.policies)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, text]): Source => ({ file, text }))
  const unread = sources.flatMap((source) => tooHigh(source) ?? [])
  if (unread.length > 0) return { valid: false, problems: unread }
  try {
    return withCedar((engine) => compile(engine, texts, sources, validated))
  } catch (error) {
    if (error instanceof EngineFell) return { valid: false, problems: [whole('the engine cannot read these policies')] }
    throw error
  }
}

function compile(
  engine: Cedar,
  texts: PolicyTexts,
  sources: readonly Source[],
  validated: string | undefined,
): Compiled | Invalid {
  const schema = readSchema()
  const hash = hashOf({ schema, ...texts })
  const problems: Problem[] = []
  const { profiles, tasks } = readProfiles(texts.profiles, problems, validated === hash)
  const policies = sources.flatMap((source) =>
    readFile(engine, validated === hash ? undefined : schema, source, problems),
  )
  refuseTwice(texts, policies, problems)
  refuseUnknownProfiles(texts, policies, profiles, problems)
  if (policies.length > POLICIES_MAX) problems.push(whole(`more than ${POLICIES_MAX} policies`))
  if (policies.length === 0 && problems.length === 0) problems.push(whole('there is no policy: everything is refused'))
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) return { valid: false, problems }
  return {
    valid: true,
    hash,
    schema,
    policies: policies.map(({ json: _, ...policy }) => policy),
    profiles,
    tasks,
    looksAt: looksAtOf(policies),
    warnings: problems,
  }
}

type Read = Policy & { readonly json: PolicyJson }

const whole = (why: string): Problem => ({ file: 'policies', line: 1, column: 1, why, severity: 'error' })

/** The policies of one file, by their own ids. A file that does not parse has none. No schema: they are not validated. */
function readFile(engine: Cedar, schema: string | undefined, source: Source, problems: Problem[]): Read[] {
  const parts = engine.policySetTextToParts(source.text)
  if (parts.type === 'failure') {
    problems.push(...parts.errors.map((error) => problemOf(source, error)))
    return []
  }
  if (parts.policy_templates.length > 0) problems.push(problem(source, 0, 'a template with a slot is no policy'))
  if (schema !== undefined) validate(engine, schema, source, problems)
  return parts.policies.flatMap((text) => readPolicy(engine, source, text, problems) ?? [])
}

function validate(engine: Cedar, schema: string, source: Source, problems: Problem[]): void {
  const answer = engine.validate({
    validationSettings: { mode: 'strict' },
    schema,
    policies: { staticPolicies: source.text },
  })
  if (answer.type === 'failure') {
    problems.push(...answer.errors.map((error) => problemOf(source, error)))
    return
  }
  // The same mistake is found once for each action; it is told once.
  const told = new Set<string>()
  const tell = (found: { error: DetailedError }, severity: Problem['severity']) => {
    const next = { ...problemOf(source, found.error), severity }
    const key = `${next.line}:${next.column}`
    if (!told.has(key)) problems.push(next)
    told.add(key)
  }
  for (const each of answer.validationErrors) tell(each, 'error')
  for (const each of answer.validationWarnings) tell(each, 'warning')
}

/** Cedar names policies by their number in the file; ours have names and lines. */
function problemOf(source: Source, { message, help, sourceLocations }: DetailedError): Problem {
  const why = message.replace(/^for policy `[^`]*`[:,] /, '').replace(/ (in context )?for Action::"[a-z]+"/, ' $1')
  return problem(source, sourceLocations?.[0]?.start ?? 0, why.replace(/ {2,}/g, ' ').trim(), help)
}

function readPolicy(engine: Cedar, source: Source, text: string, problems: Problem[]): Read | undefined {
  const offset = Buffer.byteLength(source.text.slice(0, Math.max(0, source.text.indexOf(text))))
  const wrong = (why: string, mend: string) => {
    problems.push(problem(source, offset, why, mend))
    return undefined
  }
  const answer = engine.policyToJson(text)
  if (answer.type === 'failure') return wrong('this policy cannot be read', 'see the other problems of this file')
  const unfit = namedIn(answer.json).find(({ type, id }) => PLACEHOLDERS_ONLY.has(type) || CONTROL.test(id))
  if (unfit !== undefined && PLACEHOLDERS_ONLY.has(unfit.type))
    return wrong(`a policy cannot name a ${unfit.type}: it would never apply`, 'what one patient wishes is a consent')
  if (unfit !== undefined) return wrong(`a name of a ${unfit.type} has a control character`, 'no name has one')
  const { effect, annotations = {} } = answer.json
  const { id = '', why = '', obligation, ...others } = annotations
  if (!ID.test(id)) return wrong('a policy needs an @id', '@id("clinician.own-patients"): lower-case, digits, . and -')
  if (why.length === 0 || why.length > WHY_CHARACTERS_MAX)
    return wrong(`${id} needs a @why`, `in plain words, at most ${WHY_CHARACTERS_MAX} characters`)
  const [other] = Object.keys(others)
  if (other !== undefined) return wrong(`${id}: @${other} means nothing here`, '@id, @why and @obligation do')
  if (obligation !== undefined && effect === 'forbid') return wrong(`${id}: a forbid obliges nobody`, 'leave it out')
  const obligations = readObligation(obligation ?? 'profile:') ?? (obligation === undefined ? NONE : undefined)
  if (obligations === undefined)
    return wrong(`${id}: the @obligation is not understood`, 'profile:NAME;deid:POLICY;destination:inside')
  return { id, effect, why, obligations, file: source.file, text, json: answer.json }
}

const NONE: Obligations = { profile: undefined, deid: undefined, destination: undefined }

function refuseTwice(texts: PolicyTexts, policies: readonly Read[], problems: Problem[]): void {
  const seen = new Map<string, string>()
  for (const { id, file, text } of policies) {
    const first = seen.get(id)
    if (first !== undefined) problems.push(at(texts, file, text, `the id ${id} stands in ${first} too`))
    seen.set(id, file)
  }
}

function refuseUnknownProfiles(
  texts: PolicyTexts,
  policies: readonly Read[],
  profiles: Profiles,
  problems: Problem[],
): void {
  for (const { id, file, text, obligations } of policies) {
    const { profile } = obligations
    if (profile !== undefined && !Object.hasOwn(profiles, profile))
      problems.push(at(texts, file, text, `${id}: ${PROFILES_FILE} has no profile ${profile}`))
  }
}

function at(texts: PolicyTexts, file: string, text: string, why: string): Problem {
  const source = texts.policies[file] ?? ''
  return problem({ file, text: source }, Buffer.byteLength(source.slice(0, Math.max(0, source.indexOf(text)))), why)
}

/** What a question never has a name of its own for. */
const PLACEHOLDERS_ONLY: ReadonlySet<string> = new Set(['Patient', 'Record'])
const CONTROL = /\p{Cc}/u

interface Named {
  readonly type: string
  readonly id: string
}

/** Every entity that a policy names: in what Cedar parsed they stand as type and id, and strings of a policy stand escaped. */
function namedIn(json: unknown): Named[] {
  const found = JSON.stringify(json).matchAll(/"type":"(\w+)","id":("(?:[^"\\]|\\.)*")/g)
  return [...found].map(([, type = '', id = '""']) => ({ type, id: String(JSON.parse(id)) }))
}

/** Attributes stand in it by their names. */
function looksAtOf(policies: readonly Read[]): LooksAt {
  const text = JSON.stringify(policies.map(({ json }) => json))
  const named = namedIn(policies.map(({ json }) => json))
  const idsOf = (...types: string[]) => new Set(named.filter(({ type }) => types.includes(type)).map(({ id }) => id))
  return {
    principals: idsOf('User', 'Service'),
    applications: idsOf('Application'),
    kind: text.includes('"attr":"kind"'),
    actors: text.includes('"attr":"actors"'),
  }
}
