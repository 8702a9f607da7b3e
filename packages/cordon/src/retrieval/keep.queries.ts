import type { Insertable, Selectable } from 'kysely'
import type { Tables } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { writeDigests } from './others/others.queries.ts'

/** What the store holds already of a batch, by pseudonym. */
export interface Existing {
  readonly patients: ReadonlyMap<string, Buffer>
  readonly documents: ReadonlyMap<string, Moved>
  readonly resources: ReadonlyMap<string, Moved>
  readonly practitioners: ReadonlyMap<string, { digest: string }>
  readonly statements: ReadonlyMap<string, { digest: string }>
  /** Of whichever table; kept after a resource was withdrawn. */
  readonly versions: ReadonlyMap<string, Buffer>
  readonly consents: ReadonlyMap<string, { patient: string; sealed: Buffer }>
}
type Moved = Pick<Selectable<Tables['document']>, 'digest' | 'patient'>

/** Sealed rows, and what an earlier version of the same resources left that must go first. */
export interface Rows {
  patients: Insertable<Tables['patient']>[]
  /** Of the patients that are written. */
  digests: Insertable<Tables['patient_digest']>[]
  documents: Insertable<Tables['document']>[]
  resources: Insertable<Tables['resource']>[]
  relationships: Insertable<Tables['relationship']>[]
  practitioners: Insertable<Tables['practitioner']>[]
  statements: Insertable<Tables['statement']>[]
  memberships: Insertable<Tables['membership']>[]
  patientLinks: Insertable<Tables['patient_link']>[]
  encounterNames: Insertable<Tables['encounter_name']>[]
  versions: Insertable<Tables['resource_version']>[]
  /** By pseudonym: what classes the charts have from now on. */
  classes: Map<string, Insertable<Tables['chart_class']>>
  gone: {
    documents: string[]
    resources: string[]
    practitioners: string[]
    /** Relationships, memberships, names and encounters that these resources stated, of whomever. */
    stated: string[]
  }
}

export interface Refs {
  readonly patients: readonly string[]
  readonly documents: readonly string[]
  readonly resources: readonly string[]
  readonly practitioners: readonly string[]
  readonly statements: readonly string[]
  /** Of the resources, those that are consents. */
  readonly consents: readonly string[]
  readonly all: readonly string[]
}

export async function existing(tx: Tx, tenant: string, refs: Refs): Promise<Existing> {
  const of = <T extends 'document' | 'resource'>(table: T, some: readonly string[]) =>
    some.length === 0
      ? Promise.resolve([])
      : tx
          .selectFrom(table as 'document')
          .select(['ref', 'digest', 'patient'])
          .where('tenant', '=', tenant)
          .where('ref', 'in', some)
          .execute()
  const documents = await of('document', refs.documents)
  const resources = await of('resource', refs.resources)
  return {
    patients: new Map((await patientRows(tx, tenant, refs.patients)).map(({ ref, sealed }) => [ref, sealed])),
    documents: new Map(documents.map((row) => [row.ref, row])),
    resources: new Map(resources.map((row) => [row.ref, row])),
    practitioners: new Map((await practitionerRows(tx, tenant, refs.practitioners)).map((row) => [row.source, row])),
    statements: new Map((await statementRows(tx, tenant, refs.statements)).map((row) => [row.ref, row])),
    versions: new Map((await versionRows(tx, tenant, refs.all)).map(({ ref, sealed }) => [ref, sealed])),
    consents: new Map((await consentRows(tx, tenant, refs.consents)).map((row) => [row.ref, row])),
  }
}

