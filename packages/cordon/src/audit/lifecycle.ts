import type { EntryBody } from '@cordon/contract'

export type Lifecycle = Extract<EntryBody, { class: 'lifecycle' }>

/** What the journal says of itself, each once. */
export const lifecycle = {
  /** In front of a tenant's first entry: whom its pseudonym stands for. */
  tenantNamed: (tenant: string, pseudonym: string) => note('tenant_named', { tenant, pseudonym }),
  /** Every intent before this index has its outcome: the next start reads back no further. */
  settled: (settled: number) => note('settled', { settled }),
  /** `unknown`: intents that a killed process left open; `unreadable`: entries whose key is gone. */
  started: (facts: { settled: number; unknown: number; unreadable: number }) => note('started', facts),
  stopped: (settled: number) => note('stopped', { settled }),
  tornTailCut: (cut: { segment: string; offset: number; bytes: number }) => note('torn_tail_cut', cut),
  /** By whom and why; from this index up to, and without, `end`, of the log that ended with it. */
  lossDeclared: (loss: { log: string; from: number; end: number; person: string; reason: string; setAside: string }) =>
    note('loss_declared', loss),
  /** The clock had been ahead: entries before this one may bear later times. */
  clockDeclared: (by: { person: string; reason: string }) => note('clock_declared', by),
  /** A witness remembers more entries than this log has, or another history of it. */
  contradicted: (by: { witness: string; size: number; kind: string }) => note('witness_contradicts', by),
  diskFull: () => note('disk_full', {}),
  diskHasRoom: () => note('disk_has_room', {}),
}

/** The event of a notice, by which it is found again. */
export const ENTRIES_DUE = 'entries_due'

/** What retention did: entries of a class and month that nobody can read any more. */
export const expiryNotes = {
  /** A notice: what is due, by which keys, and from when on they may be destroyed. */
  due: (of: Expired & { days: number; digest: string; goes: string }) => note(ENTRIES_DUE, of),
  /** Before: what goes, by which keys (SHA-256 over them, as a certificate of destruction has it), kept how long. */
  expiring: (of: Expired & { newest: string; days: number; digest: string }) => note('entries_expiring', of),
  /** After: how many of these entries any key still opens, here or in a place. */
  expired: (of: Expired & { opened: 0; copies: number }) => note('entries_expired', of),
}

/** `class` is `all` where one key sealed every class of the month. */
type Expired = { class: string; month: string; entries: number; keys: number }

/** What the journal says of its copies. */
export const backupNotes = {
  /** A snapshot was restored into scratch from this place: entries, rows and bytes that were read back. */
  verified: (of: { place: string; snapshot: string; entries: number; rows: number; bytes: number; ms: number }) =>
    note('backup_verified', { ...of, place: of.place.slice(0, 200) }),
  failed: (of: { place: string; code: string }) => note('backup_failed', { ...of, place: of.place.slice(0, 200) }),
  /** This data folder was made from a backup: the entries it came with, and the newest that was known to be signed. */
  restored: (of: Lifecycle['detail']) => note('restored', of),
}

function note(event: string, detail: Lifecycle['detail']): Lifecycle {
  return { class: 'lifecycle', v: 1, event, detail }
}
