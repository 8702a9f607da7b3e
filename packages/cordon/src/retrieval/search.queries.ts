import type { Statement, Tx } from '../store/store.ts'

/** Every sealed row of one patient's chart that is of one of the classes. Dates are sealed, so which rows matter is known only after opening. */
export async function chartRows(
  tx: Tx,
  tenant: string,
  patients: readonly string[],
  bounds: { documentsMax: number; factsMax: number; kinds: readonly string[]; classes: readonly string[] },
) {
  const documents = tx
    .selectFrom('document')
    .select(['ref', 'patient', 'class', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', 'in', patients)
    .where('class', 'in', bounds.classes)
  const facts = tx
    .selectFrom('resource')
    .select(['ref', 'patient', 'kind', 'class', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', 'in', patients)
    .where('class', 'in', bounds.classes)
  return {
    documents: await documents
      .orderBy('ref')
      .limit(bounds.documentsMax + 1)
      .execute(),
    facts: await facts
      .where('kind', 'in', bounds.kinds)
      .orderBy('ref')
      .limit(bounds.factsMax + 1)
      .execute(),
  }
}

interface Sealed {
  readonly ref: string
  readonly sealed: Buffer
}

export const patientsSealed = (names: readonly string[]): Statement<Sealed> => ({
  text: 'select ref, sealed from patient where tenant = $1 and ref = any($2::text[])',
  values: [names],
})

/** Related persons, of charts that the scope shows. */
export const relatedOf = (names: readonly string[]): Statement<Sealed & { patient: string }> => ({
  text: `select ref, patient, sealed from resource
    where tenant = $1 and patient = any($2::text[]) and kind = 'RelatedPerson' order by ref limit ${RELATED_MAX}`,
  values: [names],
})

/** Somebody of a chart, once for each of the patient's names. */
export const actorsOf = (names: readonly string[]): Statement<Sealed & { patient: string; actor: string }> => ({
  text: `select distinct on (patient, actor) patient, actor, ref, sealed from relationship
    where tenant = $1 and patient = any($2::text[]) order by patient, actor, ref limit ${ACTORS_MAX}`,
  values: [names],
})

/** The same as the clinicians' directory has them; their names stand with each of their forms. */
export const cliniciansOf = (names: readonly string[]): Statement<ClinicianFound> => ({
  text: `select source, form, sealed from practitioner where tenant = $1 and form in (
      select actor from relationship where tenant = $1 and patient = any($2::text[]) limit ${RELATIONSHIPS_MAX})
    order by form, source limit ${ACTORS_MAX}`,
  values: [names],
})

export interface ClinicianFound {
  readonly source: string
  readonly form: string
  readonly sealed: Buffer
}

/** Clinicians known for one patient; a chart names far fewer. */
const ACTORS_MAX = 2_000
const RELATED_MAX = 1_000
/** Facts that say that somebody has a part in a chart. */
const RELATIONSHIPS_MAX = 100_000

/** Of a house with more staff than this, those that come first by name of their resource; the rest are found by context. */
export const STAFF_MAX = 2_000

export async function staffRows(tx: Tx, tenant: string) {
  const rows = tx.selectFrom('practitioner').distinctOn('source').select(['source', 'form', 'sealed'])
  return rows.where('tenant', '=', tenant).orderBy('source').orderBy('form').limit(STAFF_MAX).execute()
}