async function patientRows(tx: Tx, tenant: string, refs: readonly string[]) {
  if (refs.length === 0) return []
  return tx
    .selectFrom('patient')
    .select(['ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where('ref', 'in', refs)
    .execute()
}

async function practitionerRows(tx: Tx, tenant: string, sources: readonly string[]) {
  if (sources.length === 0) return []
  const query = tx.selectFrom('practitioner').select(['source', 'digest']).where('tenant', '=', tenant)
  return query.where('source', 'in', sources).execute()
}

async function statementRows(tx: Tx, tenant: string, refs: readonly string[]) {
  if (refs.length === 0) return []
  const query = tx.selectFrom('statement').select(['ref', 'digest']).where('tenant', '=', tenant)
  return query.where('ref', 'in', refs).execute()
}

async function versionRows(tx: Tx, tenant: string, refs: readonly string[]) {
  if (refs.length === 0) return []
  const query = tx.selectFrom('resource_version').select(['ref', 'sealed']).where('tenant', '=', tenant)
  return query.where('ref', 'in', refs).execute()
}

async function consentRows(tx: Tx, tenant: string, refs: readonly string[]) {
  if (refs.length === 0) return []
  const query = tx.selectFrom('resource').select(['ref', 'patient', 'sealed']).where('tenant', '=', tenant)
  return query.where('kind', '=', 'Consent').where('ref', 'in', refs).execute()
}

/** Which of these patients the store holds. */
export async function patientsAmong(tx: Tx, tenant: string, refs: readonly string[]): Promise<Set<string>> {
  if (refs.length === 0) return new Set()
  const query = tx.selectFrom('patient').select('ref').where('tenant', '=', tenant).where('ref', 'in', refs)
  return new Set((await query.execute()).map(({ ref }) => ref))
}

/** Writes everything of a batch, inside the caller's transaction: all of it or nothing. */
export async function write(tx: Tx, tenant: string, rows: Rows): Promise<void> {
  await remove(tx, tenant, rows.gone)
  if (rows.patients.length > 0) {
    const insert = tx.insertInto('patient').values(rows.patients)
    await insert
      .onConflict((on) =>
        on.columns(['tenant', 'ref']).doUpdateSet((row) => ({
          sealed: row.ref('excluded.sealed'),
          version: row('patient.version', '+', 1),
        })),
      )
      .execute()
  }
  if (rows.documents.length > 0) {
    const insert = tx.insertInto('document').values(rows.documents)
    await insert
      .onConflict((on) =>
        on.columns(['tenant', 'ref']).doUpdateSet((row) => ({
          patient: row.ref('excluded.patient'),
          digest: row.ref('excluded.digest'),
          class: row.ref('excluded.class'),
          sealed: row.ref('excluded.sealed'),
        })),
      )
      .execute()
  }
  if (rows.resources.length > 0) {
    const insert = tx.insertInto('resource').values(rows.resources)
    await insert
      .onConflict((on) =>
        on.columns(['tenant', 'ref']).doUpdateSet((row) => ({
          patient: row.ref('excluded.patient'),
          kind: row.ref('excluded.kind'),
          digest: row.ref('excluded.digest'),
          class: row.ref('excluded.class'),
          sealed: row.ref('excluded.sealed'),
        })),
      )
      .execute()
  }
  // Never taken away: a class that no record is left of permits nothing.
  if (rows.classes.size > 0) {
    const insert = tx.insertInto('chart_class').values([...rows.classes.values()])
    await insert.onConflict((on) => on.columns(['tenant', 'patient', 'class']).doNothing()).execute()
  }
  if (rows.relationships.length > 0) await tx.insertInto('relationship').values(rows.relationships).execute()
  if (rows.practitioners.length > 0) await tx.insertInto('practitioner').values(rows.practitioners).execute()
  if (rows.memberships.length > 0) await tx.insertInto('membership').values(rows.memberships).execute()
  if (rows.patientLinks.length > 0) await tx.insertInto('patient_link').values(rows.patientLinks).execute()
  if (rows.encounterNames.length > 0) await tx.insertInto('encounter_name').values(rows.encounterNames).execute()
  if (rows.versions.length > 0) {
    const insert = tx.insertInto('resource_version').values(rows.versions)
    await insert
      .onConflict((on) => on.columns(['tenant', 'ref']).doUpdateSet((row) => ({ sealed: row.ref('excluded.sealed') })))
      .execute()
  }
  if (rows.statements.length > 0) {
    const insert = tx.insertInto('statement').values(rows.statements)
    await insert
      .onConflict((on) => on.columns(['tenant', 'ref']).doUpdateSet((row) => ({ digest: row.ref('excluded.digest') })))
      .execute()
  }
  // Last: whoever counts a change makes the next writer of this tenant wait.
  if (rows.digests.length > 0) await writeDigests(tx, tenant, rows.digests)
}

async function remove(tx: Tx, tenant: string, gone: Rows['gone']): Promise<void> {
  const { documents, resources, practitioners, stated } = gone
  if (documents.length > 0) {
    await tx.deleteFrom('document').where('tenant', '=', tenant).where('ref', 'in', documents).execute()
  }
  if (resources.length > 0) {
    await tx.deleteFrom('resource').where('tenant', '=', tenant).where('ref', 'in', resources).execute()
  }
  if (practitioners.length > 0) {
    await tx.deleteFrom('practitioner').where('tenant', '=', tenant).where('source', 'in', practitioners).execute()
  }
  if (stated.length === 0) return
  await tx.deleteFrom('relationship').where('tenant', '=', tenant).where('ref', 'in', stated).execute()
  await tx.deleteFrom('membership').where('tenant', '=', tenant).where('ref', 'in', stated).execute()
  await tx.deleteFrom('patient_link').where('tenant', '=', tenant).where('source', 'in', stated).execute()
  await tx.deleteFrom('encounter_name').where('tenant', '=', tenant).where('source', 'in', stated).execute()
}
