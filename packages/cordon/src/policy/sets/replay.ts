import { type AccessFacts, type EntryBody, type NewestBody, Purpose, Role, SecurityLabel } from '@cordon/contract'
import { z } from 'zod'
import type { AccessAnswer, AccessRequest } from '../decision/access.ts'
import { KINDS, type RelationshipKind } from '../patients/relationship-kinds.ts'

/** What would come out otherwise if a draft were in force, from what the journal says of past requests. */
export interface Replayed {
  /** Requests that were decided in the time looked at. */
  readonly decided: number
  /** Of those, what could not be asked again, by why. */
  readonly notReplayed: {
    /** It ended before the policies were asked: a draft would not be asked either. */
    readonly before: number
    /** Recorded without the facts, by an older Cordon, or with a name that this one does not know. */
    readonly withoutFacts: number
    /** Nobody by that name: no policy opens that. */
    readonly unknownPatient: number
  }
  readonly replayed: number
  /** At most 1,000. */
  readonly changed: readonly Changed[]
  readonly changedCount: number
  /** Classes of charts that would open or close, by kind and labels: how often, against the policies in force now. */
  readonly classes: readonly ClassChange[]
  /** Classes that an entry had no room for. */
  readonly classesNotRecorded: number
}

export interface ClassChange {
  /** Kind and labels, for example `Note HIV`. */
  readonly class: string
  readonly becomes: 'permit' | 'deny'
  readonly count: number
}

export interface Changed {
  readonly request: string
  readonly time: string
  readonly principal: string
  readonly application: string
  readonly purpose: string
  readonly was: 'permit' | 'deny'
  readonly becomes: 'permit' | 'deny'
  readonly by: readonly string[]
}

const CHANGED_MAX = 1_000

type Outcome = NewestBody<'outcome'>

/** Answers of one set, in the order asked; it need not be on this thread. */
export type Answers = (requests: readonly AccessRequest[]) => Promise<AccessAnswer[]>

/** Questions that are put at once. */
const BATCH = 200

/** Puts every recorded question to `draft`. Entries come in any order; what is not an outcome is passed over. */
export async function replay(
  entries: AsyncIterable<{ readonly time: string; readonly body: EntryBody | undefined }>,
  draft: Answers,
  inForce: Answers,
): Promise<Replayed> {
  const notReplayed = { before: 0, withoutFacts: 0, unknownPatient: 0 }
  const changed: Changed[] = []
  const classes = new Map<string, ClassChange>()
  let [decided, replayed, changedCount, classesNotRecorded] = [0, 0, 0, 0]
  let batch: Past[] = []

  async function put(): Promise<void> {
    const past = batch
    batch = []
    const answers = await draft(past.map(({ asked }) => asked.request))
    const open: AskedAgain[] = []
    for (const [n, { time, body, asked }] of past.entries()) {
      const { effect: becomes, policies: by } = answers[n] ?? NO_ANSWER
      const was = wasPermitted(body) ? 'permit' : 'deny'
      if (becomes === 'permit' && was === 'permit') open.push(asked)
      if (becomes === was) continue
      changedCount += 1
      const { request, principal, application, purpose } = body
      if (changed.length < CHANGED_MAX)
        changed.push({ request, time, principal, application, purpose, was, becomes, by })
    }
    await countClasses(open.flatMap(classesAsked), draft, inForce, classes)
  }

  for await (const { time, body } of entries) {
    if (body?.class !== 'outcome' || body.v === 1 || body.decision === undefined) continue
    decided += 1
    const asked = askedOf(body)
    if (typeof asked === 'string') {
      notReplayed[asked] += 1
      continue
    }
    replayed += 1
    classesNotRecorded += asked.facts.classesMore
    batch.push({ time, body, asked })
    if (batch.length >= BATCH) await put()
  }
  await put()
  return { decided, notReplayed, replayed, changed, changedCount, classes: [...classes.values()], classesNotRecorded }
}

