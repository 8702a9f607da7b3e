import { CITY_WORD, COMPOUND, GIVEN, SURNAME } from '../dist/detect/flags.js'
import { ruleLayers } from '../dist/detect/readings.js'
import { FEATURE_COUNT, featuresAt } from '../dist/detect/tagger/features.js'
import { FIRST_SINGLE, LABEL_OF } from '../dist/detect/tagger/labels.js'
import { companyOf, saidOf } from '../dist/detect/tagger/said.js'
import { SEGMENT_WORDS_MAX, segmentEnd } from '../dist/detect/tagger/segments.js'
import { createSketch, describe, MARGIN } from '../dist/detect/tagger/sketch.js'
import { createVocabulary } from '../dist/detect/tagger/vocabulary.js'
import { tokenise } from '../dist/detect/tokens.js'
import { hash } from './random.mjs'

const LISTED = GIVEN | SURNAME | CITY_WORD | COMPOUND

/**
 * Segments as the tagger will see them: rows of features and right labels. In `forget` of the documents the lexicons do not know the names
 * and places, so that the tagger can do without.
 */
export function makeExamples(documents, lexicon, random, forget) {
  const layers = ruleLayers(lexicon)
  const vocabulary = createVocabulary()
  const sketch = createSketch(SEGMENT_WORDS_MAX)
  const examples = []
  for (const { text, spans, written, fold } of documents) {
    const tokens = tokenise(text, lexicon)
    const labels = labelled(tokens, spans)
    if (random.chance(forget)) forgetWords(tokens, labels, random)
    const said = heard({ text, tokens, found: [] }, layers, written ? 0.1 : 0.5, random)
    const company = companyOf({ tokens }, said)
    for (let from = 0; from < tokens.count; ) {
      const to = segmentEnd(tokens, from)
      describe({ text, tokens }, said, company, vocabulary, from, to, sketch)
      const rows = new Int32Array((to - from) * FEATURE_COUNT)
      for (let i = 0; i < to - from; i++)
        featuresAt(sketch, i + MARGIN, rows.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT))
      examples.push({ fold, rows, labels: labels.slice(from, to), count: to - from })
      from = to
    }
  }
  return examples
}

/** What the rules say, some of it unsaid: they know the generator's own words far better than anybody else's. */
export function heard(reading, layers, unsaid, random) {
  for (const layer of layers) layer(reading)
  const found = reading.found.filter(() => !random.chance(unsaid))
  return saidOf({ tokens: reading.tokens, found })
}

/** The lexicons know no name of this document, and miss some of its ordinary words too, or being unknown would mean being a name. */
function forgetWords(tokens, labels, random) {
  const salt = random.int(0, 6)
  for (let k = 0; k < tokens.count; k++) {
    if (labels[k] > 0) tokens.flags[k] &= ~LISTED
    else if (hash(tokens.lower[k]) % 7 === salt) tokens.flags[k] = 0
  }
}

/** A word belongs to a span when most of it lies inside. */
export function labelled(tokens, spans) {
  const labels = new Uint8Array(tokens.count)
  let k = 0
  for (const { start, end, type } of spans) {
    const label = LABEL_OF[type]
    if (label === undefined) continue
    while (k < tokens.count && tokens.end[k] <= start) k++
    let first = true
    for (let i = k; i < tokens.count && tokens.start[i] < end; i++) {
      const inside = Math.min(end, tokens.end[i]) - Math.max(start, tokens.start[i])
      if (inside * 2 < tokens.end[i] - tokens.start[i]) continue
      labels[i] = first || label >= FIRST_SINGLE ? label : label + 1
      first = false
    }
  }
  return labels
}
