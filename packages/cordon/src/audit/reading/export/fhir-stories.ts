import type { EntryBody, EntryClass } from '@cordon/contract'
import { type Disclosure, isClean } from '../disclosure.ts'
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
import { type Coding, ENTITY_TYPE, PROFILE, purposeOf, ROLE, SUBTYPE, TYPE } from './fhir-terms.ts'
import type { ExportContext } from './format.ts'

/** What one entry says of an event; the rest is the same for all. */
export type Part = Partial<AuditEvent>
export type Of<Class extends EntryClass> = Extract<EntryBody, { class: Class }>

/** Passages of the chart went along: the patient's record was searched. */
export function chartSearched(body: Disclosure, entry: ReadEntry, context: ExportContext): Part[] {
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
export function disclosed(body: Disclosure, context: ExportContext): Part {
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

/** Success is permit, failure deny, as the profile says. Without a patient there is no profile to follow. */
export function decided(body: Exclude<Of<'outcome'>, { v: 1 }>, context: ExportContext): Part[] {
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

export function reidentified(body: Of<'reidentification'>, context: ExportContext): Part {
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

/** DICOM PS3.15 A.5.3.11: an emergency override started, or stopped (by somebody, or by time). */
export function emergency(body: Of<'emergency'>, context: ExportContext): Part {
  const said = [body.event, body.reason, body.outcome, body.incident].filter((each) => each !== undefined)
  const subtype = OVERRIDE[body.event]
  return {
    type: TYPE.alert,
    ...(subtype === undefined ? {} : { subtype: [subtype] }),
    action: 'E',
    outcomeDesc: said.join(' '),
    purposeOfEvent: [purposeOf('ETREAT')],
    agent: personal(body.principal, context),
    entity: [patientOf(body.patient), objectOf(`emergency grant ${body.grant} of ${body.holder}`)],
  }
}

/** What is neither is an alert without a subtype: DICOM has no code for a first use or a review. */
const OVERRIDE: Record<Of<'emergency'>['event'], Coding | undefined> = {
  started: SUBTYPE.emergencyStarted,
  used: undefined,
  stopped: SUBTYPE.emergencyStopped,
  expired: SUBTYPE.emergencyStopped,
  reviewed: undefined,
}

/** Whoever reads the journal searches AuditEvents. */
export function logRead(body: Of<'reading'>, entry: ReadEntry, context: ExportContext): Part {
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

export const observer = ({ origin }: ExportContext) => idOf('node', origin)

export const personal = (principal: string, context: ExportContext) => [
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

export const transaction = ({ request }: { request: string }) => [
  { type: ENTITY_TYPE.transaction, what: { identifier: { value: request } } },
]
