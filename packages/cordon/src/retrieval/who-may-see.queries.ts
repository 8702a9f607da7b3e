import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'

/** Every relationship of one patient, under any of their names. */
export function relationshipsOf(tx: Tx, tenant: string, patients: readonly string[], limit: number) {
  const rows = tx.selectFrom('relationship').select(['patient', 'actor', 'ref', 'sealed']).where('tenant', '=', tenant)
  return rows.where('patient', 'in', patients).orderBy('ref').orderBy('actor').limit(limit).execute()
}

/** Every relationship of one person, in any of their forms. */
export function relationshipsBy(tx: Tx, tenant: string, actors: readonly string[], limit: number) {
  const rows = tx.selectFrom('relationship').select(['patient', 'actor', 'ref', 'sealed']).where('tenant', '=', tenant)
  return rows.where('actor', 'in', actors).orderBy('ref').orderBy('patient').limit(limit).execute()
}

/** Who belongs to these teams, organisations and roles. */
export function membersOf(tx: Tx, tenant: string, collectives: readonly string[], limit: number) {
  const rows = tx
    .selectFrom('membership')
    .select(['member', 'collective', 'ref', 'sealed'])
    .where('tenant', '=', tenant)
  return rows.where('collective', 'in', collectives).orderBy('ref').orderBy('member').limit(limit).execute()
}

export function patientsSealed(tx: Tx, tenant: string, refs: readonly string[]) {
  const rows = tx.selectFrom('patient').select(['ref', 'sealed']).where('tenant', '=', tenant)
  return rows.where('ref', 'in', refs).execute()
}

/**
 * Names that could contradict themselves and matter: of a merged record, and identifiers of several under which facts are kept. A
 * family's insurance number is of several, too, and nobody relies on it.
 */
export async function doubtfulNames(tx: Tx, tenant: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select l.name from patient_link l where l.tenant = ${tenant}
    group by l.name having bool_or(l.kind = 'merge') or (count(distinct l.of) > 1 and exists (
      select 1 from relationship r where r.tenant = ${tenant} and r.patient = l.name))
    order by l.name limit ${limit}`.execute(tx)
  return rows.map(({ name }) => name)
}
