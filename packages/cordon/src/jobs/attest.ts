import type { Log } from '../kernel/log.ts'
import type { Agreements } from '../policy/agreements/agreements.ts'
import type { Attesting } from '../providers/attest/attest.ts'
import { forEach } from './for-each.ts'

/** Reads the settings of every vendor that is registered to be read. A wrong or missing answer is said each time. */
export function createAttestingRounds(deps: {
  tenants: () => Promise<readonly string[]>
  agreements: Pick<Agreements, 'listVendors'>
  attesting: Attesting
  log: Log
}): () => Promise<void> {
  const { tenants, agreements, attesting, log } = deps
  return forEach(tenants, async (tenant) => {
    for (const vendor of await agreements.listVendors(tenant))
      for (const { answer, fact, vendor: id } of await attesting.attest(tenant, vendor, 'cordon'))
        if (answer !== 'holds')
          log.warn('a setting of a vendor is not as it has to be', {
            code: `attestation_${answer}`,
            event: fact,
            vendor: id,
          })
  })
}
