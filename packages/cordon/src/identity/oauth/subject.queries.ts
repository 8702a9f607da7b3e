import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import type { DirectoryRow } from '../directory.queries.ts'

/** The live person or service with this subject at this issuer; an index makes sure that there is one at most. */
export async function findSubject(
  tx: Tx,
  tenant: string,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<DirectoryRow | undefined> {
  return tx
    .selectFrom('principal')
    .select(['id', 'definition', 'revoked_at'])
    .where('tenant', '=', tenant)
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`definition ? 'subject'`)
    .where(sql`definition -> 'subject' ->> 'issuer'`, '=', issuer)
    .where(sql`definition -> 'subject' ->> 'subject'`, '=', subject)
    .executeTakeFirst()
}
