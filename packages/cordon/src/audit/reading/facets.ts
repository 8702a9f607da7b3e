import type { EntryBody, EntryClass } from '@cordon/contract'
import type { TenantKeys } from '../../crypto/keyring.ts'
import type { ReadEntry } from './open-entries.ts'

/**
 * What an entry can be found by. `person` and `patient` are pseudonyms, the rest ids and codes; absent where the entry
 * says nothing of it.
 */
export interface Facets {
  readonly class: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly person?: string
  readonly patient?: string
  readonly vendor?: string
  readonly purpose?: string
  readonly decision?: 'permit' | 'deny'
  readonly outcome?: string
  /** The refusal's code, the change made, the event, what was read: by class. */
  readonly code?: string
  readonly request?: string
  /** How many times it happened: a counted entry stands for as many. */
  readonly weight: number
}

type Found = Omit<Facets, 'class' | 'at' | 'person' | 'patient' | 'weight'> & {
  readonly principal?: string | undefined
  readonly patient?: string | undefined
  readonly weight?: number
}
type Of<Class extends EntryClass> = Extract<EntryBody, { class: Class }>

/** Which entry is which: pure, so that the same journal always gives the same rows. */
export function facetsOf(entry: ReadEntry, keys: TenantKeys): Facets {
  const { class: kind, time } = entry.leaf
  if (entry.body === undefined) return { class: kind, at: time, code: entry.closed, weight: 1 }
  const { principal, weight = 1, ...found } = foundIn(entry.body)
  const person = principal === undefined ? {} : { person: personPseudonym(keys, principal) }
  return present({ class: kind, at: time, weight, ...found, ...person })
}

/** A person or service of the workforce, as the rows name them: by a keyed hash of the id. */
export function personPseudonym(keys: TenantKeys, id: string): string {
  return keys.pseudonym('actor', `Principal/${id}`)
}

/** The code of what was sent to another vendor to compare; where it ended with a code, before it: `copy.agreement_missing`. */
export const COPY = 'copy'

const copied = (body: object, code?: string): { code?: string } => {
  if (!('shadowOf' in body) || body.shadowOf === undefined) return code === undefined ? {} : { code }
  return { code: code === undefined ? COPY : `${COPY}.${code}` }
}

/** Whether a row is of a copy: its person's rights were used, and it is nothing that the person did. */
export function isCopy({ class: kind, code }: Pick<Facets, 'class' | 'code'>): boolean {
  return COPIED.includes(kind) && (code === COPY || code?.startsWith(`${COPY}.`) === true)
}

const COPIED: readonly string[] = ['intent', 'disclosure', 'outcome'] satisfies EntryClass[]

const asking = (body: Of<'intent'>): Found => ({
  request: body.request,
  principal: body.principal,
  purpose: body.purpose,
  patient: body.patient,
  ...copied(body),
})

/** A class that is not known here does not compile. */
const BY_CLASS: { [Class in EntryClass]: (body: Of<Class>) => Found } = {
  intent: asking,
  disclosure: (body) => ({ ...asking(body as never), vendor: body.vendor, decision: 'permit' }),
  outcome: (body) => ({
    request: body.request,
    ...(body.purpose === undefined ? {} : { purpose: body.purpose }),
    patient: body.patient,
    outcome: body.outcome,
    ...copied(body, body.code),
    ...(body.v === 1 ? {} : { principal: body.principal }),
    ...(body.v === 1 || body.recipient === undefined ? {} : { vendor: body.recipient.vendor }),
    ...decisionOf(body),
  }),
  deidentification: (body) => ({ ...asking(body as never), decision: 'permit' }),
  reidentification: (body) => ({ ...asking(body as never), decision: 'permit' }),
  authentication: (body) =>
    body.v === 1 || body.result === 'refused'
      ? {
          outcome: 'refused',
          ...(body.code === undefined ? {} : { code: body.code }),
          ...('principal' in body ? { principal: body.principal } : {}),
          weight: body.count,
        }
      : {
          outcome: 'accepted',
          principal: body.principal,
          ...(body.event === undefined ? {} : { code: body.event }),
          weight: body.count,
        },
  ingest: ({ principal }) => ({ principal }),
  configuration: ({ principal, action }) => ({ principal, code: action }),
  lifecycle: ({ event }) => ({ code: event }),
  reading: ({ principal, what, patient, purpose }) => ({
    principal,
    code: what,
    patient,
    ...(purpose === undefined ? {} : { purpose }),
  }),
  review: ({ principal, week, finding }) => ({ principal, code: week, outcome: finding }),
  emergency: ({ principal, event, patient, request, outcome }) => ({
    principal,
    code: `emergency.${event}`,
    patient,
    ...(request === undefined ? {} : { request }),
    ...(outcome === undefined ? {} : { outcome }),
  }),
  attestation: ({ principal, vendor, fact, answer }) => ({ principal, vendor, code: fact, outcome: answer }),
  alarm: ({ principal, what }) => ({ principal, code: what }),
}

function foundIn(body: EntryBody): Found {
  const look = BY_CLASS[body.class] as (body: EntryBody) => Found
  return look(body)
}

/** Version 1 did not say: a refusal was a denial, an answer was permitted, and of the rest nobody knows. */
function decisionOf(body: Of<'outcome'>): { decision?: 'permit' | 'deny' } {
  if (body.v !== 1) return body.decision === undefined ? {} : { decision: body.decision.effect }
  if (body.outcome === 'refused') return { decision: 'deny' }
  return body.outcome === 'answered' ? { decision: 'permit' } : {}
}

function present(facets: Omit<Facets, 'patient'> & { patient?: string | undefined }): Facets {
  return Object.fromEntries(Object.entries(facets).filter(([, value]) => value !== undefined)) as unknown as Facets
}
