import { resolve } from '../resolve/resolve.ts'
import type { Span } from '../span.ts'
import type { SyncDetector } from './detector.ts'
import { createReadings, type ReadText } from './readings.ts'

/** Hashed into each disclosure entry: changed by hand whenever a rule changes. */
const VERSION = 'rules-2026.11.3+tagger-2'

/**
 * The detector of rules, lexicons, a tagger and memory. Layers of evidence run over each text, then what they found is looked for in all texts,
 * then overlaps are resolved. Needs no Node: it runs in a browser.
 */
export function createDetector(): SyncDetector {
  const readings = createReadings()
  const spans = (texts: readonly string[], read: readonly ReadText[]): Span[][] =>
    read.map((one, i) => resolve(texts[i] ?? '', one.reading.found.map(one.inOriginal)))
  return {
    version: VERSION,
    find: (texts, { known }) => spans(texts, readings.find(texts, known)),
    findKnown: (texts, known) => spans(texts, readings.findKnown(texts, known)),
  }
}
