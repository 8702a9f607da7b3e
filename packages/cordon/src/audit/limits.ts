/** The journal's bounds. Bytes, counts and milliseconds, as their names say. */
export interface JournalLimits {
  /** A segment is closed, and the next begun, before it would grow past this. */
  readonly segmentBytesMax: number
  /** One write and one sync take at most this much. */
  readonly groupBytesMax: number
  readonly groupEntriesMax: number
  /** Callers that may wait for a sync at once; more are refused. Outcomes may wait twice as deep. */
  readonly waitingMax: number
  /** Real blocks kept back, so that a full disk can still be recorded. */
  readonly reserveBytes: number
  /** A checkpoint is signed at least this often while there is something new. */
  readonly checkpointMs: number
  /** How often, in entries, the log notes from where on requests may still be open. */
  readonly settledEvery: number
  /** Open requests followed one by one; with more, the next start reads further back. */
  readonly openRequestsMax: number
}

export const journalLimits: JournalLimits = {
  segmentBytesMax: 64 * 1024 * 1024,
  groupBytesMax: 1024 * 1024,
  groupEntriesMax: 1_024,
  waitingMax: 10_000,
  reserveBytes: 1024 * 1024,
  checkpointMs: 1_000,
  settledEvery: 10_000,
  openRequestsMax: 100_000,
}

/** The canonical JSON of one entry's body: the bound of the contract. */
export const bodyBytesMax = 65_535

/** A signed checkpoint is three short lines and at most 64 signatures. */
export const checkpointBytesMax = 65_536
