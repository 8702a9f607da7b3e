import type { EntryBody, EntryClass } from '@cordon/contract'
import { isoTime } from '../entry-view.ts'
import type { ReadEntry } from '../open-entries.ts'
import { isCopied } from './event.ts'
import { type AuditEvent, agentOf, callerAgents, concept, eventId, idOf, node, objectOf } from './fhir-parts.ts'
import {
  chartSearched,
  decided,
  disclosed,
  emergency,
  logRead,
  type Of,
  observer,
  type Part,
  personal,
  reidentified,
  transaction,
} from './fhir-stories.ts'
import { ROLE, SUBTYPE, TYPE } from './fhir-terms.ts'
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

type Make<Body> = (body: Body, entry: ReadEntry, context: ExportContext) => readonly Part[]

/** What ends a session, of itself or by somebody. */
const ENDS: readonly string[] = ['logoff', 'idle-end', 'absolute-end', 'revoked']

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
      subtype: ['event' in body && ENDS.includes(body.event ?? '') ? SUBTYPE.logout : SUBTYPE.login],
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
  emergency: (body, _entry, context) => [emergency(body, context)],
  attestation: (body, _entry, context) => [
    {
      type: TYPE.alert,
      subtype: [SUBTYPE.configuration],
      action: 'R',
      outcome: body.answer === 'holds' ? '0' : '4',
      outcomeDesc: `${body.fact} ${body.answer}: ${body.found}`,
      agent: personal(body.principal, context),
      entity: [objectOf(`attestation ${body.vendor}`)],
    },
  ],
  alarm: (body, _entry, context) => [
    {
      type: TYPE.alert,
      action: 'E',
      outcome: '4',
      outcomeDesc: body.what,
      agent: personal(body.principal ?? 'unknown', context),
      entity: [objectOf(`alarm ${body.what}`)],
    },
  ],
}

const closed = (entry: ReadEntry): Part => ({
  type: TYPE.application,
  action: 'E',
  entity: [objectOf(`${entry.leaf.class}: ${entry.body === undefined ? entry.closed : 'no event of its own'}`)],
})

/** What every event has: its id is its place in the log, and it was observed by this node. */
function complete(part: Part, n: number, entry: ReadEntry, context: ExportContext): AuditEvent {
  return {
    resourceType: 'AuditEvent',
    id: eventId(context.origin, entry.index, n),
    type: TYPE.application,
    recorded: isoTime(entry.leaf.time),
    outcome: '0',
    agent: [agentOf(ROLE.application, observer(context), undefined, true)],
    source: { site: context.origin, observer: observer(context) },
    ...part,
    ...copyIn(part, entry),
  }
}

/** The person is the one whose rights were used; for a copy they did nothing, and the event says so. */
function copyIn({ entity = [] }: Part, { body }: ReadEntry): Part {
  return body !== undefined && isCopied(body)
    ? { entity: [...entity, objectOf(`copy of request ${body.shadowOf}`)] }
    : {}
}
