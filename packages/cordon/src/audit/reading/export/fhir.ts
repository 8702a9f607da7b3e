import type { EntryBody, EntryClass } from '@cordon/contract'
import { isoTime } from '../entry-view.ts'
import type { ReadEntry } from '../open-entries.ts'
import {
  type AuditEvent,
  agentOf,
  callerAgents,
  concept,
  idOf,
  node,
  objectOf,
  patientOf,
  queryOf,
} from './fhir-parts.ts'
import { ENTITY_TYPE, PROFILE, purposeOf, ROLE, SUBTYPE, TYPE } from './fhir-terms.ts'
import type { ExportContext, ExportFormat } from './format.ts'

/**
 * FHIR R4 AuditEvents, one a line. Where IHE's Basic Audit Log Patterns have a profile (a patient's record read or
 * searched, health information disclosed, access decided) the event follows it and names it in `meta.profile`. What was
 * asked is never in clear: `entity.query` holds the entry's own seal, which only the tenant's key opens.
 */
export const fhir: ExportFormat = {
  mediaType: 'application/fhir+ndjson',
  lines: (entry, context) => {
    const { body } = entry
    const make = body && (BY_CLASS[body.class] as Make<EntryBody>)
    const events = make?.(body as EntryBody, entry, context) ?? [closed(entry)]
    return events.map((event, n) => JSON.stringify(complete(event, n, entry, context)))
  },
}

type Of<Class extends EntryClass> = Extract<EntryBody, { class: Class }>
type Part = Partial<AuditEvent>
type Make<Body> = (body: Body, entry: ReadEntry, context: ExportContext) => readonly Part[]

const BY_CLASS: { [Class in EntryClass]: Make<Of<Class>> } = {
  intent: (body, _entry, context) => [
    {
      type: TYPE.rest,
      subtype: [SUBTYPE.operation],
      action: 'E',
      agent: callerAgents(body, context, 'query'),
      entity: [...transaction(body), objectOf(`route ${body.route}`)],
    },
  ],
  disclosure: (body, entry, context) => [...chartSearched(body, entry, context), disclosed(body, context)],
  outcome: (body, _entry, context) => (body.v === 1 ? [] : decided(body, context)),
  deidentification: (body, _entry, context) => [
    {
      type: TYPE.export,
      subtype: [SUBTYPE.deidentify],
      action: 'E',
      agent: callerAgents(body, context, 'read'),
      entity: [...transaction(body), objectOf(`policy ${body.policy} ${body.policyHash}`)],
    },
  ],
  reidentification: (body, _entry, context) => [reidentified(body, context)],
  authentication: (body, _entry, context) => [
    {
      type: TYPE.login,
      subtype: [SUBTYPE.login],
      action: 'E',
      ...(body.v === 2 && body.result === 'accepted'
        ? {}
        : { outcome: '8', outcomeDesc: `refused ${body.count} times: ${body.code ?? ''}` }),
      agent: [
        {
          type: concept(ROLE.user),
          who: idOf('person', ('principal' in body && body.principal) || 'unknown'),
          requestor: true,
          ...node(body.source),
        },
        agentOf(ROLE.destination, idOf('node', context.origin), { address: context.origin, type: '1' }),
      ],
    },
  ],
  ingest: (body, _entry, context) => [
    {
      type: TYPE.import,
      action: 'C',
      agent: personal(body.principal, context),
      entity: [objectOf(`source ${body.source}`)],
    },
  ],
  configuration: (body, _entry, context) => [
    {
      type: TYPE.alert,
      subtype: [SUBTYPE.configuration],
      action: 'U',
      agent: personal(body.principal, context),
      entity: [objectOf(`${body.action} ${body.subject}`)],
    },
  ],
  lifecycle: (body, _entry, context) => [
    {
      type: TYPE.application,
      action: 'E',
      agent: [agentOf(ROLE.application, idOf('node', context.origin), undefined, true)],
      entity: [objectOf(body.event)],
    },
  ],
  reading: (body, entry, context) => [logRead(body, entry, context)],
  review: (body, _entry, context) => [
    {
      type: TYPE.logUsed,
      action: 'R',
      agent: personal(body.principal, context),
      entity: [objectOf(`review ${body.week} ${body.finding}`)],
    },
  ],
}

/** Passages of the chart went along: the patient's record was searched. */
function chartSearched(body: Of<'disclosure'>, entry: ReadEntry, context: ExportContext): Part[] {
  if (body.passages === 0 || body.patient === 'unstated') return []
  return [
    {
      meta: { profile: [PROFILE.patientQuery] },
      type: TYPE.rest,
      subtype: [SUBTYPE.search],
      action: 'E',
      agent: callerAgents(body, context, 'query'),
      entity: [...transaction(body), patientOf(body.patient), queryOf(entry.sealed)],
    },
  ]
}

