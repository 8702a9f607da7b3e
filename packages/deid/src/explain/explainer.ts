import type { DetectorOptions } from '../detect/create-detector.ts'
import type { Finding } from '../detect/evidence.ts'
import { createReadings, type ReadText } from '../detect/readings.ts'
import { resolve } from '../resolve/resolve.ts'
import type { Known, Span } from '../span.ts'
import { createTaggerFeatures, type Feature, type TaggerFeatures } from './tagger-features.ts'

/** One reason for which a place counts as an identifier. Holds words of the text: show it to those who may read it. */
export interface Evidence extends Span {
  /** What the tagger looked at, heaviest first; empty for a rule, whose name says it all. */
  readonly features: readonly Feature[]
}

export interface Explained extends Span {
  /** Everything that found it or a part of it, most certain first. */
  readonly because: readonly Evidence[]
}

/** Why `createDetector()` finds what it finds: the same spans, each with its reasons. Slower, and for people to read. */
export interface Explainer {
  explain(texts: readonly string[], context: { readonly known: readonly Known[] }): Explained[][]
}

/** @example createExplainer().explain(['Seen by Dr. Bell.'], { known: [] })[0][0].because[0].rule */
export function createExplainer({ packs = [] }: DetectorOptions = {}): Explainer {
  const readings = createReadings(packs)
  const features = createTaggerFeatures()
  return {
    explain: (texts, { known }) =>
      readings.find(texts, known).map((read, i) => explain(texts[i] ?? '', read, features)),
  }
}

function explain(text: string, { reading, inOriginal }: ReadText, features: TaggerFeatures): Explained[] {
  const found = reading.found.map((finding) => ({ finding, place: inOriginal(finding) }))
  return resolve(
    text,
    found.map(({ place }) => place),
  ).map((span) => {
    const behind = found.filter(({ place }) => place.start < span.end && place.end > span.start)
    const because = distinct(behind).map(({ finding, place }) => ({
      ...place,
      features: finding.rule.startsWith('tagger/') ? features(reading, finding) : [],
    }))
    return { ...span, because: because.sort((a, b) => b.score - a.score) }
  })
}

interface Found {
  readonly finding: Finding
  readonly place: Finding
}

/** A rule that begins at several words says the same several times. */
function distinct(found: readonly Found[]): Found[] {
  return [...new Map(found.map((one) => [`${one.place.rule} ${one.place.start} ${one.place.end}`, one])).values()]
}
