import type { ObjectStore } from '../../kernel/object-store.ts'

/**
 * How the journal stands in a place: `journal/<line>/<segment>/<window>`, each window a fixed stretch of a segment,
 * the last one growing until it is full; beside them the newest signed checkpoint and the log's key. A line is one
 * history: when a restored server goes on from an earlier entry, its journal begins another line, and what the earlier
 * line holds stays as it is.
 */
export const WINDOW_BYTES = 256 * 1024

const PREFIX = 'journal/'

export interface Line {
  readonly number: number
  /** Bytes of each segment, from its beginning without a gap. */
  readonly segments: ReadonlyMap<string, number>
}

export const lineKey = (line: number, name: string): string => `${PREFIX}${String(line).padStart(4, '0')}/${name}`

export const windowKey = (line: number, segment: string, window: number): string =>
  lineKey(line, `${segment}/${String(window).padStart(6, '0')}`)

/** The lines of a place, oldest first. */
export async function listLines(store: ObjectStore): Promise<Line[]> {
  const windows = new Map<number, Map<string, Map<number, number>>>()
  for await (const { key, bytes } of store.list(PREFIX)) {
    const [, line, segment, window] = /^journal\/(\d{4})\/(?:([0-9]{12}\.log)\/(\d{6})$)?/.exec(key) ?? []
    if (line === undefined) continue
    const segments = windows.get(Number(line)) ?? new Map<string, Map<number, number>>()
    windows.set(Number(line), segments)
    // A line of which every stretch is gone still says, by its checkpoint, what there was.
    if (segment !== undefined)
      segments.set(segment, (segments.get(segment) ?? new Map<number, number>()).set(Number(window), bytes))
  }
  return [...windows]
    .sort(([a], [b]) => a - b)
    .map(([number, segments]) => ({
      number,
      segments: new Map(
        [...segments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sizes]) => [name, withoutGap(sizes)]),
      ),
    }))
}

/** Full windows from the first on, and one that is not full. */
function withoutGap(sizes: ReadonlyMap<number, number>): number {
  for (let window = 0; ; window++) {
    const size = sizes.get(window) ?? 0
    if (size < WINDOW_BYTES) return window * WINDOW_BYTES + size
  }
}

/** A segment as it stands in a place, window by window, up to `bytes`. */
export async function* readShipped(
  store: ObjectStore,
  line: number,
  segment: string,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  for (let window = 0; window * WINDOW_BYTES < bytes; window++) {
    let left = Math.min(WINDOW_BYTES, bytes - window * WINDOW_BYTES)
    for await (const chunk of store.read(windowKey(line, segment, window))) {
      yield chunk.subarray(0, left)
      left -= Math.min(left, chunk.length)
    }
  }
}
