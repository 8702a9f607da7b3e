import type { EntryBody } from '@cordon/contract'
import type { ReadEntry } from '../open-entries.ts'
import type { ExportContext } from './format.ts'

export const context: ExportContext = { tenant: 'home', origin: 'cordon/test', version: '0.0.0', vendors: new Map() }

/** An entry as it comes from the journal. */
export function entryOf(body: EntryBody, index = 7): ReadEntry {
  const leaf = {
    v: 1,
    node: 'test',
    tenant: 'T'.repeat(22),
    seq: index,
    class: body.class,
    time: Date.UTC(2026, 10, 22, 12),
    salt: 'S'.repeat(22),
    body: 'B'.repeat(43),
  } as const
  return { index, leaf, leafBytes: new Uint8Array(1), sealed: new TextEncoder().encode('sealed bytes'), body }
}
