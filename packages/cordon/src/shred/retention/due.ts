import type { RetentionDays } from '../../config/retention.ts'
import { type JournalLabel, parseJournalLabel } from '../../crypto/journal-label.ts'
import type { JournalKeys } from '../../crypto/key-care.ts'
import { DAY } from '../../kernel/clock.ts'

/** The entries of one class and month, and the keys that sealed them: one, and one more for each rotation. */
export interface Batch {
  readonly label: JournalLabel
  readonly keys: JournalKeys['live']
  /** How long entries of this class are kept. */
  readonly days: number
  /** From this moment on nobody has to keep them, in milliseconds. */
  readonly dueAt: number
}

/**
 * The journal's keys by class and month, the earliest to expire first. Pure. A label that is not understood is of no
 * batch: it never expires.
 */
export function batchesOf(live: JournalKeys['live'], days: RetentionDays): readonly Batch[] {
  const batches = new Map<string, Batch>()
  for (const key of live) {
    const label = parseJournalLabel(key.of)
    if (label === undefined) continue
    const kept = keptDays(label, days)
    const { keys } = batches.get(key.of) ?? { keys: [] }
    const dueAt = spanOf(label).to + kept * DAY
    batches.set(key.of, { label, keys: [...keys, key], days: kept, dueAt })
  }
  return [...batches.values()].sort((a, b) => a.dueAt - b.dueAt)
}

/** Where one key sealed every class of a month, all are kept as long as the longest of them. */
function keptDays({ class: kind }: JournalLabel, days: RetentionDays): number {
  return kind === undefined ? Math.max(...Object.values(days)) : days[kind]
}

/** The month of a label, from its first moment up to, and without, its last; milliseconds. */
export function spanOf({ month }: JournalLabel): { from: number; to: number } {
  const from = new Date(`${month}-01T00:00:00.000Z`)
  return { from: from.getTime(), to: Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1) }
}

/** What an entry about a batch calls its class. */
export const nameOf = ({ class: kind }: JournalLabel): string => kind ?? 'all'
