import { type Context, contextFor, type Detector } from '../detect/detector.ts'
import { DeidError } from '../errors.ts'
import type { Span } from '../span.ts'
import { areSound } from './spans.ts'

export type Ask = (method: 'find' | 'findKnown', texts: readonly string[], context: Context) => Promise<Span[][]>

/** Calls `late` after so many milliseconds, once; what it gives calls that off. `setTimeout`, as an argument. */
export type After = (ms: number, late: () => void) => () => void

/** Milliseconds for all calls of one `Ask` together. Without `after` a detector must answer at once. */
export interface AskTime {
  readonly now: () => number
  readonly after: After | undefined
  readonly msMax: number
}

/** Asks the detector, and believes it only when it answers in time and in order. Everything else refuses. */
export function createAsk(detector: Detector, { now, after, msMax }: AskTime): Ask {
  const deadline = now() + msMax
  // Written so that a clock that gives NaN is late.
  const isLate = (): boolean => !(now() <= deadline)
  return async (method, texts, asked) => {
    const context = contextFor(detector, asked)
    if (isLate()) throw new DeidError('detector_failed')
    const found = await attempt(async () => {
      const answer: unknown =
        method === 'find'
          ? detector.find([...texts], context)
          : detector.findKnown([...texts], context.known, context.standing)
      return copyOf(await inTime(answer, deadline - now(), after))
    })
    if (isLate() || !areSound(found, texts)) throw new DeidError('detector_failed')
    return found
  }
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    // Its own error may quote the text it read, so it is not kept: only that it has too much to do.
    const isBusy = error instanceof DeidError && error.code === 'detector_busy'
    throw new DeidError(isBusy ? 'detector_busy' : 'detector_failed')
  }
}

/** The answer, when it comes at once or before the time is over; a promise that never settles is cut there. */
async function inTime(answer: unknown, ms: number, after: After | undefined): Promise<unknown> {
  if (!isPromised(answer)) return answer
  if (after === undefined) throw new DeidError('detector_failed')
  let callOff = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    callOff = after(ms, () => reject(new DeidError('detector_failed')))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    callOff()
  }
}

/** What was checked must be what is used: an answer of somebody else's could change in between. */
function copyOf(answer: unknown): unknown {
  return (answer as Span[][]).map((spans) => spans.map((span) => ({ ...span })))
}

function isPromised(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as { then?: unknown } | null | undefined)?.then === 'function'
}
