import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { type NoteVerifier, openCheckpoint, signCheckpoint, type TreeHead, toBase64 } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import type { LogKey } from './ed25519.ts'
import { readWhole, replaceFile } from './files.ts'
import type { Checkpoint } from './journal.ts'
import { checkpointBytesMax } from './limits.ts'

/** Signs this log's heads: the newest is always in the file `checkpoint`, beside the segments. */
export interface Checkpoints {
  readonly latest: Checkpoint | undefined
  /** The newest checkpoint if it covers `size` entries, else one signed now. Callers of one moment share a signature. */
  covering(size: number): Promise<Checkpoint>
  /** Signs nothing more: another may hold this log now, and one size must never have two roots. */
  stop(): void
}

export function createCheckpoints(deps: {
  disk: Disk
  folder: string
  key: LogKey
  /** The durable log's size and root, taken together: one size never has two roots. */
  head: () => { size: number; root: Uint8Array }
  latest: Checkpoint | undefined
}): Checkpoints {
  const { disk, folder, key } = deps
  let latest = deps.latest
  let signing: Promise<void> | undefined
  let stopped = false

  async function signNow(): Promise<void> {
    if (stopped) throw new CordonError('journal_unavailable')
    const { size, root } = deps.head()
    const note = await signCheckpoint({ origin: key.origin, size, root }, [key.signer])
    await replaceFile(disk, folder, 'checkpoint', new TextEncoder().encode(note))
    latest = { origin: key.origin, size, root: toBase64(root), note }
  }

  return {
    get latest() {
      return latest
    },
    async covering(size) {
      while (latest === undefined || latest.size < size) {
        signing ??= signNow().finally(() => {
          signing = undefined
        })
        await signing
      }
      return latest
    },
    stop: () => {
      stopped = true
    },
  }
}

/** The signed note in the folder and what it says; `undefined` when there is none. Throws what `openCheckpoint` does. */
export async function readCheckpoint(
  disk: Disk,
  folder: string,
  verifier: NoteVerifier,
): Promise<(TreeHead & { note: string }) | undefined> {
  const bytes = await readWhole(disk, join(folder, 'checkpoint'), checkpointBytesMax)
  if (bytes === undefined) return undefined
  const note = new TextDecoder().decode(bytes)
  return { ...(await openCheckpoint(note, verifier)), note }
}