interface Past {
  readonly time: string
  readonly body: Outcome
  readonly asked: AskedAgain
}

/** Fewer answers than questions: a denial. */
const NO_ANSWER = { effect: 'deny', policies: [] } as const

/** What the policies said then. Whatever was refused behind them, for want of an agreement say, they had permitted. */
function wasPermitted({ decision }: Outcome): boolean {
  return decision?.effect === 'permit' || !POLICY_RULES.has(decision?.rule ?? '')
}

const POLICY_RULES: ReadonlySet<string> = new Set(['role.purpose', 'patient.relationship', 'policy.decides'])
const UNKNOWN = 'the store holds no such patient'

export interface AskedAgain {
  readonly request: AccessRequest
  readonly facts: AccessFacts
}

/** The recorded question, or why it cannot be asked again. */
export function askedOf(body: Outcome): AskedAgain | keyof Replayed['notReplayed'] {
  const facts = body.decision?.access
  if (facts === undefined) return BEFORE.has(body.decision?.rule ?? '') ? 'before' : 'withoutFacts'
  if (body.decision?.rule === 'patient.stated' || body.decision?.rule.startsWith('document.') === true) return 'before'
  if (body.reasons.some(({ holds, why }) => !holds && why === UNKNOWN)) return 'unknownPatient'
  const request = requestOf(body, facts)
  return request === undefined ? 'withoutFacts' : { request, facts }
}

const BEFORE: ReadonlySet<string> = new Set(['purpose.stated', 'purpose.registration', 'role.right', 'emergency.grant'])
const Kinds = z.array(z.enum(Object.keys(KINDS) as [RelationshipKind, ...RelationshipKind[]]))

/** Undefined where a name is not one that this Cordon knows. */
function requestOf(body: Outcome, facts: AccessFacts): AccessRequest | undefined {
  const purpose = Purpose.safeParse(body.purpose)
  const fixed = Purpose.optional().safeParse(facts.purposeFixed)
  const roles = z.array(Role).safeParse(facts.roles)
  const relationships = Kinds.safeParse(facts.relationships)
  if (!purpose.success || !fixed.success || !roles.success || !relationships.success) return undefined
  const { kind, suspended, licence, actors, action, consent, scope, emergency, patient } = facts
  return {
    tenant: '',
    action,
    principal: { id: body.principal, kind, roles: roles.data, suspended, licence },
    actors,
    application: body.application,
    purpose: purpose.data,
    purposeFixed: fixed.data,
    patient: patient ? 'stated' : undefined,
    record: undefined,
    relationships: relationships.data,
    consent,
    scope,
    emergency,
  }
}

const Labels = z.array(SecurityLabel)

interface ClassAsked {
  readonly name: string
  readonly request: AccessRequest
}

/** The classes that were recorded, as questions; of a label that this Cordon does not know, none. */
function classesAsked({ request, facts }: AskedAgain): ClassAsked[] {
  return facts.classes.flatMap(({ kind, labels, consent }) => {
    const known = Labels.safeParse(labels)
    if (!known.success) return []
    const asked: AccessRequest = { ...request, action: 'retrieve', record: { kind, labels: known.data }, consent }
    return { name: [kind, ...labels].join(' '), request: asked }
  })
}

/** What of the chart would open or close: the draft against the policies in force. */
async function countClasses(
  asked: readonly ClassAsked[],
  draft: Answers,
  inForce: Answers,
  counts: Map<string, ClassChange>,
): Promise<void> {
  const requests = asked.map(({ request }) => request)
  const [then, now] = [await draft(requests), await inForce(requests)]
  for (const [n, { name }] of asked.entries()) {
    const becomes = (then[n] ?? NO_ANSWER).effect
    if (becomes === (now[n] ?? NO_ANSWER).effect) continue
    const count = (counts.get(`${becomes} ${name}`)?.count ?? 0) + 1
    counts.set(`${becomes} ${name}`, { class: name, becomes, count })
  }
}
