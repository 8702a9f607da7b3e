import type { Tx } from '../store/store.ts'

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

export async function patientSealed(tx: Tx, tenant: string, patient: string) {
  const query = tx.selectFrom('patient').select(['ref', 'sealed']).where('tenant', '=', tenant)
  return query.where('ref', '=', patient).executeTakeFirst()
}

/** What names this patient and those around them: the patient, related persons, and each clinician once. */
export async function namingRows(tx: Tx, tenant: string, patient: string) {
  const related = tx
    .selectFrom('resource')
    .select(['ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', '=', patient)
  const links = tx.selectFrom('relationship').distinctOn('actor').select(['actor', 'ref', 'sealed'])
  const actors = await links
    .where('tenant', '=', tenant)
    .where('patient', '=', patient)
    .orderBy('actor')
    .orderBy('ref')
    .limit(ACTORS_MAX)
    .execute()
  return {
    patient: await patientSealed(tx, tenant, patient),
    related: await related.where('kind', '=', 'RelatedPerson').orderBy('ref').limit(RELATED_MAX).execute(),
    actors,
    clinicians: await clinicianRows(
      tx,
      tenant,
      actors.map(({ actor }) => actor),
    ),
  }
}

/** Clinicians known for one patient; a chart names far fewer. */
const ACTORS_MAX = 2_000
const RELATED_MAX = 1_000

/** Of a house with more staff than this, those that come first by name of their resource; the rest are found by context. */
export const STAFF_MAX = 2_000

export async function staffRows(tx: Tx, tenant: string) {
  const rows = tx.selectFrom('practitioner').distinctOn('source').select(['source', 'form', 'sealed'])
  return rows.where('tenant', '=', tenant).orderBy('source').orderBy('form').limit(STAFF_MAX).execute()
}

/** A clinician's names stand with each of their forms. */
async function clinicianRows(tx: Tx, tenant: string, forms: readonly string[]) {
  if (forms.length === 0) return []
  const rows = tx.selectFrom('practitioner').select(['source', 'form', 'sealed']).where('tenant', '=', tenant)
  return rows.where('form', 'in', forms).orderBy('form').orderBy('source').limit(ACTORS_MAX).execute()
}
