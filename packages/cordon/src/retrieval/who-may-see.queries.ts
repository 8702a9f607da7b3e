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

/** Names that could contradict themselves: of a replaced record, and of several. */
export async function doubtfulNames(tx: Tx, tenant: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from patient_link where tenant = ${tenant}
    group by name having count(distinct of) > 1 or bool_or(kind = 'merge')
    order by name limit ${limit}`.execute(tx)
  return rows.map(({ name }) => name)
}
