/** So many at once; whoever finds none free waits in line, for a while. */
export interface Places {
  /** Resolves with what gives the place back (once, however often it is called), or `undefined` when none came free in time. */
  enter(waitMs: number, signal: AbortSignal): Promise<(() => void) | undefined>
}

/** Requests that wait for one vendor. Beyond it nobody waits. */
const WAITING_MAX = 1_000

export function createPlaces(atOnceMax: number, after: (ms: number, late: () => void) => () => void): Places {
  let taken = 0
  const waiting = new Set<() => void>()

  function leave(): void {
    const [next] = waiting
    if (next === undefined) taken -= 1
    else next() // The place goes on to whoever waited longest.
  }

  function given(): () => void {
    let left = false
    return () => {
      if (!left) leave()
      left = true
    }
  }

  return {
    async enter(waitMs, signal) {
      if (taken < atOnceMax) {
        taken += 1
        return given()
      }
      if (waitMs === 0 || signal.aborted || waiting.size >= WAITING_MAX) return undefined
      const came = await new Promise<boolean>((resolve) => {
        const settle = (here: boolean): void => {
          waiting.delete(come)
          cancel()
          signal.removeEventListener('abort', gone)
          resolve(here)
        }
        const come = (): void => settle(true)
        const gone = (): void => settle(false)
        const cancel = after(waitMs, gone)
        signal.addEventListener('abort', gone)
        waiting.add(come)
      })
      return came ? given() : undefined
    },
  }
}
