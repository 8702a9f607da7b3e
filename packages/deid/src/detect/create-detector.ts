import { resolve } from '../resolve/resolve.ts'
import type { Span } from '../span.ts'
import type { SyncDetector } from './detector.ts'
import type { LanguagePack } from './packs/language-pack.ts'
import { packVersion } from './packs/pack-version.ts'
import { createReadings, type ReadText } from './readings.ts'

/** Hashed into each disclosure entry: changed by hand whenever a rule changes. */
const VERSION = 'rules-2026.11.5+tagger-4'

/** What is read besides English. */
export interface DetectorOptions {
  readonly packs?: readonly LanguagePack[]
}

/**
 * The detector of rules, lexicons, a tagger and memory. Layers of evidence run over each text, then what they found is looked for in all texts,
 * then overlaps are resolved. Needs no Node: it runs in a browser.
 * English is built in; `packs` add languages, and their versions to its own.
 */
export function createDetector({ packs = [] }: DetectorOptions = {}): SyncDetector {
  const readings = createReadings(packs)
  const spans = (texts: readonly string[], read: readonly ReadText[]): Span[][] =>
    read.map((one, i) => resolve(texts[i] ?? '', one.reading.found.map(one.inOriginal)))
  return {
    version: [VERSION, ...packs.map(packVersion)].join('+'),
    readsStanding: true,
    find: (texts, { known, standing }) => spans(texts, readings.find(texts, known, standing)),
    findKnown: (texts, known, standing) => spans(texts, readings.findKnown(texts, known, standing)),
  }
}
