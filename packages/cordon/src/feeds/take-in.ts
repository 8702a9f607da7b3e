import { createHash } from 'node:crypto'
import type { Journal } from '../audit/journal.ts'
import type { AdtSettings } from '../config/feeds.ts'
import type { DataKey, Keyring, TenantKeys } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import {
  actorPseudonym,
  encounterPseudonym,
  patientPseudonym,
  relationshipPlace,
  type SealedRelationship,
} from '../policy/patients/patients.ts'
import type { Store, Tx } from '../store/store.ts'
import { type Envelope, envelopeOf, type Stated, understand } from './adt.ts'
import { decode, decodeHeader } from './decode.ts'
import { FAULTS, FeedFault } from './fault.ts'
import {
  lockSubject,
  noteMessage,
  type SubjectRows,
  subjectSealed,
  subjectsUnder,
  writeSubject,
} from './feed.queries.ts'
import { readMessage } from './hl7.ts'
import { doubtOf, type MergeEvent, mergesOf, type PairsUnder, type SaidOfTwo } from './merge.ts'
import { attendances, EVENTS_MAX, isStay, type StayEvent, withEvent } from './stay.ts'

export interface TakeInDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly journal: Pick<Journal, 'append'>
  readonly now: Clock
  readonly tenant: string
  readonly settings: Pick<AdtSettings, 'authorities' | 'timeZone' | 'charset' | 'senders'>
}

/**
 * Takes one message in. `heard` is told who says to have sent it as soon as that is known, whatever becomes of it. `also` is
 * done in its transaction, or neither is: also where the message was taken in before. Resolves with what a person has to look at,
 * of a message that was taken in all the same; a message for which `also` is given is not taken in while there is such a thing.
 */
export type TakeIn = (
  bytes: Uint8Array,
  heard: (envelope: Envelope) => void,
  also?: (tx: Tx) => Promise<void>,
) => Promise<FeedFault | undefined>

/**
 * Resolves once the facts and the entry about them are durable: only then may the sender forget the message. The same message
 * again changes nothing, and messages about one subject in any order end in the same facts. Throws `FeedFault` for a
 * message that is at fault, and whatever the store, the keys or the journal throw.
 */
export function createTakeIn(deps: TakeInDeps): TakeIn {
  return async (bytes, heard, also) => {
    const { charset, senders } = deps.settings
    const envelope = envelopeOf(readMessage(decodeHeader(bytes, charset)))
    heard(envelope)
    if (!senders.includes(envelope.sender)) throw new FeedFault('sender_refused', 'MSH-3')
    const message = readMessage(decode(bytes, charset))
    const doubt = await apply(deps, bytes, envelope, understand(message, envelope, deps.settings, deps.now()), also)
    // Remembered, and refused: its sender believes something that is not so.
    if (doubt !== undefined && FAULTS[doubt.code].answer !== 'AA') throw doubt
    return doubt
  }
}

/** In one transaction, the entry last: what is visible was recorded, and what was not recorded is not visible. */
async function apply(
  deps: TakeInDeps,
  bytes: Uint8Array,
  envelope: Envelope,
  stated: Stated,
  also: ((tx: Tx) => Promise<void>) | undefined,
): Promise<FeedFault | undefined> {
  const { tenant } = deps
  const names = await deps.keyring.tenant(tenant)
  const subjects = await prepared(deps, names, envelope, stated)
  const digest = names.pseudonym('resource', `message ${createHash('sha256').update(bytes).digest('base64')}`)
  return deps.store.within(tenant, async (tx) => {
    const noted = await noteMessage(tx, {
      tenant,
      sender: names.pseudonym('source', `sender ${envelope.sender}|${envelope.facility}`),
      control: names.pseudonym('source', `control ${envelope.control}`),
      digest,
      received_at: new Date(deps.now()),
    })
    if (noted === 'another') throw new FeedFault('control_id_reused', 'MSH-10')
    let relationships = 0
    const said: SaidOfTwo[] = []
    for (const subject of subjects) {
      const { events, written } = await writeOne(tx, deps, names, subject, noted === 'new')
      relationships += written
      if ('merge' in subject.said) said.push({ event: subject.said.merge, all: events as readonly MergeEvent[] })
    }
    const doubt = await doubtOf(tx, { tenant, names, pairsUnder: pairsUnder(deps) }, said)
    if (doubt !== undefined && also !== undefined) throw doubt
    await also?.(tx)
    if (noted === 'again') return doubt
    await deps.journal.append(tenant, {
      class: 'ingest',
      v: 1,
      principal: 'feed adt',
      source: `HL7 v2 ${envelope.event} of ${envelope.sender}`.slice(0, 200),
      kept: { message: 1, relationship: relationships },
      skipped: doubt === undefined || FAULTS[doubt.code].answer !== 'AA' ? {} : { [doubt.code]: 1 },
    })
    return doubt
  })
}

/** What a message is about, with the key that seals it. */
interface Subject {
  readonly ref: string
  /** The patient's name in the feed, and its pseudonym. */
  readonly patient: string
  readonly key: DataKey
  readonly said:
    | { readonly stay: string; readonly number: string; readonly event: StayEvent }
    | { readonly merge: MergeEvent }
}

