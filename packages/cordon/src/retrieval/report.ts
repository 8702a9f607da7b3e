import type { IngestReport } from './retrieval.ts'

/** Reasons told apart; the vocabulary is ours, and this holds it even if a reader from outside sends its own. */
const REASONS_MAX = 500
const WHY_CHARACTERS_MAX = 200

export interface ReportKeeper {
  readonly read: () => void
  readonly keep: (type: string) => void
  readonly skip: (why: string) => void
  /** Not kept, and named by place. */
  readonly bad: (at: string, why: string) => void
  /** Kept, and something about it is named by place. */
  readonly note: (at: string, why: string) => void
  readonly counts: () => { read: number; kept: number }
  readonly whole: () => IngestReport
}

/** Counts as an ingest goes. */
export function createReport(badMax: number): ReportKeeper {
  const kept: Record<string, number> = {}
  const skipped: Record<string, number> = {}
  const places: { at: string; why: string }[] = []
  let read = 0
  let keptCount = 0

  const note = (at: string, why: string) => {
    if (places.length < badMax) places.push({ at, why: why.slice(0, WHY_CHARACTERS_MAX) })
  }
  const skip = (why: string) => {
    // `[3]` tells places apart, which is not what a count is for.
    const general = why.slice(0, WHY_CHARACTERS_MAX).replace(/\[\d+\]/g, '')
    const reason = general in skipped || Object.keys(skipped).length < REASONS_MAX ? general : 'other'
    skipped[reason] = (skipped[reason] ?? 0) + 1
  }
  return {
    read: () => {
      read += 1
    },
    keep: (type) => {
      keptCount += 1
      kept[type] = (kept[type] ?? 0) + 1
    },
    skip,
    bad: (at, why) => {
      skip(why)
      note(at, why)
    },
    note,
    counts: () => ({ read, kept: keptCount }),
    whole: () => ({ kept, skipped, bad: places }),
  }
}
