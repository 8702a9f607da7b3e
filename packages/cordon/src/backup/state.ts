import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BackupSettings } from '../config/backup.ts'
import { isMissing, replaceFile } from '../crypto/replace-file.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/clock.ts'

const time = z.int().min(0)

/** How one place fares, as far as this node knows. */
const PlaceState = z.strictObject({
  place: z.string(),
  /** Entries of the journal that it holds, and when everything that was signed had arrived there; milliseconds. */
  shipped: z.int().min(0).optional(),
  shippedAt: time.optional(),
  /** The newest snapshot that was restored from this place and verified. */
  verified: z.strictObject({ snapshot: z.string(), at: time, entries: z.int(), rows: z.int() }).optional(),
  /** The code and place of the last failure; absent when the last attempt went well. */
  shipFault: z.string().optional(),
  snapshotFault: z.string().optional(),
})
export type PlaceState = z.infer<typeof PlaceState>

const State = z.strictObject({ places: z.array(PlaceState) })

const FILE = 'backup.json'

/**
 * What the server last wrote down; nothing where there is no such file. Of an `odd` one nothing is known: which snapshot
 * was the newest that was proved, for one.
 */
export async function readBackupState(dataFolder: string): Promise<{ places: readonly PlaceState[]; odd: boolean }> {
  try {
    const { places } = State.parse(JSON.parse(await readFile(join(dataFolder, FILE), 'utf8')))
    return { places, odd: false }
  } catch (error) {
    return { places: [], odd: !isMissing(error) }
  }
}

/** For `doctor`, which looks at files: nothing depends on it. */
export async function writeBackupState(dataFolder: string, places: readonly PlaceState[]): Promise<void> {
  await replaceFile(join(dataFolder, FILE), `${JSON.stringify({ places })}\n`)
}

/** Something about the backups that an operator has to mend. */
export interface BackupTrouble {
  readonly place: string
  readonly what: 'not_shipped' | 'not_verified'
  /** Of the newest shipped byte, or of the newest verified restore; absent: there is none. */
  readonly ageMs: number | undefined
  readonly fault: string | undefined
}

/** A restore that was proved longer ago than this proves little. */
const VERIFIED_MS_MAX = DAY
/** Turns of shipping that may be missed, and what one may take. */
const TURNS_MISSED_MAX = 3
const TURN_MS = 20 * SECOND

/** What is red, place by place; nothing when every byte is where it should be and a restore was proved today. */
export function troublesOf(
  places: readonly PlaceState[],
  { shipSeconds }: Pick<BackupSettings, 'shipSeconds'>,
  nowMs: number,
): BackupTrouble[] {
  const lateMs = TURNS_MISSED_MAX * shipSeconds * SECOND + TURN_MS
  return places.flatMap(({ place, shippedAt, verified, shipFault, snapshotFault }) => {
    const troubles: BackupTrouble[] = []
    const [shipped, proved] = [ageOf(shippedAt, nowMs), ageOf(verified?.at, nowMs)]
    if (shipped === undefined || shipped > lateMs)
      troubles.push({ place, what: 'not_shipped', ageMs: shipped, fault: shipFault })
    if (proved === undefined || proved > VERIFIED_MS_MAX)
      troubles.push({ place, what: 'not_verified', ageMs: proved, fault: snapshotFault })
    return troubles
  })
}

/** Whether a snapshot is due: early enough to be proved before the newest one is too old. */
export function isSnapshotDue(
  places: readonly PlaceState[],
  { snapshotHours }: BackupSettings,
  nowMs: number,
): boolean {
  const everyMs = snapshotHours * HOUR - Math.min(HOUR, snapshotHours * 6 * MINUTE)
  return places.some(({ verified }) => verified === undefined || nowMs - verified.at >= everyMs)
}

const ageOf = (at: number | undefined, nowMs: number): number | undefined =>
  at === undefined ? undefined : Math.max(0, nowMs - at)
