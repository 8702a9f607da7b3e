import { EntryClass } from '@cordon/contract'

/** What a key of the journal seals: the entries of one class in one month (UTC). */
export interface JournalLabel {
  /** `2026-11`. */
  readonly month: string
  /** Absent: every class of that month, as keys were before they were made for one. */
  readonly class?: EntryClass
}

/** As the register writes it: `2026-11/disclosure`. */
export function journalLabel({ month, class: kind }: JournalLabel): string {
  return kind === undefined ? month : `${month}/${kind}`
}

/** Reads it back; nothing for what is no such label, or of a class that is not known here: nobody decides about that. */
export function parseJournalLabel(of: string): JournalLabel | undefined {
  const [, month, kind] = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:\/([a-z-]+))?$/.exec(of) ?? []
  if (month === undefined) return undefined
  if (kind === undefined) return { month }
  const known = EntryClass.safeParse(kind)
  return known.success ? { month, class: known.data } : undefined
}
