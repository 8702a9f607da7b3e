import type { Keyring, TenantKeys } from '../crypto/keyring.ts'
import type { Consent } from '../policy/consent/consent.ts'
import { type Owned, open } from '../policy/patients/chart-row.ts'
import type { Draft } from './interpret.ts'
import type { Existing } from './keep.queries.ts'
import { name } from './name.ts'
import { unreadable } from './not-kept.ts'
import { type Named, openStamp } from './seal.ts'
import { later, orderOf, type Stamp, says, type Version, versionOf } from './version.ts'

export type Outcome = 'kept' | 'unchanged' | 'withdrawn' | 'older'

/** What becomes of a version of a resource. */
export interface Judged {
  readonly named: Named
  readonly outcome: Outcome
  /** For whoever reads the report. */
  readonly why?: string
  /** What is known of its order from now on; absent: what was. */
  readonly stamp?: Stamp
  /** A denial of another patient's, under the same id, which stays theirs. */
  readonly left?: Owned
  /** It is certainly newer than whatever of it was left with this patient. */
  readonly isNewer: boolean
}

/** What the store knows of a resource from an earlier ingest. */
export interface Before {
  readonly version: Version
  /** Pseudonym. */
  readonly patient?: string
  /** Of a consent: as it was kept. */
  readonly consent?: Owned
}

/**
 * What becomes of a version of a resource next to what an earlier ingest kept of it (`later`). A record may move to another patient,
 * and is named then; a consent that denied goes on denying for the patient whose it was, because an id used twice must not take a
 * refusal away.
 */
export function judge(names: TenantKeys, named: Named, before: Before | undefined): Judged {
  const { draft, stamp } = named
  const taken = draft.withdrawn ? 'withdrawn' : 'kept'
  if (before === undefined) return { named, outcome: taken, stamp, isNewer: false }
  if (!draft.withdrawn && before.version.digest === named.digest) return unchanged(named, before)
  const order = orderOf(before.version, stamp)
  const counts = isSame(before, named) ? 'next' : later(before.version, versionOf(named.digest, draft, stamp))
  if (counts === 'before') return { named, outcome: 'older', why: order ? OLDER : NOT_NEWER, isNewer: false }
  const made = counts === 'both' ? doubted(names, named) : named
  if (counts === 'both' && made.digest === before.version.digest) return unchanged(made, before)
  const isMoved = before.patient !== undefined && named.owner !== undefined && before.patient !== named.owner
  const isLeft = isMoved && before.version.says === 'denies' && before.consent !== undefined
  return {
    named: made,
    outcome: taken,
    stamp: joined(before.version, stamp),
    isNewer: order === 'next',
    ...(counts === 'both' ? { why: DOUBTED } : isMoved ? { why: isLeft ? LEFT : MOVED } : {}),
    ...(isLeft ? { left: before.consent } : {}),
  }
}

const OLDER = 'an older version than the one that is kept: not taken'
const NOT_NEWER = 'what was over or denies is not undone by a version that does not say that it is newer'
const DOUBTED = 'consent denied before and does not say that it is newer: it denies everything until it does'
const MOVED = 'it is another patient’s than before'
const LEFT = 'consent is another patient’s than before; what it denied stays denied there'

/** Said again: only what is known of its order may have changed. */
function unchanged(named: Named, { version }: Before): Judged {
  const order = orderOf(version, named.stamp)
  if (order === 'before') return { named, outcome: 'unchanged', isNewer: false }
  const isOver = named.stamp.isOver || (order === undefined && version.isOver)
  return { named, outcome: 'unchanged', stamp: { ...joined(version, named.stamp), isOver }, isNewer: false }
}

/** Of a version that says nothing of its order, what is known is of the one before. */
function joined(before: Stamp, stamp: Stamp): Stamp {
  return stamp.updated === undefined && stamp.number === undefined ? { ...before, isOver: stamp.isOver } : stamp
}

/** The same words of the same patient, made anew by a later release. */
function isSame({ consent }: Before, { draft, owner }: Named): boolean {
  return consent?.patient === owner && JSON.stringify(consent?.body) === JSON.stringify(draft.body)
}

function doubted(names: TenantKeys, { draft, stamp, owner }: Named): Named {
  return { ...name(names, unreadable(draft), stamp), ...(owner === undefined ? {} : { owner }) }
}

/** By pseudonym; a resource that the store never heard of is absent. */
export async function beforeOf(keyring: Keyring, tenant: string, batch: readonly Named[], old: Existing) {
  const found = new Map<string, Before>()
  for (const { ref, draft } of batch) {
    const digest = await digestOf(keyring, tenant, ref, draft.table, old)
    const sealed = old.versions.get(ref)
    if (digest === undefined && sealed === undefined) continue
    const stamp = sealed === undefined ? { isOver: false } : await openStamp(keyring, tenant, { ref, sealed })
    const patient = (draft.table === 'document' ? old.documents : old.resources).get(ref)?.patient
    const consent = await consentOf(keyring, tenant, ref, old)
    const said = consent === undefined ? 'nothing' : says(consent.body as Consent)
    found.set(ref, {
      version: { digest: digest ?? '', ...stamp, ...(draft.type === 'Consent' ? { says: said } : {}) },
      ...(patient === undefined ? {} : { patient }),
      ...(consent === undefined ? {} : { consent }),
    })
  }
  return found
}

async function digestOf(keyring: Keyring, tenant: string, ref: string, table: Draft['table'], old: Existing) {
  const { patients, practitioners, documents, resources, statements } = old
  const sealed = patients.get(ref)
  // The patient table has no digest column: it is inside, beside the identity.
  if (table === 'patient')
    return sealed && (await open(keyring, { tenant, table: 'patient', ref, patient: ref }, sealed)).digest
  return { practitioner: practitioners, document: documents, resource: resources, statement: statements }[table].get(
    ref,
  )?.digest
}

async function consentOf(keyring: Keyring, tenant: string, ref: string, old: Existing): Promise<Owned | undefined> {
  const row = old.consents.get(ref)
  return row && open(keyring, { tenant, table: 'resource', ref, patient: row.patient }, row.sealed)
}
