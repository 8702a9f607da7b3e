import { CordonError } from '@cordon/contract'
import { type Clock, SECOND } from '../../kernel/clock.ts'

/** After a failure nobody asks again for this long. */
const RETRY_MS = 2 * SECOND

/** From this part of its time on it is read again behind those who ask, so that nobody waits for it. */
const AHEAD = 0.75

/** What an identity provider publishes, kept while serving. Both throw `issuer_unavailable` when it cannot be read. */
export interface Held<T> {
  /** Read again first when it is older than `freshMs`; while that fails, what is held serves until `staleMs`. */
  current(): Promise<T>
  again(): Promise<T>
  /** When what is held is no longer fresh; in the past where nothing is. */
  freshUntil(): number
}

interface Kept<T> {
  readonly value: T
  readonly at: number
  readonly freshMs: number
}

/** One read for all who wait for it, and none for a while after a failure: a provider in trouble is left to mend. */
export function createHeld<T>(deps: {
  load: () => Promise<T>
  now: Clock
  /** How long a value is fresh. */
  freshMs: (value: T) => number
  /** Absent: what is no longer fresh does not serve. */
  staleMs?: number
}): Held<T> {
  const { load, now, freshMs, staleMs = 0 } = deps
  let held: Kept<T> | undefined
  let loading: Promise<T> | undefined
  let failedAt = Number.NEGATIVE_INFINITY

  const read = async (): Promise<T> => {
    if (now() - failedAt < RETRY_MS) throw new CordonError('issuer_unavailable')
    try {
      // Its time runs from the question, not from the answer: a slow one does not make it younger.
      const at = now()
      const value = await load()
      held = { value, at, freshMs: freshMs(value) }
      return value
    } catch (cause) {
      failedAt = now()
      throw cause instanceof CordonError ? cause : new CordonError('issuer_unavailable')
    }
  }
  const again = (): Promise<T> => {
    loading ??= read().finally(() => {
      loading = undefined
    })
    return loading
  }
  const behind = (): void => void again().catch(() => undefined)

  return {
    again,
    freshUntil: () => (held === undefined ? Number.NEGATIVE_INFINITY : held.at + held.freshMs),
    async current() {
      if (held === undefined) return again()
      const { value, at, freshMs: fresh } = held
      const age = now() - at
      const serves = age < Math.max(fresh, staleMs)
      // Whoever asked last was not answered: nobody else waits for a provider that is away.
      if (age < fresh * AHEAD || (serves && (age < fresh || failedAt > at))) {
        if (age >= fresh * AHEAD) behind()
        return value
      }
      return again().catch((error: unknown) => {
        if (serves) return value
        throw error
      })
    },
  }
}
