import type { Log } from '../kernel/log.ts'
import { forEach } from './for-each.ts'

export interface ExpireDeps {
  readonly tenants: () => Promise<readonly string[]>
  /** Each deletes what has expired and answers how many rows it deleted. */
  readonly expire: readonly ((tenant: string) => Promise<number>)[]
  /** Whether a legal hold stands in the tenant. Throws rather than guess: then nothing expires. */
  readonly held: (tenant: string) => Promise<boolean>
  readonly log: Log
}

/**
 * Deletes conversations, bodies and kept answers past their time: what is not kept cannot leak. A hold on one
 * patient keeps them all until it is lifted: rows of conversations and bodies name nobody.
 */
export function createExpiry({ tenants, expire, held, log }: ExpireDeps): () => Promise<void> {
  return forEach(tenants, async (tenant) => {
    if (await held(tenant)) return
    let count = 0
    for (const one of expire) count += await one(tenant)
    if (count > 0) log.info('expired rows deleted', { count })
  })
}
