import { createHash } from 'node:crypto'
import { type Coding, ENTITY_TYPE, OBJECT_ROLE, purposeOf, ROLE } from './fhir-terms.ts'
import type { ExportContext } from './format.ts'

/** The elements of an R4 AuditEvent that are written here. */
export interface AuditEvent {
  readonly resourceType: 'AuditEvent'
  readonly id: string
  readonly meta?: { readonly profile: readonly string[] }
  readonly type: Coding
  readonly subtype?: readonly Coding[]
  readonly action?: string
  readonly recorded: string
  readonly outcome: string
  readonly outcomeDesc?: string
  readonly purposeOfEvent?: readonly Concept[]
  readonly agent: readonly Agent[]
  readonly source: { readonly site: string; readonly observer: Identified }
  readonly entity?: readonly Entity[]
}

export interface Concept {
  readonly coding: readonly Coding[]
}

/** A reference by identifier: Cordon keeps no FHIR resource of people, vendors or nodes. */
export interface Identified {
  readonly type?: string
  readonly identifier: { readonly system?: string; readonly value: string }
  readonly display?: string
}

interface Network {
  readonly address: string
  /** 1 a name, 2 an IP address, 5 a URI. */
  readonly type: '1' | '2' | '5'
}

export interface Agent {
  readonly type: Concept
  readonly who: Identified
  readonly requestor: boolean
  readonly network?: Network
  readonly purposeOfUse?: readonly Concept[]
}

export interface Entity {
  readonly type: Coding
  readonly role?: Coding
  readonly what?: Identified
  readonly query?: string
  readonly detail?: readonly { readonly type: string; readonly valueString: string }[]
}

const SYSTEM = 'urn:cordon'

export const concept = (coding: Coding): Concept => ({ coding: [coding] })

export function idOf(kind: string, value: string, display?: string): Identified {
  return { identifier: { system: `${SYSTEM}:${kind}`, value }, ...(display === undefined ? {} : { display }) }
}

export function agentOf(role: Coding, who: Identified, network?: Network, requestor = false): Agent {
  return { type: concept(role), who, requestor, ...(network === undefined ? {} : { network }) }
}

/** The network of an agent, where its address is known. */
export function node(source: string | undefined): { network?: Network } {
  if (source === undefined) return {}
  return { network: { address: source, type: /^[0-9a-f.:]+$/i.test(source) ? '2' : '1' } }
}

interface Caller {
  readonly principal: string
  readonly application: string
  readonly purpose: string
  readonly source?: string | undefined
  readonly actors?: readonly string[] | undefined
}

/**
 * Client, server and user of one request. Of a read the client is the destination; of a query the profiles turn the roles
 * round, because the question flows from it. `user`: the person alone.
 */
export function callerAgents(
  body: Caller | (Omit<Caller, 'source'> & object),
  context: ExportContext,
  as: 'read' | 'query' | 'user',
): Agent[] {
  const purposeOfUse = body.purpose === 'unstated' ? {} : { purposeOfUse: [purposeOf(body.purpose)] }
  const user: Agent = {
    type: concept(ROLE.user),
    who: idOf('person', body.principal),
    requestor: true,
    ...purposeOfUse,
  }
  // Whoever acts for the person, nearest first: not the one whose rights were used.
  const acting = (('actors' in body && body.actors) || []).map((each) => agentOf(ROLE.agent, idOf('person', each)))
  if (as === 'user') return [user, ...acting]
  const [client, server] = as === 'read' ? [ROLE.destination, ROLE.source] : [ROLE.source, ROLE.destination]
  const source = 'source' in body ? body.source : undefined
  const from = node(source).network ?? { address: 'unrecorded', type: '1' as const }
  return [
    agentOf(client, idOf('application', body.application), from),
    agentOf(server, idOf('node', context.origin), { address: context.origin, type: '1' }),
    user,
    ...acting,
  ]
}

/** The longest node's name that is written out: with a log's number, an index and an event's, 64 characters. */
const nodeCharsMax = 39

/**
 * `<node>-<index>`, with the log's number where a loss was declared before it (`-L2`) and the event's where an entry makes
 * several (`-E1`): capitals stand in no node's name, so no two events share an id.
 */
export function eventId(origin: string, index: number, event: number): string {
  const [, node = '', log] = origin.split('/')
  const hash = createHash('sha256').update(node).digest('hex').slice(0, 8)
  const name = node.length <= nodeCharsMax ? node : `${node.slice(0, nodeCharsMax - 10)}-H${hash}`
  return `${name}${log === undefined ? '' : `-L${log}`}-${index}${event === 0 ? '' : `-E${event}`}`
}

/** By pseudonym: a keyed hash of the tenant, which finds the patient only inside the boundary. */
export function patientOf(pseudonym: string): Entity {
  const what = { type: 'Patient', ...idOf('patient-pseudonym', pseudonym) }
  return { type: ENTITY_TYPE.person, role: OBJECT_ROLE.patient, what }
}

export function objectOf(value: string, resources: readonly string[] = []): Entity {
  const detail = resources.map((each) => ({ type: 'document pseudonym', valueString: each }))
  const what = idOf('object', value)
  return { type: ENTITY_TYPE.object, role: OBJECT_ROLE.domain, what, ...(detail.length === 0 ? {} : { detail }) }
}

/** The question, sealed: base64 of the entry's body as it lies in the journal. */
export function queryOf(sealed: Uint8Array): Entity {
  return { type: ENTITY_TYPE.object, role: OBJECT_ROLE.query, query: Buffer.from(sealed).toString('base64') }
}
