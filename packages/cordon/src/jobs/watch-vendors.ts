import type { Vendor } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Agreements } from '../policy/agreements/agreements.ts'
import { attested } from '../policy/agreements/attested.ts'
import { serviceAt } from '../policy/agreements/catalogue/eligibility.ts'
import { expiringRows } from '../policy/agreements/catalogue/review.ts'
import { type Holder, uncoveredHolders } from '../policy/agreements/holders.ts'
import type { Known } from '../policy/agreements/in-force.ts'
import { NO_VENDORS_WATCHED, type VendorsWatched, writeVendorsWatched } from '../policy/agreements/vendor-watch.ts'
import { forEach } from './for-each.ts'

/** Looks at how vendors stand, keeps it at hand, and says in the log what is new. */
export function createVendorWatching(deps: {
  tenants: () => Promise<readonly string[]>
  operator: string
  holders: readonly Holder[]
  dataFolder: string
  agreements: Pick<Agreements, 'listVendors' | 'listAgreements' | 'known'>
  now: Clock
  log: Log
}): { round(): Promise<void>; found(): VendorsWatched } {
  const { tenants, operator, holders, dataFolder, agreements, now, log } = deps
  let found = NO_VENDORS_WATCHED
  let written = ''
  let told = new Set<string>()

  async function look(tenant: string, into: VendorsWatched): Promise<VendorsWatched> {
    const vendors = await agreements.listVendors(tenant)
    const known = await agreements.known(tenant, vendors)
    const used = new Set(vendors.flatMap((vendor) => serviceAt(known.catalogue, vendor)?.id ?? []))
    const rows = expiringRows(known.catalogue, used, now()).map(({ id, expiresOn, within }) => ({
      id,
      expiresOn,
      within,
    }))
    const stands = vendors
      .filter(({ attest }) => attest !== undefined)
      .map((vendor) => standingOf(vendor, known, now()))
    const count = (one: Standing) => stands.filter((stand) => stand === one).length
    const settings = {
      holding: into.settings.holding + count('holding'),
      failing: into.settings.failing + count('failing'),
      stale: into.settings.stale + count('stale'),
    }
    const isOperator = tenant === operator && holders.length > 0
    const signed = isOperator ? await agreements.listAgreements(tenant) : []
    const uncovered = isOperator ? uncoveredHolders(holders, vendors, signed, known, now()) : into.uncovered
    return { expiring: soonest([...into.expiring, ...rows]), settings, uncovered }
  }

  /** Each row once at each of its thresholds, and each place once for as long as it is so. */
  function tell({ expiring, uncovered }: VendorsWatched): void {
    const now = new Set([
      ...expiring.map(({ id, within }) => `${id} ${within}`),
      ...uncovered.map(({ place }) => place),
    ])
    for (const { id, within } of expiring)
      if (!told.has(`${id} ${within}`))
        log.warn('a row of the catalogue of vendors expires', {
          code: within === 0 ? 'catalogue_expired' : 'catalogue_expires',
          event: id,
          count: within,
        })
    for (const { place } of uncovered)
      if (!told.has(place))
        log.error('a recipient outside has no agreement', { code: 'agreement_missing', address: place })
    told = now
  }

  return {
    async round() {
      let seen = NO_VENDORS_WATCHED
      await forEach(tenants, async (tenant) => {
        seen = await look(tenant, seen)
      })()
      found = seen
      tell(found)
      const text = JSON.stringify(found)
      if (text !== written) await writeVendorsWatched(dataFolder, found)
      written = text
    },
    found: () => found,
  }
}

type Standing = 'holding' | 'failing' | 'stale'

function standingOf(vendor: Vendor, { attestations, attestedHoursMax }: Known, now: number): Standing {
  const read = attested(vendor, attestations, attestedHoursMax, now)
  if (read.holds) return 'holding'
  return read.code === 'attestation_failed' ? 'failing' : 'stale'
}

const ROWS_MAX = 1_000

/** Of two organisations that reviewed a row differently, the sooner end. */
function soonest(rows: VendorsWatched['expiring']): VendorsWatched['expiring'] {
  const sorted = rows.toSorted((a, b) => (a.expiresOn < b.expiresOn ? -1 : a.expiresOn > b.expiresOn ? 1 : 0))
  return [...new Map(sorted.toReversed().map((row) => [row.id, row])).values()].toReversed().slice(0, ROWS_MAX)
}
