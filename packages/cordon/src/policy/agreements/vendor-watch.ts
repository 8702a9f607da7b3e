import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../crypto/replace-file.ts'

/** How vendors stand, all organisations together: for the gauges, and in a file for `doctor`. Ids of rows and counts, no name. */
const VendorsWatched = z.strictObject({
  /** Rows of the catalogue that are in use and about to expire, or have (`within` 0), soonest first. */
  expiring: z
    .array(z.strictObject({ id: z.string().max(64), expiresOn: z.string().max(10), within: z.int().min(0) }))
    .max(1_000),
  /** Settings of vendors that are read: as they have to be, wrong, not read lately. */
  settings: z.strictObject({ holding: z.int().min(0), failing: z.int().min(0), stale: z.int().min(0) }),
  /** Backup places in a cloud that no agreement covers. */
  uncovered: z.array(z.strictObject({ place: z.string().max(200), why: z.string().max(500) })).max(16),
})
export type VendorsWatched = z.infer<typeof VendorsWatched>

export const NO_VENDORS_WATCHED: VendorsWatched = {
  expiring: [],
  settings: { holding: 0, failing: 0, stale: 0 },
  uncovered: [],
}

const FILE = 'vendors.json'

/** What the server last wrote down; undefined where there is no such file, or it is none. */
export async function readVendorsWatched(dataFolder: string): Promise<VendorsWatched | undefined> {
  try {
    return VendorsWatched.parse(JSON.parse(await readFile(join(dataFolder, FILE), 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeVendorsWatched(dataFolder: string, watched: VendorsWatched): Promise<void> {
  await replaceFile(join(dataFolder, FILE), `${JSON.stringify(watched)}\n`)
}