async function prepared(
  { keyring, tenant }: TakeInDeps,
  names: TenantKeys,
  { sender }: Envelope,
  stated: Stated,
): Promise<Subject[]> {
  if (stated.about === 'nothing') return []
  const keyOf = (patient: string) => keyring.sealing({ tenant, purpose: 'patient', patient })
  if (stated.about === 'stay') {
    const patient = patientPseudonym(names, stated.patient)
    // A stay is of one patient: the same number under another name is another stay, and nothing of it crosses.
    const by = stated.stay.startsWith('|') ? sender : ''
    const ref = names.pseudonym('resource', `feed stay ${by} ${stated.stay} ${stated.patient}`)
    return [
      {
        ref,
        patient,
        key: await keyOf(patient),
        said: {
          stay: stated.stay.replace('|', ' ').trim(),
          number: stated.stay.slice(stated.stay.indexOf('|') + 1),
          event: stated.event,
        },
      },
    ]
  }
  const subjects = stated.events.map(async (merge) => {
    const pair = [merge.name, merge.of].sort()
    const patient = patientPseudonym(names, pair[0] ?? '')
    const ref = names.pseudonym('resource', `feed merge ${pair.join('\n')}`)
    return { ref, patient, key: await keyOf(patient), said: { merge } }
  })
  // In one order always, so that two messages about the same two never wait for each other.
  return (await Promise.all(subjects)).sort((a, b) => (a.ref < b.ref ? -1 : 1))
}

/** Adds what was said to what is known of the subject, and states anew what follows from all of it; or reads what is known. */
async function writeOne(tx: Tx, deps: TakeInDeps, names: TenantKeys, subject: Subject, isNew: boolean) {
  const { tenant } = deps
  await lockSubject(tx, tenant, subject.ref)
  const sealed = await subjectSealed(tx, tenant, subject.ref)
  const known = sealed === undefined ? [] : await openEvents(deps, subject, sealed)
  if (!isNew) return { events: known, written: 0 }
  const events = withEvent<StayEvent | MergeEvent>(
    known,
    'merge' in subject.said ? subject.said.merge : subject.said.event,
  )
  if (events.length > EVENTS_MAX) throw new FeedFault('events_too_many', 'PV1-19')
  const rows = rowsOf(tenant, names, subject, events)
  await writeSubject(tx, rows)
  return { events, written: rows.relationships.length }
}

function rowsOf(
  tenant: string,
  names: TenantKeys,
  { ref, patient, key, said }: Subject,
  events: readonly (StayEvent | MergeEvent)[],
): SubjectRows {
  const sealed = key.seal(json({ patient, events }), place(tenant, ref))
  const subject = { tenant, ref, patient, sealed }
  if ('merge' in said) {
    const links = mergesOf(events as readonly MergeEvent[]).map(({ name, of }) => ({
      tenant,
      source: ref,
      kind: 'merge' as const,
      name: patientPseudonym(names, name),
      of: patientPseudonym(names, of),
    }))
    return { subject, relationships: [], links, encounters: [] }
  }
  const relationships = attendances(events as readonly StayEvent[]).map(({ form, ...attendance }) => {
    const at = { patient, actor: actorPseudonym(names, form), ref }
    const body: SealedRelationship = {
      kind: 'encounter',
      source: `Stay/${said.stay}`,
      form,
      ...attendance,
      patient,
      actor: at.actor,
    }
    return { tenant, ...at, sealed: key.seal(json(body), relationshipPlace(tenant, at)) }
  })
  // By the number alone: who states it knows the visit, and rarely who gave the number.
  const name = encounterPseudonym(names, `Stay/${said.number}`)
  const encounters = isStay(events as readonly StayEvent[]) ? [{ tenant, name, source: ref, patient }] : []
  return { subject, relationships, links: [], encounters }
}

/** Pairs and stays that are opened to find who was parted; a patient has some dozens. */
const UNDER_MAX = 1_000

const pairsUnder =
  (deps: TakeInDeps): PairsUnder =>
  async (tx, patients) => {
    const rows = await subjectsUnder(tx, deps.tenant, patients, UNDER_MAX + 1)
    if (rows.length > UNDER_MAX) return undefined
    const pairs: (readonly MergeEvent[])[] = []
    for (const row of rows) {
      const events = await openEvents(deps, row, row.sealed)
      if (events.some(isMerge)) pairs.push(events.filter(isMerge))
    }
    return pairs
  }

const isMerge = (event: StayEvent | MergeEvent): event is MergeEvent =>
  event.change === 'merge' || event.change === 'unmerge'

async function openEvents(
  { keyring, tenant }: TakeInDeps,
  { ref, patient }: Pick<Subject, 'ref' | 'patient'>,
  sealed: Buffer,
) {
  const key = await keyring.opening(tenant, sealed)
  const opened = JSON.parse(new TextDecoder().decode(key.open(sealed, place(tenant, ref)))) as {
    patient: string
    events: (StayEvent | MergeEvent)[]
  }
  if (opened.patient !== patient) throw new Error('invariant: a subject belongs to the patient of its row')
  return opened.events
}

const place = (tenant: string, row: string) => ({ tenant, table: 'feed_subject', row, column: 'sealed' })

function json(content: object): Uint8Array {
  return Buffer.from(JSON.stringify(content))
}
