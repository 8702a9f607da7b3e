import type { Detector } from '../detect/detector.ts'
import { DeidError } from '../errors.ts'
import type { Known, Span } from '../span.ts'
import { areSound } from './spans.ts'

export type Ask = (method: 'find' | 'findKnown', texts: readonly string[], known: readonly Known[]) => Span[][]

/** Asks the detector, and believes it only when it answers in time and in order. Everything else refuses. */
export function createAsk(detector: Detector, now: () => number, msMax: number): Ask {
  const deadline = now() + msMax
  // Written so that a clock that gives NaN is late.
  const isLate = (): boolean => !(now() <= deadline)
  return (method, texts, known) => {
    if (isLate()) throw new DeidError('detector_failed')
    const found = attempt(() =>
      method === 'find' ? detector.find([...texts], { known }) : detector.findKnown([...texts], known),
    )
    if (isLate() || !areSound(found, texts)) throw new DeidError('detector_failed')
    return found
  }
}

function attempt(call: () => unknown): unknown {
  try {
    return call()
  } catch {
    // Its own error may quote the text it read, so it is not kept.
    throw new DeidError('detector_failed')
  }
}
