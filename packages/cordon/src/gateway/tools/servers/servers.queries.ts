import { sql } from 'kysely'
import type { Tx } from '../../../store/store.ts'

/** Tools that are kept of one server. */
const TOOLS_MAX = 500

export interface ToolRow {
  readonly server: string
  readonly name: string
  readonly hash: string
  readonly registration: string
  readonly definition: unknown
  readonly reviewed_by: string
  readonly reviewed_at: Date
}

/** What was reviewed of these servers, by name. */
export async function selectTools(tx: Tx, tenant: string, servers: readonly string[]): Promise<ToolRow[]> {
  if (servers.length === 0) return []
  return tx
    .selectFrom('mcp_tool')
    .select(['server', 'name', 'hash', 'registration', 'definition', 'reviewed_by', 'reviewed_at'])
    .where('tenant', '=', tenant)
    .where('server', 'in', [...servers])
    .orderBy('server')
    .orderBy('name')
    .limit(TOOLS_MAX * servers.length)
    .execute()
}

export async function putTool(
  tx: Tx,
  row: Omit<ToolRow, 'definition'> & { readonly tenant: string; readonly definition: string },
): Promise<void> {
  await tx
    .insertInto('mcp_tool')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'server', 'name']).doUpdateSet({
        hash: sql`excluded.hash`,
        registration: sql`excluded.registration`,
        definition: sql`excluded.definition`,
        reviewed_by: sql`excluded.reviewed_by`,
        reviewed_at: sql`excluded.reviewed_at`,
      }),
    )
    .execute()
}
