import type { EntryBody, EntryClass } from '@cordon/contract'
import type { ReadEntry } from '../open-entries.ts'

/** What a log collector asks of any entry, whatever its class. Ids, codes and pseudonyms only. */
export interface Event {
  readonly what: string
  readonly result: 'success' | 'failure' | 'unknown'
  /** 0 (informational) to 10, as CEF counts. */
  readonly severity: number
  readonly person?: string
  /** Who acts for the person, nearest first: `agent-a for scribe`. */
  readonly actors?: string
  readonly application?: string
  readonly source?: string
  /** Of a login: how. */
  readonly method?: string
  readonly purpose?: string
  readonly patient?: string
  readonly request?: string
  /** Of a copy that was sent to another vendor to compare: the request it is a copy of. The person did nothing for it. */
  readonly shadowOf?: string
  readonly code?: string
  readonly vendor?: string
  readonly model?: string
  readonly region?: string
  readonly policy?: string
  readonly count?: number
  readonly bytes?: number
  readonly ms?: number
}

type Of<Class extends EntryClass> = Extract<EntryBody, { class: Class }>

export function eventOf(entry: ReadEntry): Event {
  const { body } = entry
  if (body === undefined) return { what: entry.leaf.class, result: 'unknown', severity: 3, code: entry.closed }
  const look = BY_CLASS[body.class] as (body: EntryBody) => Event
  const found = Object.entries(look(body)).filter(([, value]) => value !== undefined && value !== 'unstated')
  return Object.fromEntries(found) as unknown as Event
}

const asking = (body: Of<'intent'> | Of<'disclosure'> | Of<'deidentification'> | Of<'reidentification'>) => ({
  person: body.principal,
  application: body.application,
  purpose: body.purpose,
  patient: body.patient,
  request: body.request,
  ...('source' in body && body.source !== undefined ? { source: body.source } : {}),
  ...actorsOf(body),
  ...copyOf(body),
})

const actorsOf = (body: object) =>
  'actors' in body && Array.isArray(body.actors) ? { actors: body.actors.join(' for ') } : {}

/** Whether an entry is of a copy: what becomes of it says nothing of the person whose question it was. */
export const isCopied = (body: object): body is { readonly shadowOf: string } =>
  'shadowOf' in body && typeof body.shadowOf === 'string'

const copyOf = (body: object) => (isCopied(body) ? { shadowOf: body.shadowOf } : {})

const GOOD = { result: 'success', severity: 1 } as const

const BY_CLASS: { [Class in EntryClass]: (body: Of<Class>) => Event } = {
  intent: (body) => ({ what: body.route, ...GOOD, ...asking(body) }),
  disclosure: (body) => ({
    what: 'disclosure',
    result: 'success',
    severity: 3,
    ...asking(body),
    vendor: body.vendor,
    model: body.model,
    region: body.region,
    policy: body.policy,
    bytes: body.payloadBytes,
    count: sum(body.identifiers),
  }),
  outcome: (body) => ({
    what: 'outcome',
    result: body.outcome === 'answered' ? 'success' : body.outcome === 'unknown' ? 'unknown' : 'failure',
    severity: body.outcome === 'answered' ? 1 : body.outcome === 'refused' && !isCopied(body) ? 5 : 3,
    request: body.request,
    ...(body.v === 1 ? {} : { person: body.principal, application: body.application }),
    ...(body.v === 1 || body.source === undefined ? {} : { source: body.source }),
    ...actorsOf(body),
    ...copyOf(body),
    ...(body.purpose === undefined ? {} : { purpose: body.purpose }),
    ...(body.patient === undefined ? {} : { patient: body.patient }),
    ...(body.v === 1 || body.recipient === undefined
      ? {}
      : { vendor: body.recipient.vendor, model: body.recipient.model }),
    code: body.code ?? body.outcome,
    bytes: body.bytesOut,
    ms: body.ms,
  }),
  deidentification: (body) => ({
    what: 'deidentification',
    ...GOOD,
    ...asking(body),
    policy: body.policy,
    count: sum(body.identifiers),
  }),
  reidentification: (body) => ({
    what: 'reidentification',
    result: 'success',
    severity: 5,
    ...asking(body),
    count: sum(body.restored),
  }),
  authentication: (body) =>
    body.v === 2 && body.result === 'accepted'
      ? {
          what: body.event ?? 'login',
          ...GOOD,
          source: body.source,
          count: body.count,
          ...(body.principal === undefined ? {} : { person: body.principal }),
          ...(body.application === undefined ? {} : { application: body.application }),
          ...(body.method === undefined ? {} : { method: body.method }),
          ...actorsOf(body),
        }
      : {
          what: 'login',
          result: 'failure',
          severity: 5,
          source: body.source,
          count: body.count,
          ...('principal' in body && body.principal !== undefined ? { person: body.principal } : {}),
          ...(body.code === undefined ? {} : { code: body.code }),
        },
  ingest: (body) => ({ what: 'ingest', ...GOOD, person: body.principal, count: sum(body.kept) }),
  configuration: (body) => ({
    what: body.action,
    result: 'success',
    severity: 3,
    person: body.principal,
    code: body.subject,
  }),
  lifecycle: (body) => ({ what: body.event, result: 'success', severity: body.event === 'disk_full' ? 8 : 1 }),
  reading: (body) => ({
    what: `reading: ${body.what}`,
    result: 'success',
    severity: 3,
    person: body.principal,
    count: body.count,
    ...(body.patient === undefined ? {} : { patient: body.patient }),
    ...(body.purpose === undefined ? {} : { purpose: body.purpose }),
  }),
  emergency: (body) => ({
    what: `emergency ${body.event}`,
    result: 'success',
    // Whoever watches looks at a broken glass now; how it ended is for the file.
    severity: body.event === 'started' || body.event === 'used' ? 8 : body.outcome === 'inappropriate' ? 9 : 3,
    person: body.principal,
    patient: body.patient,
    purpose: 'ETREAT',
    code: body.outcome ?? body.reason,
    policy: `grant ${body.grant}`,
    ...(body.application === undefined ? {} : { application: body.application }),
    ...(body.request === undefined ? {} : { request: body.request }),
  }),
  attestation: (body) => ({
    what: `attestation: ${body.fact}`,
    result: body.answer === 'holds' ? 'success' : body.answer === 'fails' ? 'failure' : 'unknown',
    severity: body.answer === 'holds' ? 1 : body.answer === 'fails' ? 8 : 5,
    person: body.principal,
    vendor: body.vendor,
    region: body.region,
    code: body.found,
  }),
  alarm: (body) => ({
    what: `alarm: ${body.what}`,
    result: 'failure',
    severity: 8,
    code: body.what,
    ...(body.principal === undefined ? {} : { person: body.principal }),
    ...(body.application === undefined ? {} : { application: body.application }),
  }),
  review: (body) => ({ what: 'review', ...GOOD, person: body.principal, code: `${body.week} ${body.finding}` }),
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0)