/** 164.502(d)(2): what is de-identified is no patient's information any more, so no patient stands in it. */
function disclosed(body: Of<'disclosure'>, context: ExportContext): Part {
  const data = objectOf(`sha256 ${body.payloadHash}`, body.v === 1 ? [] : body.resources)
  const rules = objectOf(`policy ${body.policy} ${body.policyHash}`)
  const common = {
    type: TYPE.export,
    action: 'R',
    agent: [
      agentOf(ROLE.source, observer(context), { address: context.origin, type: '1' }),
      agentOf(
        ROLE.destination,
        idOf('vendor', body.vendor, `${body.vendor} ${body.model} ${body.region}, ${body.agreement}`),
        vendorAt(body.vendor, context),
      ),
      ...callerAgents(body, context, 'user'),
    ],
    ...purposeOfEvent(body.purpose),
  } as const
  const patient = isClean(body) || body.patient === 'unstated' ? [] : [patientOf(body.patient)]
  if (patient.length === 0) return { ...common, entity: [...transaction(body), data, rules] }
  return {
    ...common,
    meta: { profile: [PROFILE.disclosure] },
    subtype: [SUBTYPE.disclose],
    entity: [...patient, data, rules],
  }
}

/** Version 1 did not say what the policy made; these two make what is no longer health information of anybody. */
export function isClean(body: Of<'disclosure'>): boolean {
  return body.v === 1 ? /^(?:safe-harbor|expert)\//.test(body.policy) : body.label === 'clean'
}

/** Success is permit, failure deny, as the profile says. Without a patient there is no profile to follow. */
function decided(body: Exclude<Of<'outcome'>, { v: 1 }>, context: ExportContext): Part[] {
  const { decision } = body
  if (decision === undefined) return []
  const denied = decision.effect === 'deny'
  const rules = idOf('policy', `${decision.policy}#${decision.rule}`)
  const known = body.patient !== 'unstated'
  return [
    {
      ...(known ? { meta: { profile: [PROFILE.authorization] } } : {}),
      type: TYPE.alert,
      subtype: [SUBTYPE.authorization],
      action: 'E',
      ...(denied ? { outcome: '8', outcomeDesc: body.code ?? decision.rule } : {}),
      agent: [
        agentOf(ROLE.application, idOf('application', body.application), clientAt(body)),
        ...callerAgents(body, context, 'user'),
        agentOf(ROLE.organization, idOf('organization', context.tenant)),
        agentOf(ROLE.authorizer, observer(context)),
      ],
      entity: [...(known ? [patientOf(body.patient)] : []), { type: ENTITY_TYPE.consent, what: rules }],
    },
  ]
}

function reidentified(body: Of<'reidentification'>, context: ExportContext): Part {
  const known = body.patient !== 'unstated'
  return {
    ...(known ? { meta: { profile: [PROFILE.patientRead] } } : {}),
    type: TYPE.rest,
    subtype: [SUBTYPE.read, SUBTYPE.reidentify],
    action: 'R',
    agent: callerAgents(body, context, 'read'),
    entity: [
      ...transaction(body),
      ...(known ? [patientOf(body.patient)] : []),
      objectOf(`conversation ${body.conversation}`),
    ],
  }
}

/** Whoever reads the journal searches AuditEvents. */
function logRead(body: Of<'reading'>, entry: ReadEntry, context: ExportContext): Part {
  const patient = body.patient === undefined || body.patient === 'unstated' ? [] : [patientOf(body.patient)]
  const who = { principal: body.principal, application: 'admin', purpose: body.purpose ?? 'unstated' }
  return {
    meta: { profile: [patient.length > 0 ? PROFILE.patientQuery : PROFILE.query] },
    type: TYPE.rest,
    subtype: [SUBTYPE.search],
    action: 'E',
    agent: callerAgents(who, context, 'query'),
    entity: [...patient, queryOf(entry.sealed)],
  }
}

const closed = (entry: ReadEntry): Part => ({
  type: TYPE.application,
  action: 'E',
  entity: [objectOf(`${entry.leaf.class}: ${entry.body === undefined ? entry.closed : 'no event of its own'}`)],
})

/** What every event has: its id is its place in the log, and it was observed by this node. */
function complete(part: Part, n: number, entry: ReadEntry, context: ExportContext): AuditEvent {
  const { node: name } = entry.leaf
  return {
    resourceType: 'AuditEvent',
    id: `${name}-${entry.index}${n === 0 ? '' : `-${n}`}`.replaceAll(/[^A-Za-z0-9.-]/g, '-').slice(0, 64),
    type: TYPE.application,
    recorded: isoTime(entry.leaf.time),
    outcome: '0',
    agent: [agentOf(ROLE.application, observer(context), undefined, true)],
    source: { site: context.origin, observer: observer(context) },
    ...part,
  }
}

const observer = ({ origin }: ExportContext) => idOf('node', origin)

const personal = (principal: string, context: ExportContext) => [
  { type: concept(ROLE.user), who: idOf('person', principal), requestor: true },
  agentOf(ROLE.destination, observer(context), { address: context.origin, type: '1' }),
]

const clientAt = (body: object) => {
  const source = 'source' in body && typeof body.source === 'string' ? body.source : undefined
  return node(source).network ?? { address: 'unrecorded', type: '1' as const }
}

function vendorAt(vendor: string, { vendors }: ExportContext) {
  const baseUrl = vendors.get(vendor)?.baseUrl
  return baseUrl === undefined ? { address: vendor, type: '1' as const } : { address: baseUrl, type: '5' as const }
}

const purposeOfEvent = (purpose: string) => (purpose === 'unstated' ? {} : { purposeOfEvent: [purposeOf(purpose)] })

const transaction = ({ request }: { request: string }) => [
  { type: ENTITY_TYPE.transaction, what: { identifier: { value: request } } },
]
