import type { EntryBody } from '@cordon/contract'
import type { Closed, ReadEntry } from './open-entries.ts'

/** An entry as a reader gets it: where it stands, when, and its body or why that stays closed. */
export interface EntryView {
  readonly index: number
  readonly node: string
  readonly seq: number
  readonly time: string
  readonly class: string
  readonly body?: EntryBody
  readonly closed?: Closed
}

export function viewOf(entry: ReadEntry): EntryView {
  const { node, seq, time, class: kind } = entry.leaf
  const at = { index: entry.index, node, seq, time: isoTime(time), class: kind }
  return entry.body === undefined ? { ...at, closed: entry.closed } : { ...at, body: entry.body }
}

export const isoTime = (ms: number): string => new Date(ms).toISOString()
