import type { DataKey, Keyring, TenantKeys } from '../crypto/keyring.ts'
import { invariant } from '../kernel/invariant.ts'
import { classOf, classRef, isShown, sealClass } from '../policy/patients/chart-class.ts'
import { type Owned, place } from '../policy/patients/chart-row.ts'
import { membershipPlace, type SealedMembership } from '../policy/patients/membership.ts'
import {
  actorPseudonym,
  encounterPseudonym,
  patientPseudonym,
  relationshipPlace,
  type SealedRelationship,
} from '../policy/patients/patients.ts'
import type { Draft } from './interpret.ts'
import type { Judged } from './judge.ts'
import type { Existing, Rows } from './keep.queries.ts'
import { digestsOf } from './others/digests.ts'
import type { Stamp } from './version.ts'

/** A draft with its pseudonyms: `ref` finds its row, `owner` its patient, `digest` tells whether it changed. */
export interface Named {
  readonly draft: Draft
  readonly ref: string
  /** Pseudonym of the patient; absent for the clinicians' directory. */
  readonly owner?: string
  readonly digest: string
  /** Which of its versions it is. */
  readonly stamp: Stamp
}

/** What a batch is sealed with, gathered before the first row. */
export interface Seals {
  readonly tenant: string
  readonly names: TenantKeys
  /** By the patient's pseudonym. */
  readonly patients: ReadonlyMap<string, DataKey>
  readonly directory: DataKey
}

/** The keys for some drafts; new ones are registered with one write. */
export async function sealsFor(keyring: Keyring, tenant: string, batch: readonly Named[]): Promise<Seals> {
  const names = await keyring.tenant(tenant)
  const linked = batch.flatMap(({ draft }) => draft.links.flatMap(({ patient }) => patient ?? []))
  const owners = [
    ...new Set([...batch.flatMap(({ owner }) => owner ?? []), ...linked.map((each) => patientPseudonym(names, each))]),
  ]
  const scopes = owners.map((patient) => ({ tenant, purpose: 'patient', patient }) as const)
  const [directory, ...keys] = await keyring.sealingMany([{ tenant, purpose: 'directory' }, ...scopes])
  invariant(directory && keys.length === owners.length, 'one key for each scope')
  const patients = new Map(keys.map((key, i) => [owners[i] ?? '', key]))
  return { tenant, names, patients, directory }
}

/** Seals one draft and everything that hangs on it, and adds the rows to the batch. */
export function seal(rows: Rows, named: Named, old: Existing, seals: Seals): void {
  const { table } = named.draft
  if (table === 'practitioner') sealClinician(rows, named, old, seals)
  else if (table === 'statement') rows.statements.push({ tenant: seals.tenant, ref: named.ref, digest: named.digest })
  else sealChart(rows, named, { ...seals, table })
  takeBack(rows, named)
  sealLinks(rows, named, seals)
}

function sealChart(
  rows: Rows,
  named: Named,
  { tenant, table, ...seals }: Seals & { table: 'patient' | 'document' | 'resource' },
): void {
  const { draft, ref, owner, digest } = named
  const key = seals.patients.get(owner ?? '')
  invariant(owner !== undefined && key, 'a chart belongs to a patient')
  const head = table === 'patient' ? { digest } : {}
  const { labels } = draft
  const encounters = draft.encounters.map((form) => encounterPseudonym(seals.names, form))
  const at = encounters.length === 0 ? {} : { encounters }
  const content: Owned = { ...head, ...at, patient: owner, source: draft.reference, labels, body: draft.body }
  const sealed = key.seal(bytes(content), place(tenant, table, ref))
  if (table === 'patient') {
    rows.patients.push({ tenant, ref, sealed })
    rows.digests.push({ tenant, patient: ref, digest: digestsOf(seals.names, draft.body) })
  }
  const its = classOf(draft.type, labels)
  const row = { tenant, ref, patient: owner, digest, class: classRef(seals.names, owner, its), sealed }
  if (table === 'document') rows.documents.push(row)
  if (table === 'resource') rows.resources.push({ ...row, kind: draft.type })
  if (draft.type === 'Encounter')
    for (const name of encounters) rows.encounterNames.push({ tenant, name, source: ref, patient: owner })
  if (table !== 'patient' && isShown(its) && !rows.classes.has(row.class))
    rows.classes.set(row.class, sealClass(key, seals.names, { tenant, patient: owner }, its))
}

