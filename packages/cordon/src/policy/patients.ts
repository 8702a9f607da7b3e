import type { Keyring, TenantKeys } from '../crypto/keyring.ts'
import type { Store, Tx } from '../store/store.ts'
import { type Link, patientRow, practitionerLinks, relationshipRows } from './patients.queries.ts'

/** Why somebody may look at a chart: one participation, as the ingested FHIR states it. Times are milliseconds. */
export interface Relationship {
  readonly kind: 'care-team' | 'encounter' | 'general-practitioner'
  /** Absent: since ever. */
  readonly start?: number
  /** Absent: it has not ended. */
  readonly end?: number
  /** The resource that says so, for example `Encounter/77`. */
  readonly source: string
}

/** What a relationship row holds, sealed under the patient's key. */
export interface SealedRelationship extends Relationship {
  /** The pseudonyms of the row, sealed too: a row moved to another patient or actor is found out. */
  readonly patient: string
  readonly actor: string
  /** The clinician's name as the source wrote it; known even when no Practitioner resource ever came. */
  readonly display?: string
  /** The place's name as the source wrote it. */
  readonly facility?: string
}

export interface Patients {
  /** The pseudonym of a patient that the store holds. `reference` is `Patient/<id>` or a bare id. */
  resolve(tenant: string, reference: string): Promise<{ ref: string } | undefined>
  /** Every relationship between a patient (pseudonym) and a clinician, in whatever form either was written. */
  relationships(tenant: string, patient: string, practitioner: string): Promise<Relationship[]>
  /**
   * Both at once, with the same queries whether the patient exists or not, so that time does not tell an unknown
   * patient from an unrelated one. `practitioner` absent (a service): no relationship.
   */
  look(tenant: string, reference: string, practitioner: string | undefined): Promise<Looked>
  /** The same for a patient whose pseudonym is known. */
  lookAt(tenant: string, patient: string, practitioner: string | undefined): Promise<Looked>
}

export interface Looked {
  readonly patient: { readonly ref: string } | undefined
  readonly relationships: Relationship[]
}

export function createPatients(deps: { store: Store; keyring: Keyring }): Patients {
  const { store, keyring } = deps

  async function relatedIn(tx: Tx, tenant: string, patient: string, actor: string) {
    const actors = sameClinician(actor, await practitionerLinks(tx, tenant, actor))
    return relationshipRows(tx, tenant, patient, actors)
  }

  async function opened(tenant: string, patient: string, rows: Awaited<ReturnType<typeof relationshipRows>>) {
    const found: Relationship[] = []
    for (const row of rows) found.push(plain(await openRelationship(keyring, tenant, patient, row)))
    return found
  }

  async function resolve(tenant: string, reference: string) {
    const ref = patientPseudonym(await keyring.tenant(tenant), reference)
    return (await store.within(tenant, (tx) => patientRow(tx, tenant, ref))) ? { ref } : undefined
  }

  async function relationships(tenant: string, patient: string, practitioner: string) {
    const actor = actorPseudonym(await keyring.tenant(tenant), practitioner)
    return opened(tenant, patient, await store.within(tenant, (tx) => relatedIn(tx, tenant, patient, actor)))
  }

  async function look(tenant: string, reference: string, practitioner: string | undefined) {
    return lookAt(tenant, patientPseudonym(await keyring.tenant(tenant), reference), practitioner)
  }

  async function lookAt(tenant: string, ref: string, practitioner: string | undefined) {
    const actor = actorPseudonym(await keyring.tenant(tenant), practitioner ?? '')
    const { held, rows } = await store.within(tenant, async (tx) => ({
      held: await patientRow(tx, tenant, ref),
      rows: await relatedIn(tx, tenant, ref, actor),
    }))
    const related = await opened(tenant, ref, rows)
    return held ? { patient: { ref }, relationships: related } : { patient: undefined, relationships: [] }
  }

  return { resolve, relationships, look, lookAt }
}

/** `Patient/<id>` and the bare id are one patient. */
export function patientPseudonym(keys: TenantKeys, reference: string): string {
  return keys.pseudonym('patient', reference.startsWith('Patient/') ? reference : `Patient/${reference}`)
}

/** A bare id is a Practitioner's; every other form (`PractitionerRole/…`, `Practitioner?identifier=…`) is its own. */
export function actorPseudonym(keys: TenantKeys, form: string): string {
  return keys.pseudonym('actor', /^Practitioner(Role)?[/?]/.test(form) ? form : `Practitioner/${form}`)
}

/** Where a sealed relationship stands. */
export function relationshipPlace(tenant: string, row: { patient: string; actor: string; ref: string }) {
  return { tenant, table: 'relationship', row: `${row.patient}/${row.actor}/${row.ref}`, column: 'sealed' }
}

/**
 * All forms of one clinician, from the links found around one of them. A form that two people claim (an identifier
 * entered twice) links to neither: a mistake in the directory must not open a chart.
 */
export function sameClinician(start: string, links: readonly Link[]): string[] {
  const claims = new Map<string, Set<string>>()
  for (const { form, ref } of links) claims.set(form, (claims.get(form) ?? new Set()).add(ref))
  const sure = links.filter(({ form }) => claims.get(form)?.size === 1)
  const same = new Set([start])
  for (let before = 0; before < same.size; ) {
    before = same.size
    for (const { form, ref } of sure) if (same.has(form) || same.has(ref)) same.add(form).add(ref)
  }
  return [...same].sort()
}

/** Opens one row and asserts that it belongs to the patient asked for. */
export async function openRelationship(
  keyring: Keyring,
  tenant: string,
  patient: string,
  row: { actor: string; ref: string; sealed: Buffer },
): Promise<SealedRelationship> {
  const key = await keyring.opening(tenant, row.sealed)
  const bytes = key.open(row.sealed, relationshipPlace(tenant, { patient, actor: row.actor, ref: row.ref }))
  const opened = JSON.parse(new TextDecoder().decode(bytes)) as SealedRelationship
  if (opened.patient !== patient || opened.actor !== row.actor) {
    throw new Error('invariant: a relationship belongs to the patient and the actor of its row')
  }
  return opened
}

function plain(row: SealedRelationship): Relationship {
  const { kind, start, end, source } = row
  return { kind, source, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}
