import { CordonError } from '@cordon/contract'
import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import { CLAIMS_MAX } from '../patients/same-patient.ts'

/** Names looked through for a refusal. */
const NEAR_MAX = 128

/**
 * Every name that anything links to these, however uncertainly, and themselves. An identifier with more claims than anybody
 * follows is nobody's and leads no further. Undefined: there are more than the bound.
 */
export async function namesNear(tx: Tx, tenant: string, names: readonly string[]): Promise<string[] | undefined> {
  const { rows } = await sql<{ ref: string }>`
    with recursive near(ref) as (
      select unnest(${sql.val(names)}::text[])
      union
      select step.ref from near, lateral (
        select l.of as ref from patient_link l where l.tenant = ${tenant} and l.name = near.ref and (l.kind = 'merge'
          or (select count(*) from (select distinct c.of from patient_link c
               where c.tenant = ${tenant} and c.name = near.ref and c.kind = 'identifier'
               limit ${sql.lit(2 * CLAIMS_MAX + 1)}) claims) <= ${sql.lit(2 * CLAIMS_MAX)})
        union all
        select l.name from patient_link l where l.tenant = ${tenant} and l.of = near.ref
      ) step
    ) select ref from near limit ${sql.lit(NEAR_MAX + 1)}`.execute(tx)
  return rows.length > NEAR_MAX ? undefined : rows.map((row) => row.ref)
}

/** Which of these references the clinicians' directory has somebody for. */
export async function formsHeld(tx: Tx, tenant: string, forms: readonly string[]): Promise<Set<string>> {
  const query = tx.selectFrom('practitioner').select('form').distinct().where('tenant', '=', tenant)
  return new Set((await query.where('form', 'in', forms).execute()).map(({ form }) => form))
}

const MEMBERSHIPS_MAX = 1_000

/** That one of some belongs to one of the others, either way round. */
export async function membershipsBetween(tx: Tx, tenant: string, some: readonly string[], others: readonly string[]) {
  if (some.length === 0 || others.length === 0) return []
  const rows = await tx
    .selectFrom('membership')
    .select(['member', 'collective', 'ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where((row) =>
      row.or([
        row.and([row('member', 'in', some), row('collective', 'in', others)]),
        row.and([row('member', 'in', others), row('collective', 'in', some)]),
      ]),
    )
    .limit(MEMBERSHIPS_MAX + 1)
    .execute()
  if (rows.length > MEMBERSHIPS_MAX) throw new CordonError('overloaded')
  return rows
}

/** A patient has a handful; beyond the bound nothing is read, because what is left out could be the refusal. */
export const CONSENTS_MAX = 1_000

export function consentRows(tx: Tx, tenant: string, patients: readonly string[]) {
  return tx
    .selectFrom('resource')
    .select(['ref', 'patient', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', 'in', patients)
    .where('kind', '=', 'Consent')
    .orderBy('ref')
    .limit(CONSENTS_MAX + 1)
    .execute()
}

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
