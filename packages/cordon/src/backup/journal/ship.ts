import { join } from 'node:path'
import type { Disk } from '../../audit/disk.ts'
import { openJournalFiles } from '../../audit/journal-files.ts'
import { checkpointBytesMax } from '../../audit/limits.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { type Line, lineKey, listLines, WINDOW_BYTES, windowKey } from './shipped.ts'
import { createTail, listLossFiles, readFile, readRange, type Share } from './tail.ts'

/** Brings one journal to one place, again and again. */
export interface Shipping {
  /**
   * Brings over what the newest signed checkpoint covers: only what is durable, so a power cut takes nothing back that
   * is there. Answers how many entries the place then holds. What fails is tried again by the next call.
   */
  ship(): Promise<number>
}

/** Turns with nothing new after which a place is asked whether it still has what it had: a minute, at most. */
const LOOK_TURNS = 6

export function createShipping(deps: { disk: Disk; folder: string; store: ObjectStore }): Shipping {
  const { disk, folder, store } = deps
  const tail = createTail(disk, folder)
  let line: { number: number; segments: Map<string, number> } | undefined
  let shipped = -1
  let idleTurns = 0

  /** A place that lost what it had is begun anew; one that is away throws, though there is nothing to bring it. */
  async function look(expected: string): Promise<void> {
    if (line !== undefined && (await shippedCheckpoint(store, line.number)) === expected) return
    line = undefined
    shipped = -1
  }

  async function shipShare(
    into: { number: number; segments: Map<string, number> },
    { segment, bytes }: Share,
  ): Promise<void> {
    let done = into.segments.get(segment) ?? 0
    while (done < bytes) {
      const window = Math.floor(done / WINDOW_BYTES)
      const end = Math.min(bytes, (window + 1) * WINDOW_BYTES)
      const start = window * WINDOW_BYTES
      await store.put(windowKey(into.number, segment, window), readRange(disk, join(folder, segment), start, end))
      done = end
      into.segments.set(segment, done)
    }
  }

  return {
    async ship() {
      const { checkpoint, vkey } = await openJournalFiles(disk, folder)
      const size = sizeOf(checkpoint)
      if (checkpoint === undefined || vkey === undefined) return 0
      if (size === shipped) {
        idleTurns += 1
        if (idleTurns % LOOK_TURNS === 0) await look(checkpoint)
        if (size === shipped) return size
      }
      const shares = await tail.sharesOf(size)
      if (line === undefined) {
        line = await chooseLine(deps, shares)
        await store.put(lineKey(line.number, 'log.vkey'), Buffer.from(`${vkey}\n`))
        for (const name of await listLossFiles(disk, folder))
          await store.put(lineKey(line.number, name), readFile(disk, join(folder, name)))
      }
      for (const share of shares) await shipShare(line, share)
      // Last: whoever reads the checkpoint first finds at least what it covers.
      await store.put(lineKey(line.number, 'checkpoint'), Buffer.from(checkpoint))
      shipped = size
      return size
    },
  }
}

/** The second line of a checkpoint. Its signature is checked by whoever relies on it. */
function sizeOf(checkpoint: string | undefined): number {
  return Number(checkpoint?.split('\n')[1] ?? 0)
}

/** The place's newest line when this journal continues it, else the next. */
async function chooseLine(
  deps: { disk: Disk; folder: string; store: ObjectStore },
  shares: readonly Share[],
): Promise<{ number: number; segments: Map<string, number> }> {
  const newest = (await listLines(deps.store)).at(-1)
  if (newest === undefined) return { number: 1, segments: new Map() }
  if (await continues(deps, newest, shares)) return { number: newest.number, segments: new Map(newest.segments) }
  return { number: newest.number + 1, segments: new Map() }
}

/**
 * Whether the place's line is a beginning of this journal: nothing there that is not here, and its last stretch the
 * same. Every entry holds 128 random bits, so two histories that differ before never agree there.
 */
async function continues(
  { disk, folder, store }: { disk: Disk; folder: string; store: ObjectStore },
  line: Line,
  shares: readonly Share[],
): Promise<boolean> {
  const here = new Map(shares.map(({ segment, bytes }) => [segment, bytes]))
  // Segments that were pruned here stay there.
  const oldest = shares[0]?.segment ?? ''
  for (const [segment, bytes] of line.segments) if (segment >= oldest && bytes > (here.get(segment) ?? 0)) return false
  const last = [...line.segments].filter(([segment, bytes]) => segment >= oldest && bytes > 0).at(-1)
  if (last === undefined) return line.segments.size === 0 && (await shippedCheckpoint(store, line.number)) === undefined
  const [segment, bytes] = last
  const window = Math.floor((bytes - 1) / WINDOW_BYTES)
  const there = await store.get(windowKey(line.number, segment, window), WINDOW_BYTES)
  const local: Uint8Array[] = []
  for await (const chunk of readRange(disk, join(folder, segment), window * WINDOW_BYTES, bytes)) local.push(chunk)
  return there !== undefined && Buffer.concat(local).equals(there)
}

/** The newest checkpoint that a line of the place holds, as text. */
export async function shippedCheckpoint(store: ObjectStore, line: number): Promise<string | undefined> {
  const bytes = await store.get(lineKey(line, 'checkpoint'), checkpointBytesMax)
  return bytes && Buffer.from(bytes).toString('utf8')
}
