import type { Places } from '../crypto/places.ts'
import type { Log } from '../kernel/log.ts'

/** Brings pending copies of key registers to their places; a warning for each place that still fails. */
export function createCopies({ places, log }: { places: Places; log: Log }): () => Promise<void> {
  return async () => {
    await places.retry()
    for (const { place, pending } of places.status())
      if (pending > 0) log.warn('copies of key registers are pending', { address: place, count: pending })
  }
}
