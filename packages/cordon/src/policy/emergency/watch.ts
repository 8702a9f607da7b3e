import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../crypto/replace-file.ts'

/** Due dates that are kept at hand. */
export const DUE_MAX = 1_000

/** What somebody has to look at: broken glass, and notices that nobody acknowledged. Times are milliseconds. */
const Watched = z.strictObject({
  open: z.int().min(0),
  /** When each grant that is not settled is due, soonest first. */
  due: z.array(z.int()).max(DUE_MAX),
  /** Notices that their recipient has not acknowledged, or for which there is none. */
  pending: z.int().min(0),
})
export type Watched = z.infer<typeof Watched>

export const NOTHING_WATCHED: Watched = { open: 0, due: [], pending: 0 }

const FILE = 'emergency.json'

/** Grants whose review is late. */
export function overdueOf({ due }: Pick<Watched, 'due'>, now: number): number {
  return due.filter((date) => date < now).length
}

/** What the server last wrote down; undefined where there is no such file, or it is none. */
export async function readWatched(dataFolder: string): Promise<Watched | undefined> {
  try {
    return Watched.parse(JSON.parse(await readFile(join(dataFolder, FILE), 'utf8')))
  } catch {
    return undefined
  }
}

/** For `doctor`, which looks at files: nothing depends on it, and nobody is named in it. */
export async function writeWatched(dataFolder: string, watched: Watched): Promise<void> {
  await replaceFile(join(dataFolder, FILE), `${JSON.stringify(watched)}\n`)
}
