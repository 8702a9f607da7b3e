import { createAttestingRounds } from '../jobs/attest.ts'
import { schedule } from '../jobs/schedule.ts'
import { createVendorWatching } from '../jobs/watch-vendors.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress.ts'
import { holdersOf } from '../policy/agreements/holders.ts'
import { createAttesting } from '../providers/attest/attest.ts'
import type { Base, Ground } from './ground.ts'
import type { Rules } from './rules.ts'
import type { Who } from './who.ts'

export type Vendors = Awaited<ReturnType<typeof openVendors>>

/** What is known of vendors by looking: their settings, every hour, and how they stand, every minute; both at once at the start. */
export async function openVendors(base: Base, { journal }: Ground, { tenants }: Who, { agreements }: Rules) {
  const { outside, config, lifetime, log, lent } = base
  const { now } = outside
  const { tenant: operator, dataFolder, limits, vendors } = config
  // Of its own: what is asked about settings opens no way for a prompt, and does not wait behind one.
  const egress = createEgress({ limits: { ...limits, ...BOUNDS } })
  lifetime.onClose(() => egress.close())
  const attesting = createAttesting({ egress, lent, now, agreements, journal })
  const holders = holdersOf(config)
  const watching = createVendorWatching({ tenants, operator, holders, dataFolder, agreements, now, log })
  const attest = createAttestingRounds({ tenants, agreements, attesting, log })
  await watching.round()
  for (const { place } of watching.found().uncovered)
    await journal.append(operator, { class: 'alarm', v: 1, what: 'agreement_missing', detail: { recipient: place } })
  return {
    attesting,
    vendorsWatched: () => watching.found(),
    /** Begins once everything is open: the first reading goes out at once. */
    startVendors() {
      const work = [
        schedule(attest, vendors.attestMinutes * MINUTE, log),
        schedule(() => watching.round(), MINUTE, log),
      ]
      const first = attest().catch(() =>
        log.warn('a setting of a vendor is not as it has to be', { code: 'attestation_unanswered' }),
      )
      for (const job of work) lifetime.onClose(() => job.stop())
      // What is still asked is given up: nobody waits for a vendor to end.
      lifetime.onClose(async () => {
        await egress.close()
        await first
      })
    },
  }
}

const BOUNDS = {
  upstreamHeadersMs: 10 * SECOND,
  upstreamIdleMs: 10 * SECOND,
  upstreamMs: 15 * SECOND,
  upstreamBytesMax: 1_048_576,
}
