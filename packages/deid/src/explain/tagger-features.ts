import type { Finding, Reading } from '../detect/evidence.ts'
import { createDecoder } from '../detect/tagger/decode.ts'
import { FEATURE_COUNT, featuresAt } from '../detect/tagger/features.ts'
import { LABEL_COUNT, OUTSIDE } from '../detect/tagger/labels.ts'
import { loadModel, type Model, rowAt } from '../detect/tagger/model.ts'
import { companyOf, saidOf } from '../detect/tagger/said.ts'
import { SEGMENT_WORDS_MAX, segmentEnd } from '../detect/tagger/segments.ts'
import { createSketch, describe, MARGIN, type Sketch } from '../detect/tagger/sketch.ts'
import { createVocabulary } from '../detect/tagger/vocabulary.ts'
import { MODEL } from '../detect/tagger/weights.ts'

/** What of a word and its surroundings spoke for a label, or against it. */
export interface Feature {
  /** In plain words, for example `the word before`. */
  readonly name: string
  /** The words that it looked at, as the text has them. */
  readonly words: readonly string[]
  /** How much it moved the odds, as a logarithm: over 0 for the label, under 0 for ordinary text. */
  readonly weight: number
}

/** The features of a finding that weighed most, heaviest first. */
export type TaggerFeatures = (reading: Reading, finding: Finding) => Feature[]

/** Reads the words of the finding once more. Nothing of it is made while texts are only searched. */
export function createTaggerFeatures(featuresMax = 5): TaggerFeatures {
  const model = loadModel(MODEL)
  const sketch = createSketch(SEGMENT_WORDS_MAX)
  const decoder = createDecoder(model)
  const vocabulary = createVocabulary()
  const rows = new Int32Array(FEATURE_COUNT)

  return (reading, finding) => {
    const { tokens, found } = reading
    const said = saidOf({ tokens, found: found.filter(({ rule }) => !LATER.test(rule)) })
    const company = companyOf(reading, said)
    const words = wordsOf(reading, finding)
    const features: Feature[] = []
    for (let from = 0; from < tokens.count; ) {
      const to = segmentEnd(tokens, from)
      if (words.first < to && words.last >= from) {
        describe(reading, said, company, vocabulary, from, to, sketch)
        const labels = decoder.decode(sketch, to - from)
        for (let k = Math.max(from, words.first); k <= Math.min(to - 1, words.last); k++) {
          const label = labels[k - from] ?? OUTSIDE
          if (label !== OUTSIDE) features.push(...featuresOf(reading, from, k, label))
        }
      }
      from = to
    }
    return features.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, featuresMax)
  }

  function featuresOf(reading: Reading, from: number, k: number, label: number): Feature[] {
    const place = k - from + MARGIN
    featuresAt(sketch, place, rows)
    return FEATURES.flatMap(({ name, at }, feature) => {
      const row = rows[feature] ?? 0
      const weight = (weightOf(model, row, label) - weightOf(model, row, OUTSIDE)) / MARGIN_OF_ONE
      if (weight === 0) return []
      const words = at(place, sketch).map((of) => wordAt(reading, of - MARGIN + from))
      return [{ name, words: words.filter((word) => word !== ''), weight }]
    })
  }
}

/** What the margin of a finding must grow by, about, for its odds to grow by one on the scale of logarithms. */
const MARGIN_OF_ONE = 250

/** Layers that speak after the tagger. */
const LATER = /^(?:tagger|memory|known)\//

function wordsOf({ tokens }: Reading, { start, end }: Finding): { first: number; last: number } {
  let first = 0
  while (first < tokens.count && (tokens.end[first] ?? 0) <= start) first++
  let last = first
  while (last + 1 < tokens.count && (tokens.start[last + 1] ?? 0) < end) last++
  return { first, last }
}

function wordAt({ text, tokens }: Reading, k: number): string {
  return k < 0 || k >= tokens.count ? '' : text.slice(tokens.start[k], tokens.end[k])
}

/** The weight of a row for a label; a row that the model does not have says nothing. */
function weightOf(model: Model, row: number, label: number): number {
  const at = rowAt(model, row)
  if (at < 0 || label >= LABEL_COUNT) return 0
  return (((model.table[at | (label >> 2)] ?? 0) >>> ((label & 3) << 3)) & 255) - 128
}

interface Named {
  readonly name: string
  /** The places of the words that it looks at. */
  readonly at: (place: number, sketch: Sketch) => number[]
}

const around = (name: string, ...offsets: readonly number[]): Named => ({
  name,
  at: (place) => offsets.map((offset) => place + offset),
})
const inRun = (name: string, of: (first: number, last: number) => number[]): Named => ({
  name,
  at: (place, { runFirst, runLast }) => of(runFirst[place] ?? place, runLast[place] ?? place),
})

/** The features of `featuresAt`, in its order, as people would say them. */
const FEATURES: readonly Named[] = [
  around('the word itself', 0),
  around('the word before', -1),
  around('the word after', 1),
  around('the word and the one before', -1, 0),
  around('the word and the one after', 0, 1),
  around('the two words before', -2, -1),
  around('the two words after', 1, 2),
  around('how it is written', 0),
  around('how it and the word before are written', -1, 0),
  around('how it and the word after are written', 0, 1),
  around('how the three words are written', -1, 0, 1),
  around('what the word lists say of it', 0),
  around('what kind of word it and the one before are', -1, 0),
  around('what kind of word it and the one after are', 0, 1),
  around('what kind of words stand around it', -1, 0, 1),
  around('what kind of words stand before it', -2, -1, 0),
  around('what kind of words stand after it', 0, 1, 2),
  around('its last three letters', 0),
  around('its last two letters', 0),
  around('its first three letters', 0),
  around('the word before, and how it is written', -1, 0),
  around('the word before, and what kind of word it is', -1, 0),
  around('the word after, and how it is written', 0, 1),
  around('the two words before, and what kind of word it is', -2, -1, 0),
  inRun('the last of the words that belong together', (_, last) => [last]),
  inRun('what stands before the words that belong together', (first) => [first - 1]),
  inRun('what stands around the words that belong together', (first, last) => [first - 1, last]),
  around('the label of its line', 0),
  around('the gaps around it', 0),
  around('how it and the words before end', -2, -1, 0),
  around('how it and the words after end', 0, 1, 2),
  around('how it begins, and how its neighbours are written', -1, 0, 1),
  around('what the rules say of it', 0),
  around('what the rules say of it and its neighbours', -1, 0, 1),
  around('the word itself, and what the rules say of it', 0),
  around('the words around it, and what the rules say of it', -1, 0, 1),
  inRun('what stands before the words that belong together, and what the rules say', (first) => [first - 1]),
  around('what large lists say of it, and how it is written', 0),
  around('what large lists say of it and its neighbours', -1, 0, 1),
  around('the word before, and what large lists say of it', -1, 0),
  around('the word after, and what large lists say of it', 0, 1),
  around('what large lists say of it, and its place among the words that belong together', 0),
  around('how it stands elsewhere in the text', 0),
]
