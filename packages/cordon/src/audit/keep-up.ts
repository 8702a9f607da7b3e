import type { FolderLock } from './disk.ts'
import { everyInterval } from './every.ts'
import type { Parts } from './journal-parts.ts'
import { lifecycle } from './lifecycle.ts'

/** Once a second: the lock's beat, the reserve when there is room again, a checkpoint when there is something new. */
export function keepUp(parts: Parts, lock: FolderLock): () => Promise<void> {
  const { deps, limits, catalogue, reserve, writer, checkpoints, append } = parts
  let turn: Promise<void> | undefined

  async function once(): Promise<void> {
    await lock.beat().catch(giveUp)
    if (await writer.reopenIf(() => reserve.take())) await append(deps.operator, lifecycle.diskHasRoom())
    await checkpoints.covering(catalogue.size)
  }

  // A lock that is gone was taken over while this process stood still: two must never write, nor sign.
  function giveUp(cause: unknown): void {
    writer.poison(cause)
    checkpoints.stop()
  }

  const cancel = (deps.every ?? everyInterval)(limits.checkpointMs, () => {
    // A turn that fails (the disk is full, say) is tried again at the next; two never run at once.
    turn ??= once()
      .catch(() => undefined)
      .finally(() => {
        turn = undefined
      })
    return turn
  })
  return async () => {
    cancel()
    await turn
  }
}
