import { Purpose, Role, SecurityLabel } from '@cordon/contract'
import { type Document, isMap, isSeq, parseDocument } from 'yaml'
import { z } from 'zod'
import type { AccessAnswer, AccessRequest, PolicySet } from '../decision/access.ts'
import { KINDS, type RelationshipKind } from '../patients/relationship-kinds.ts'
import { UNNAMED } from './create-policy-set.ts'
import { type Problem, problem, type Source } from './problem.ts'

const oneOrMore = <T extends z.ZodType>(of: T) =>
  z.union([of, z.array(of).max(16)]).transform((value) => (Array.isArray(value) ? value : [value]) as z.infer<T>[])

const Kind = z.enum(Object.keys(KINDS) as [RelationshipKind, ...RelationshipKind[]])

/**
 * A request as an officer describes one: everything that is left out is in order and ordinary. A person or an application that
 * is left out is one that no policy names, and whoever answers says so (`assumedOf`).
 */
export const Described = z.strictObject({
  role: oneOrMore(Role),
  purpose: Purpose,
  kind: z.enum(['user', 'service']).default('user'),
  person: z.string().min(1).max(64).optional(),
  suspended: z.boolean().default(false),
  licence: z.enum(['in-date', 'expired', 'unstated']).default('unstated'),
  actors: oneOrMore(z.string().max(200)).prefault([]),
  action: z.enum(['ask', 'retrieve', 'deidentify', 'reidentify']).default('ask'),
  application: z.string().min(1).max(64).optional(),
  purposeFixed: Purpose.optional(),
  patient: z.enum(['stated', 'none']).default('stated'),
  relationship: oneOrMore(Kind).prefault([]),
  /** A class of the chart's records; absent: the question as a whole. */
  record: z.string().max(50).optional(),
  labels: oneOrMore(SecurityLabel).prefault([]),
  consent: z.enum(['permit', 'deny', 'none']).default('none'),
  scope: z.enum(['reaches', 'falls-short', 'unbounded']).default('unbounded'),
  emergency: z.boolean().default(false),
})
export type Described = z.infer<typeof Described>

const Case = z.strictObject({
  ...Described.shape,
  name: z.string().min(1).max(200),
  expect: z.enum(['permit', 'deny']),
  /** The policies that have to decide it, by id: all of them, and no others. */
  by: oneOrMore(z.string().max(80)).optional(),
  /** The profile that it has to be bound to. */
  profile: z.string().max(200).optional(),
})
export type Case = z.infer<typeof Case>

const CASES_MAX = 10_000

/** A table of cases in YAML: `cases:`, a list. What is wrong is told by line. */
export function readCases(source: Source): { readonly cases: readonly Case[] } | { readonly problems: Problem[] } {
  const document = parseDocument(source.text)
  const [broken] = document.errors
  if (broken !== undefined) return { problems: [problemAt(source, broken.pos[0], 'this is not YAML')] }
  const parsed = z.strictObject({ cases: z.array(Case).max(CASES_MAX) }).safeParse(document.toJS({ maxAliasCount: 0 }))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) =>
    problemAt(source, offsetOf(document, path), `${nameOf(document, path)}${path.slice(2).join('.')}: ${message}`),
  )
  return { problems }
}

const problemAt = (source: Source, at: number, why: string): Problem =>
  problem(source, Buffer.byteLength(source.text.slice(0, at)), why)

function nameOf(document: Document, path: readonly PropertyKey[]): string {
  const name = path.length > 1 ? document.getIn([...path.slice(0, 2), 'name']) : undefined
  return typeof name === 'string' ? `${name}: ` : ''
}

/** Where the innermost part of a path that is there stands. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0])
    if (isMap(node) || isSeq(node)) return 0
  }
  return 0
}

export function requestOf(described: Described): AccessRequest {
  const { role, person = UNNAMED, kind, suspended, licence, relationship, record, labels, patient, ...rest } = described
  const { application = UNNAMED, purposeFixed } = rest
  return {
    tenant: '',
    ...rest,
    application,
    action: record === undefined ? rest.action : 'retrieve',
    principal: { id: person, kind, roles: role, suspended, licence },
    purposeFixed,
    patient: patient === 'none' ? undefined : 'stated',
    record: record === undefined ? undefined : { kind: record, labels },
    relationships: relationship,
  }
}

/** What a description leaves open, and nobody should think was stated. */
export type Assumed = 'person' | 'application'

export const assumedOf = ({ person, application }: Pick<Described, Assumed>): Assumed[] => [
  ...(person === undefined ? (['person'] as const) : []),
  ...(application === undefined ? (['application'] as const) : []),
]

/** @example '12 of 14 name no person: asked as one whom no policy names' */
export function assumedLines(each: readonly (readonly Assumed[])[]): string[] {
  return (['person', 'application'] as const).flatMap((what) => {
    const count = each.filter((assumed) => assumed.includes(what)).length
    if (count === 0) return []
    return [`${count} of ${each.length} name no ${what}: asked as one ${ASKED_AS[what]}`]
  })
}

const ASKED_AS: Record<Assumed, string> = { person: 'whom no policy names', application: 'that no policy names' }

export interface CaseResult {
  readonly name: string
  readonly expected: 'permit' | 'deny'
  readonly got: AccessAnswer
  /** What the case left out and was asked without. */
  readonly assumed: readonly Assumed[]
  /** Absent: it came out as expected. */
  readonly wrong?: string
}

export function tryCase(policies: PolicySet, one: Case): CaseResult {
  const { name, expect: expected, by, profile, ...described } = one
  const got = policies.evaluate(requestOf(described))
  const wrong = whatIsWrong(got, { expected, by, profile })
  return { name, expected, got, assumed: assumedOf(described), ...(wrong === undefined ? {} : { wrong }) }
}

function whatIsWrong(
  { effect, policies, obligations, faulty }: AccessAnswer,
  { expected, by, profile }: { expected: string; by: readonly string[] | undefined; profile: string | undefined },
): string | undefined {
  if (faulty) return 'the policies could not be evaluated'
  const decided = policies.join(', ') || 'no policy'
  if (effect !== expected) return `${effect} by ${decided}, not ${expected}`
  if (by !== undefined && [...by].sort().join(', ') !== policies.join(', '))
    return `${effect} by ${decided}, not ${by.join(', ')}`
  if (profile !== undefined && obligations.profile !== profile)
    return `bound to profile ${obligations.profile ?? 'nothing'}, not ${profile}`
  return undefined
}
