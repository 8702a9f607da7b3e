import type { Config } from '../../config/schema.ts'
import { readAvailabilityWatched } from '../../gateway/resilience/availability-watch.ts'
import type { Finding } from './doctor.ts'

/** What share of the requests of each tier was answered, by what the server last wrote down. */
export async function checkAvailability({ dataFolder }: Pick<Config, 'dataFolder'>): Promise<Finding[]> {
  const tiers = (await readAvailabilityWatched(dataFolder)) ?? []
  return tiers
    .filter(({ requests }) => requests > 0)
    .map(({ tier, target, windowDays, requests, answered, under }) => {
      const found = `tier ${tier}: ${answered} of ${requests} answered in ${windowDays} days, target ${target}`
      if (under === 0) return { check: 'availability', status: 'ok', found }
      const mend = 'cordon vendor availability says why; another vendor with an agreement can take over'
      return { check: 'availability', status: 'warn', found: `${found}, missed for ${under} organisation(s)`, mend }
    })
}
