/** Bounds on what is read from outside. Configuration carries them; these are the defaults. */
export interface IngestLimits {
  /** Files of one folder, folders in it included. */
  readonly filesMax: number
  /** A bundle is read whole, so its size is memory. */
  readonly bundleBytesMax: number
  /** One line of NDJSON. */
  readonly lineBytesMax: number
  /** One note, decoded. */
  readonly attachmentBytesMax: number
  /** Resources written in one transaction. */
  readonly batchResourcesMax: number
  /** JSON held for one transaction. */
  readonly batchCharactersMax: number
  /** Different resources of one ingest that are watched for a second use of their id. */
  readonly resourcesMax: number
  /** Faults listed by place; the counts go on. */
  readonly badMax: number
}

const MIB = 1024 * 1024

export const INGEST_LIMITS: IngestLimits = {
  filesMax: 100_000,
  bundleBytesMax: 256 * MIB,
  lineBytesMax: 16 * MIB,
  attachmentBytesMax: 4 * MIB,
  batchResourcesMax: 250,
  batchCharactersMax: 8 * MIB,
  resourcesMax: 5_000_000,
  badMax: 100,
}

/** Bounds on one search; beyond them it refuses rather than answer from an arbitrary part of a chart. */
export interface SearchLimits {
  readonly documentsMax: number
  readonly factsMax: number
  readonly chartCharactersMax: number
  /** Of the question; what follows is not searched for. */
  readonly queryCharactersMax: number
}

export const SEARCH_LIMITS: SearchLimits = {
  documentsMax: 20_000,
  factsMax: 50_000,
  chartCharactersMax: 64 * MIB,
  queryCharactersMax: 4_000,
}