/** A consent as it was, under another name of its row. */
export function sealLeft(
  rows: Rows,
  { ref, left, key }: { ref: string; left: Owned; key: DataKey },
  { tenant, names }: Seals,
): void {
  const { patient, labels = [] } = left
  rows.resources.push({
    tenant,
    ref,
    patient,
    kind: 'Consent',
    digest: names.pseudonym('resource', `left ${ref}`),
    class: classRef(names, patient, classOf('Consent', labels)),
    sealed: key.seal(bytes(left), place(tenant, 'resource', ref)),
  })
}

/** Of a kept record under its patient's key, else under the directory's. Nothing that says nothing new is written. */
export function sealStamp(
  rows: Rows,
  { named: { ref, owner }, stamp, outcome }: Judged,
  before: Stamp | undefined,
  { tenant, patients, directory }: Seals,
): void {
  if (stamp === undefined) return
  const [said, says] = [stampBytes(before ?? { isOver: false }), stampBytes(stamp)]
  if (said.equals(says)) return
  const key = (outcome === 'withdrawn' ? undefined : patients.get(owner ?? '')) ?? directory
  rows.versions.push({ tenant, ref, sealed: key.seal(says, place(tenant, 'resource_version', ref)) })
}

const stampBytes = ({ updated, number, isOver }: Stamp) => Buffer.from(JSON.stringify({ updated, number, isOver }))

export async function openStamp(
  keyring: Keyring,
  tenant: string,
  { ref, sealed }: { ref: string; sealed: Buffer },
): Promise<Stamp> {
  const key = await keyring.opening(tenant, sealed)
  return JSON.parse(new TextDecoder().decode(key.open(sealed, place(tenant, 'resource_version', ref)))) as Stamp
}

/** Relationships under their patient's key, memberships under the directory's, names as pseudonyms. */
function sealLinks(rows: Rows, { draft, ref, owner }: Named, { tenant, names, patients, directory }: Seals): void {
  for (const { actor: form, patient: stated, ...link } of draft.links) {
    const patient = stated === undefined ? owner : patientPseudonym(names, stated)
    const key = patients.get(patient ?? '')
    invariant(patient !== undefined && key, 'a relationship belongs to a patient')
    const at = { patient, actor: actorPseudonym(names, form), ref }
    const body: SealedRelationship = { ...link, patient, actor: at.actor, form }
    rows.relationships.push({ tenant, ...at, sealed: key.seal(bytes(body), relationshipPlace(tenant, at)) })
  }
  for (const { member, collective, ...membership } of draft.members) {
    const at = { member: actorPseudonym(names, member), collective: actorPseudonym(names, collective), ref }
    const body: SealedMembership = {
      ...membership,
      source: draft.reference,
      member: at.member,
      collective: at.collective,
      form: member,
    }
    rows.memberships.push({ tenant, ...at, sealed: directory.seal(bytes(body), membershipPlace(tenant, at)) })
  }
  for (const { kind, name, of } of draft.names)
    rows.patientLinks.push({
      tenant,
      source: ref,
      kind,
      name: patientPseudonym(names, name),
      of: patientPseudonym(names, of),
    })
}

/** What an earlier version of this resource stated, of whomever. */
export function takeBack(rows: Rows, { ref }: Named): void {
  rows.gone.stated.push(ref)
}

function sealClinician(rows: Rows, { draft, ref: source, digest }: Named, old: Existing, seals: Seals): void {
  const { tenant, names, directory } = seals
  if (old.practitioners.has(source)) rows.gone.practitioners.push(source)
  for (const { form, of } of draft.forms) {
    const row = { form: actorPseudonym(names, form), ref: actorPseudonym(names, of) }
    const sealed = directory.seal(bytes(draft.body), place(tenant, 'practitioner', `${source}/${row.form}`))
    rows.practitioners.push({ tenant, source, ...row, digest, sealed })
  }
}

export function ownerOf(names: TenantKeys, draft: Draft): string | undefined {
  return draft.patient === undefined ? undefined : patientPseudonym(names, draft.patient)
}

function bytes(content: object): Uint8Array {
  return Buffer.from(JSON.stringify(content))
}

/** Opens what the directory holds of one clinician. */
export async function openClinician(
  keyring: Keyring,
  tenant: string,
  row: { source: string; form: string; sealed: Buffer },
): Promise<unknown> {
  const key = await keyring.opening(tenant, row.sealed)
  const opened = key.open(row.sealed, place(tenant, 'practitioner', `${row.source}/${row.form}`))
  return JSON.parse(new TextDecoder().decode(opened)) as unknown
}
