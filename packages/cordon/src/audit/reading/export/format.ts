import type { Vendor } from '@cordon/contract'
import type { ReadEntry } from '../open-entries.ts'

/** What a line may say beyond its entry. */
export interface ExportContext {
  readonly tenant: string
  /** The log that the entry was written in: `cordon/<node>`, and `cordon/<node>/2` after a declared loss. */
  readonly origin: string
  /** Of this Cordon, as its package names it. */
  readonly version: string
  readonly vendors: ReadonlyMap<string, Vendor>
}

/** How entries are written for somebody else's program: each entry as no, one or more lines without a line end in them. */
export interface ExportFormat {
  readonly mediaType: string
  lines(entry: ReadEntry, context: ExportContext): readonly string[]
}
