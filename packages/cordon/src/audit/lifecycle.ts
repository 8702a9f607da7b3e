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
  diskFull: () => note('disk_full', {}),
  diskHasRoom: () => note('disk_has_room', {}),
}

function note(event: string, detail: Lifecycle['detail']): Lifecycle {
  return { class: 'lifecycle', v: 1, event, detail }
}
