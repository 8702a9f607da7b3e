import { timingSafeEqual } from 'node:crypto'
import { type Clock, MINUTE, SECOND } from '../kernel/clock.ts'

const FRESH_MS = 5 * SECOND
const KNOWN_MS = 10 * MINUTE
const ENTRIES_MAX = 4_096

interface Entry<T> {
  readonly proof: Uint8Array
  readonly caller: T
  readonly freshUntil: number
  readonly knownUntil: number
}

/**
 * Keys verified lately, so that a request does not always need the database. An entry holds the key's peppered HMAC,
 * never its text. It answers for at most 5 s, which bounds how long another node's revocation takes to be felt; this
 * process's own take effect at once. At most 4,096 entries; the oldest goes first.
 */
export interface RecentCallers<T> {
  fresh(id: string, proof: Uint8Array): T | undefined
  /** Whether this very key was verified in the last 10 minutes: it need not wait behind a source's failures. */
  known(id: string, proof: Uint8Array): boolean
  /** Take before reading the database and give to `keep`: what was revoked in between is then not kept. */
  generation(): number
  keep(id: string, entry: { proof: Uint8Array; caller: T; expiresAt: number; generation: number }): void
  forget(id: string): void
  forgetAll(): void
}

export function createRecentCallers<T>(now: Clock): RecentCallers<T> {
  const entries = new Map<string, Entry<T>>()
  let generation = 0

  const matching = (id: string, proof: Uint8Array): Entry<T> | undefined => {
    const entry = entries.get(id)
    return entry !== undefined && timingSafeEqual(entry.proof, proof) ? entry : undefined
  }
  return {
    fresh(id, proof) {
      const entry = matching(id, proof)
      return entry !== undefined && now() < entry.freshUntil ? entry.caller : undefined
    },
    known(id, proof) {
      const entry = matching(id, proof)
      return entry !== undefined && now() < entry.knownUntil
    },
    generation: () => generation,
    keep(id, { proof, caller, expiresAt, generation: readAt }) {
      if (readAt !== generation) return
      entries.delete(id)
      const until = (ms: number) => Math.min(now() + ms, expiresAt)
      entries.set(id, { proof, caller, freshUntil: until(FRESH_MS), knownUntil: until(KNOWN_MS) })
      const [oldest] = entries.keys()
      if (entries.size > ENTRIES_MAX && oldest !== undefined) entries.delete(oldest)
    },
    forget(id) {
      entries.delete(id)
      generation += 1
    },
    forgetAll() {
      entries.clear()
      generation += 1
    },
  }
}
