import type { EntryClass } from '@cordon/contract'
import type { ReadEntry } from '../open-entries.ts'
import { type Event, eventOf, isCopied } from './event.ts'
import type { ExportContext, ExportFormat } from './format.ts'

/**
 * Open Cybersecurity Schema Framework 1.3: authentication (3002), API activity (6003), datastore activity (6005), and for
 * each refusal, broken glass and alarm a detection finding (2004) besides. Patients stand in it as pseudonyms, under `unmapped`.
 */
export const ocsf: ExportFormat = {
  mediaType: 'application/x-ndjson',
  lines: (entry, context) => {
    const event = eventOf(entry)
    const activity = BY_CLASS[entry.leaf.class as EntryClass] ?? apiActivity(99)
    const events = [activity(entry, event, context), ...(isFinding(entry) ? [finding(entry, event, context)] : [])]
    return events.map((each) => JSON.stringify(each))
  },
}

type Ocsf = Readonly<Record<string, unknown>>
type Make = (entry: ReadEntry, event: Event, context: ExportContext) => Ocsf

const VERSION = '1.3.0'
const IAM = 3
const FINDINGS = 2
const APPLICATION = 6

function base(
  entry: ReadEntry,
  event: Event,
  context: ExportContext,
  kind: readonly [category: number, class_: number, activity: number],
) {
  const [category_uid, class_uid, activity_id] = kind
  return {
    category_uid,
    class_uid,
    activity_id,
    type_uid: class_uid * 100 + activity_id,
    time: entry.leaf.time,
    severity_id: severityId(event.severity),
    status_id: { unknown: 0, success: 1, failure: 2 }[event.result],
    ...(event.code === undefined ? {} : { status_code: event.code }),
    ...(event.count === undefined ? {} : { count: Math.max(1, event.count) }),
    metadata: {
      version: VERSION,
      product: { name: 'Cordon', vendor_name: 'Cordon', version: context.version },
      uid: `${context.origin}#${entry.index}`,
      log_name: context.origin,
      sequence: entry.leaf.seq,
      tenant_uid: context.tenant,
    },
    unmapped: {
      class: entry.leaf.class,
      index: entry.index,
      ...pick(event, ['patient', 'purpose', 'actors', 'policy', 'model', 'region', 'bytes', 'ms', 'shadowOf']),
    },
  }
}

const actorOf = ({ person, application }: Event) => ({
  user: { uid: person ?? 'unknown' },
  ...(application === undefined ? {} : { app_uid: application, app_name: application }),
})

const sourceOf = ({ source, application }: Event) =>
  source === undefined ? { name: application ?? 'cordon' } : { ip: source }

/** Logon 1, logoff 2: a session that lapsed or was revoked is one, too. */
const COMES_IN = ['login', 'step-up']

const authentication: Make = (entry, event, context) => ({
  ...base(entry, event, context, [IAM, 3002, COMES_IN.includes(event.what) ? 1 : 2]),
  user: { uid: event.person ?? 'unknown' },
  service: { name: context.origin },
  src_endpoint: sourceOf(event),
  auth_protocol_id: 99,
  auth_protocol: event.method ?? 'unknown',
})

function apiActivity(activity: number): Make {
  return (entry, event, context) => ({
    ...base(entry, event, context, [APPLICATION, 6003, activity]),
    actor: actorOf(event),
    api: { operation: event.what, ...(event.request === undefined ? {} : { request: { uid: event.request } }) },
    src_endpoint: sourceOf(event),
    ...(event.vendor === undefined ? {} : { dst_endpoint: { name: event.vendor } }),
  })
}

function datastoreActivity(activity: number, database: string): Make {
  return (entry, event, context) => ({
    ...base(entry, event, context, [APPLICATION, 6005, activity]),
    actor: actorOf(event),
    src_endpoint: sourceOf(event),
    database: { name: database, type_id: 99, type: 'Cordon' },
    type_id: 1,
  })
}

const finding: Make = (entry, event, context) => ({
  ...base(entry, event, context, [FINDINGS, 2004, 1]),
  is_alert: true,
  finding_info: {
    uid: `${context.origin}#${entry.index}`,
    ...titleOf(entry, event),
  },
  ...(event.person === undefined ? {} : { actor: actorOf(event) }),
})

/** Create 1, read 2, other 99; in a datastore read 1, query 4, write 5, encrypt 9, decrypt 10. */
const BY_CLASS: Record<EntryClass, Make> = {
  intent: apiActivity(1),
  disclosure: apiActivity(1),
  outcome: apiActivity(99),
  configuration: apiActivity(3),
  lifecycle: apiActivity(99),
  review: apiActivity(1),
  emergency: apiActivity(99),
  attestation: apiActivity(2),
  alarm: apiActivity(99),
  authentication,
  deidentification: datastoreActivity(9, 'documents'),
  reidentification: datastoreActivity(10, 'vault'),
  ingest: datastoreActivity(5, 'records'),
  reading: datastoreActivity(4, 'journal'),
}

function titleOf({ body }: ReadEntry, event: Event): { title: string; types: string[] } {
  if (body?.class === 'emergency') return { title: `Break the glass: ${body.event}`, types: ['emergency access'] }
  if (body?.class === 'attestation')
    return { title: `Vendor setting: ${body.fact} ${body.answer}`, types: ['vendor setting'] }
  if (body?.class === 'alarm') return { title: `Alarm: ${body.what}`, types: ['alarm'] }
  return { title: `Refused: ${event.code ?? event.what}`, types: ['access refused'] }
}

function isFinding({ body }: ReadEntry): boolean {
  if (body?.class === 'emergency') return body.event === 'started' || body.outcome === 'inappropriate'
  if (body?.class === 'attestation') return body.answer === 'fails'
  if (body?.class === 'alarm') return true
  if (body?.class === 'outcome')
    return (body.outcome === 'refused' && !isCopied(body)) || body.code === 'residual_identifier'
  return body?.class === 'authentication' && (body.v === 1 || body.result === 'refused')
}

/** CEF's 0 to 10 as OCSF's informational 1, low 2, medium 3, high 4. */
function severityId(severity: number): number {
  if (severity <= 1) return 1
  if (severity <= 3) return 2
  return severity <= 6 ? 3 : 4
}

function pick(event: Event, names: readonly (keyof Event)[]): Partial<Event> {
  return Object.fromEntries(names.flatMap((name) => (event[name] === undefined ? [] : [[name, event[name]]])))
}
