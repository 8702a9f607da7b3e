import { remember } from '../dist/detect/memory/memory.js'
import { ruleLayers } from '../dist/detect/readings.js'
import { createTaggers } from '../dist/detect/tagger/tagger.js'
import { MARK, tokenise } from '../dist/detect/tokens.js'
import { changed } from './corpus.mjs'

/** Forms of each text in which findings are judged besides its own, and what such a finding counts. */
const VARIANTS = 2
const VARIANT_WEIGHT = 0.5

/**
 * All that the tagger would have judged in texts that it has not seen: {label, facts, right, weight}. Each text is read as it is and with other
 * people and letters in it.
 */
export function findingsIn(written, model, lexicon, invent, random, variants = VARIANTS) {
  const findings = []
  const layers = ruleLayers(lexicon)
  const now = { tokens: undefined, spans: [], weight: 1 }
  const taggers = createTaggers({
    model,
    leastScore: 2,
    refutes: -1,
    observe({ label, first, last }, facts, count) {
      const right = isRight(now, first, last)
      findings.push({ label, facts: facts.slice(0, count), right, weight: now.weight })
    },
  })
  for (const note of written) {
    const others = Array.from({ length: variants }, (_, i) =>
      changed(note, invent, random.fork(`${note.id}/judged/${i}`)),
    )
    for (const { text, spans } of [note, ...others]) {
      const tokens = tokenise(text, lexicon)
      Object.assign(now, { tokens, spans, weight: text === note.text ? 1 : VARIANT_WEIGHT })
      const reading = { text, tokens, found: [] }
      for (const layer of layers) layer(reading)
      taggers.tag(reading)
      remember([reading], lexicon)
      taggers.recall(reading)
    }
  }
  return findings
}

/** Whether at least half of the words lie in marked identifiers; a single word must. */
function isRight({ tokens, spans }, first, last) {
  let words = 0
  let marked = 0
  for (let k = first; k <= last; k++) {
    if (tokens.type[k] === MARK && first !== last) continue
    words++
    if (spans.some(({ start, end }) => start < tokens.end[k] && tokens.start[k] < end)) marked++
  }
  return words > 0 && marked * 2 >= words
}
