import { CordonError } from '@cordon/contract'
import { parseLeaf } from '@cordon/ledger'
import type { Disk } from '../../audit/disk.ts'
import { openJournalFiles } from '../../audit/journal-files.ts'
import { keyIdOf } from '../../crypto/envelope.ts'
import { type Clock, DAY } from '../../kernel/clock.ts'

/** What one key sealed, as it lies in the journal's files. */
export interface Sealed {
  readonly entries: number
  /** When the newest of them was written, in milliseconds. */
  readonly newest: number
  readonly classes: ReadonlySet<string>
}

export interface SurveyDeps {
  readonly disk: Disk
  readonly journalFolder: string
  readonly now: Clock
}

/** A clock is believed once the journal was written by it for a while: how long ago, in days, an entry has to be. */
const STEADY_DAYS = { atLeast: 7, atMost: 60 }

/** Frames read before others get their turn. */
const FRAMES_AT_ONCE = 500
const othersTurn = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Goes through the files once: what each of these keys sealed, and whether the clock has stood where it stands for a
 * week. One that jumped years ahead would make everything due at once. Throws `journal_damaged` where the files are.
 */
export async function surveySealed(
  { disk, journalFolder, now }: SurveyDeps,
  ids: ReadonlySet<string>,
): Promise<{ byKey: ReadonlyMap<string, Sealed>; steady: boolean }> {
  const byKey = new Map<string, Sealed>()
  const at = now()
  let steady = false
  let frames = 0
  for await (const read of (await openJournalFiles(disk, journalFolder)).frames()) {
    if (++frames % FRAMES_AT_ONCE === 0) await othersTurn()
    if (read.kind === 'torn') break
    if (read.kind !== 'frame') throw new CordonError('journal_damaged', { at: `${read.segment} byte ${read.offset}` })
    const { time, class: kind } = parseLeaf(read.leaf)
    const age = (at - time) / DAY
    steady ||= age >= STEADY_DAYS.atLeast && age <= STEADY_DAYS.atMost
    const id = keyIdOf(read.body)
    if (!ids.has(id)) continue
    const { entries, newest, classes } = byKey.get(id) ?? { entries: 0, newest: 0, classes: [] }
    byKey.set(id, { entries: entries + 1, newest: Math.max(newest, time), classes: new Set([...classes, kind]) })
  }
  return { byKey, steady }
}
