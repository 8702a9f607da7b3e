/**
 * What is bounded, and how. A bucket fills evenly and lets a burst through; a period is a sum that begins anew each day or
 * month; slots are what is in work at once.
 */
export type Meter =
  | { readonly kind: 'bucket'; readonly limit: number; readonly perMs: number }
  | { readonly kind: 'period'; readonly limit: number }
  | { readonly kind: 'slots'; readonly limit: number }

/** One row of the table: a bucket's level is what is left, a period's what was taken, a node's slots what it holds. */
export interface Level {
  readonly level: number
  /** Milliseconds: when it was written. */
  readonly at: number
}

export interface LeaseAsk {
  /** Used already beyond what was leased. Counted, whether there is so much or not. */
  readonly debt: number
  /** Leased before and not needed: given back. */
  readonly back: number
  /** Wanted now. */
  readonly want: number
  /** Of slots: what this node holds and keeps. */
  readonly held: number
}

export interface Lease {
  readonly granted: number
  /** When there may be one more; milliseconds from now. Of a period: not before it ends. */
  readonly retryMs: number
  readonly row: Level
}

/** A node that has not renewed its slots for so long is taken for dead, and stops using them. */
export const SLOTS_MS = 90_000

/** Pure: `own` is the row, and of slots the node's own; `others` what the other nodes hold. */
export function lease(meter: Meter, ask: LeaseAsk, own: Level | undefined, others: number, now: number): Lease {
  switch (meter.kind) {
    case 'bucket': {
      const { limit, perMs } = meter
      const at = Math.max(now, own?.at ?? now)
      const filled = own === undefined ? limit : own.level + Math.max(0, at - own.at) * perMs
      const left = Math.min(limit, filled + ask.back) - ask.debt
      const granted = Math.max(0, Math.min(ask.want, Math.floor(left)))
      const level = left - granted
      return { granted, retryMs: Math.max(0, Math.ceil((1 - level) / perMs)), row: { level, at } }
    }
    case 'period': {
      const taken = Math.max(0, (own?.level ?? 0) - ask.back) + ask.debt
      const granted = Math.max(0, Math.min(ask.want, meter.limit - taken))
      return { granted, retryMs: Number.POSITIVE_INFINITY, row: { level: taken + granted, at: now } }
    }
    case 'slots': {
      const granted = Math.max(0, Math.min(ask.want, meter.limit - others - ask.held))
      return { granted, retryMs: 1_000, row: { level: ask.held + granted, at: now } }
    }
  }
}

/**
 * How much is leased at a time, and how far a node may run ahead of the database: a fiftieth of the limit, at least one.
 * So a limit is exceeded by at most one block for each node.
 */
export function blockOf({ limit }: Meter): number {
  return Math.max(1, Math.ceil(limit / 50))
}
