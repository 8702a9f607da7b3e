import type { Config } from '../../config/schema.ts'
import { NO_VENDORS_WATCHED, readVendorsWatched } from '../../policy/agreements/vendor-watch.ts'
import type { Finding } from './doctor.ts'

/** 164.308(b): whoever holds health information for this entity is bound by an agreement, and does what it rests on. */
export async function checkVendors({ dataFolder }: Pick<Config, 'dataFolder'>): Promise<Finding[]> {
  const { expiring, settings, uncovered } = (await readVendorsWatched(dataFolder)) ?? NO_VENDORS_WATCHED
  return [...expiring.map(ofRow), ...ofSettings(settings), ...uncovered.map(ofPlace)]
}

function ofRow({ id, expiresOn, within }: { id: string; expiresOn: string; within: number }): Finding {
  const mend = `read its source (cordon vendor review shows it), then cordon vendor review ${id}`
  if (within === 0)
    return { check: 'catalogue', status: 'fail', found: `${id} expired on ${expiresOn}: it refuses`, mend }
  return { check: 'catalogue', status: 'warn', found: `${id} expires on ${expiresOn}, within ${within} days`, mend }
}

function ofSettings({ holding, failing, stale }: { holding: number; failing: number; stale: number }): Finding[] {
  if (holding + failing + stale === 0) return []
  const found = `of ${holding + failing + stale} vendors ${failing} wrong, ${stale} not read lately`
  if (failing + stale === 0) return [{ check: 'vendor settings', status: 'ok', found }]
  return [{ check: 'vendor settings', status: 'fail', found, mend: 'cordon vendor attest ID says what was found' }]
}

function ofPlace({ place, why }: { place: string; why: string }): Finding {
  const mend = 'register it (kind: store) and record its agreement: docs/guides/vendors.md'
  return { check: 'recipient', status: 'fail', found: `${place}: ${why}`, mend }
}
