import type { Places } from '../crypto/places.ts'
import type { Log } from '../kernel/log.ts'

/**
 * Brings pending copies of key registers to their places; a warning when a place is behind, and when by how much changes,
 * an error when somebody else has written there.
 */
export function createCopies({ places, log }: { places: Places; log: Log }): () => Promise<void> {
  const told = new Map<string, number>()
  const doubted = new Map<string, number>()
  return async () => {
    await places.retry()
    for (const { place, pending, doubts } of places.status()) {
      if (doubts > (doubted.get(place) ?? 0))
        log.error('a place holds key registers that are not ours', { address: place, count: doubts })
      doubted.set(place, doubts)
      if (pending > 0 && told.get(place) !== pending)
        log.warn('copies of key registers are pending', { address: place, count: pending })
      told.set(place, pending)
    }
  }
}
