import { CordonError, type ErrorCode } from '@cordon/contract'
import { type Clock, DAY } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { JournalExpiry } from '../shred/retention/expire-journal.ts'
import { forEach } from './for-each.ts'

/** What only time or a person mends: said in the log, and looked at again the next day. */
const WAITS: readonly ErrorCode[] = ['legal_hold', 'clock_unproven']

/**
 * Lets entries of the journal expire, once a day; asked more often, so that a server that is stopped every night still
 * comes to it. What waits for a place to confirm is asked again each time.
 */
export function createJournalExpiring(deps: {
  tenants: () => Promise<readonly string[]>
  expiry: Pick<JournalExpiry, 'proceed' | 'settle'>
  /** `by-hand`: only what a person began is finished. */
  expire: 'daily' | 'by-hand'
  now: Clock
  log: Log
}): () => Promise<void> {
  const { tenants, expiry, expire, now, log } = deps
  const next = new Map<string, number>()
  return forEach(tenants, async (tenant) => {
    if (now() < (next.get(tenant) ?? 0)) return
    try {
      const { entries, state } = await (expire === 'daily' ? expiry.proceed(tenant) : expiry.settle(tenant))
      if (entries > 0) log.info('entries of the journal have expired', { count: entries })
      if (state === 'done') next.set(tenant, now() + DAY)
    } catch (error) {
      if (!(error instanceof CordonError && WAITS.includes(error.code))) throw error
      log.warn('entries of the journal do not expire', { code: error.code })
      next.set(tenant, now() + DAY)
    }
  })
}
