import type pg from 'pg'
import { storeFault } from '../store/faults.ts'
import { openReading } from './database/dump.ts'

/**
 * Whether a legal hold stands in any tenant: a snapshot holds everybody's rows, so one hold keeps every snapshot. Asked
 * as the owner of the tables, who alone sees past one tenant.
 */
export async function isHeld(owner: pg.ClientConfig): Promise<boolean> {
  const session = await openReading(owner)
  try {
    const { rows } = await session.query<{ held: boolean }>(
      'select exists (select 1 from legal_hold where lifted_at is null) as held',
    )
    return rows[0]?.held !== false
  } catch (error) {
    throw storeFault(error)
  } finally {
    await session.end().catch(() => undefined)
  }
}
