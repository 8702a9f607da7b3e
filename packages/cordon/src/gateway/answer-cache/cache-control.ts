/** What a client's `Cache-Control` says of the answer to its request. */
export interface CacheControl {
  /** False: nothing of it is kept, and nothing that was kept is used (`no-store`). */
  readonly store: boolean
  /** Oldest answer that it takes, in seconds; 0: none that was kept (`no-cache`, `max-age=0`). */
  readonly ageMaxS: number
}

/** RFC 9111 5.2.1, as far as a request can ask for less; what asks for more (`max-stale`) changes nothing. */
export function readCacheControl(header: string | undefined): CacheControl {
  let store = true
  let ageMaxS = Number.POSITIVE_INFINITY
  for (const written of (header ?? '').toLowerCase().split(',')) {
    const directive = written.trim()
    if (directive === 'no-store') store = false
    if (directive === 'no-cache') ageMaxS = 0
    const seconds = /^max-age="?(\d{1,10})"?$/.exec(directive)?.[1]
    if (seconds !== undefined) ageMaxS = Math.min(ageMaxS, Number(seconds))
  }
  return { store, ageMaxS }
}
