import { CordonError } from '@cordon/contract'
import { type Clock, SECOND } from '../../kernel/clock.ts'

/** After a failure nobody asks again for this long. */
const RETRY_MS = 2 * SECOND

/** What an identity provider publishes, kept while serving. Both throw `issuer_unavailable` when it cannot be read. */
export interface Held<T> {
  /** Read again first when it is older than `freshMs`; while that fails, what is held serves until `staleMs`. */
  current(): Promise<T>
  again(): Promise<T>
}

/** One read for all who wait for it, and none for a while after a failure: a provider in trouble is left to mend. */
export function createHeld<T>(deps: {
  load: () => Promise<T>
  now: Clock
  freshMs: number
  /** Absent: what is no longer fresh does not serve. */
  staleMs?: number
}): Held<T> {
  const { load, now, freshMs, staleMs = freshMs } = deps
  let held: { readonly value: T; readonly at: number } | undefined
  let loading: Promise<T> | undefined
  let failedAt = Number.NEGATIVE_INFINITY

  const read = async (): Promise<T> => {
    if (now() - failedAt < RETRY_MS) throw new CordonError('issuer_unavailable')
    try {
      held = { value: await load(), at: now() }
      return held.value
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
  return {
    again,
    async current() {
      if (held === undefined) return again()
      const { value, at } = held
      if (now() - at < freshMs) return value
      return again().catch((error: unknown) => {
        if (now() - at < staleMs) return value
        throw error
      })
    },
  }
}
