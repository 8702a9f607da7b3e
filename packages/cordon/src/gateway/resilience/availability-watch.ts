import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../crypto/replace-file.ts'
import type { Availability, TierAvailability } from './availability.ts'

/** How the tiers stand, all organisations together: for the gauges, and in a file for `doctor`. Names of tiers and counts. */
const AvailabilityWatched = z
  .array(
    z.strictObject({
      tier: z.string().max(32),
      target: z.number(),
      windowDays: z.int(),
      requests: z.int().min(0),
      answered: z.int().min(0),
      /** Organisations below the target. */
      under: z.int().min(0),
    }),
  )
  .max(17)
export type AvailabilityWatched = z.infer<typeof AvailabilityWatched>

const FILE = 'availability.json'

/** What the server last wrote down; undefined where there is no such file, or it is none. */
export async function readAvailabilityWatched(dataFolder: string): Promise<AvailabilityWatched | undefined> {
  try {
    return AvailabilityWatched.parse(JSON.parse(await readFile(join(dataFolder, FILE), 'utf8')))
  } catch {
    return undefined
  }
}

/** Looks at every organisation, and keeps what it found at hand. */
export function createAvailabilityWatching({
  tenants,
  dataFolder,
  availability,
}: {
  tenants: () => Promise<readonly string[]>
  dataFolder: string
  availability: Pick<Availability, 'of'>
}): { round(): Promise<void>; found(): AvailabilityWatched } {
  let found: AvailabilityWatched = []
  let written = ''
  return {
    async round() {
      const seen = new Map<string, AvailabilityWatched[number]>()
      for (const tenant of await tenants())
        for (const one of await availability.of(tenant)) seen.set(one.tier, together(seen.get(one.tier), one))
      found = [...seen.values()]
      const text = `${JSON.stringify(found)}\n`
      if (text !== written) await replaceFile(join(dataFolder, FILE), text)
      written = text
    },
    found: () => found,
  }
}

function together(
  before: AvailabilityWatched[number] | undefined,
  { tier, target, windowDays, requests, answered, underTarget }: TierAvailability,
): AvailabilityWatched[number] {
  return {
    tier,
    target,
    windowDays,
    requests: (before?.requests ?? 0) + requests,
    answered: (before?.answered ?? 0) + answered,
    under: (before?.under ?? 0) + (underTarget ? 1 : 0),
  }
}
