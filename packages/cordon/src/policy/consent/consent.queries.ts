import type { Statement, Tx } from '../../store/store.ts'
import { CLAIMS_MAX } from '../patients/same-patient.ts'

/** Names looked through for a refusal. */
const NEAR_MAX = 128

/**
 * Every name that anything links to these, however uncertainly, and themselves. An identifier with more claims than anybody
 * follows is nobody's and leads no further. Read with `boundedNames`.
 */
export const namesNear = (names: readonly string[]): Statement<{ ref: string }> => ({ text: NEAR, values: [names] })

const NEAR = `
  with recursive near(ref) as (
    select unnest($2::text[])
    union
    select step.ref from near, lateral (
      select l.of as ref from patient_link l where l.tenant = $1 and l.name = near.ref and (l.kind = 'merge'
        or (select count(*) from (select distinct c.of from patient_link c
             where c.tenant = $1 and c.name = near.ref and c.kind = 'identifier'
             limit ${2 * CLAIMS_MAX + 1}) claims) <= ${2 * CLAIMS_MAX})
      union all
      select l.name from patient_link l where l.tenant = $1 and l.of = near.ref
    ) step
  ) select ref from near limit ${NEAR_MAX + 1}`

/** Undefined: there are more than the bound. */
export function boundedNames(rows: readonly { readonly ref: string }[]): readonly string[] | undefined {
  return rows.length > NEAR_MAX ? undefined : rows.map(({ ref }) => ref)
}

/** Which of these references the clinicians' directory has somebody for. */
export const formsHeld = (forms: readonly string[]): Statement<{ form: string }> => ({
  text: 'select distinct form from practitioner where tenant = $1 and form = any($2::text[])',
  values: [forms],
})

/** A patient has a handful; beyond the bound nothing is read, because what is left out could be the refusal. */
export const CONSENTS_MAX = 1_000

export interface ConsentFound {
  readonly ref: string
  readonly patient: string
  readonly sealed: Buffer
}

export const consentsUnder = (names: readonly string[]): Statement<ConsentFound> => ({
  text: `select ref, patient, sealed from resource
    where tenant = $1 and patient = any($2::text[]) and kind = 'Consent' order by ref limit ${CONSENTS_MAX + 1}`,
  values: [names],
})

/** Consents of one organisation that are compared in one review. */
export const EVERYWHERE_MAX = 20_000

export function consentsEverywhere(tx: Tx, tenant: string) {
  return tx
    .selectFrom('resource')
    .select(['ref', 'patient', 'sealed'])
    .where('tenant', '=', tenant)
    .where('kind', '=', 'Consent')
    .orderBy('ref')
    .limit(EVERYWHERE_MAX + 1)
    .execute()
}
