import type { IdentifierKind } from '../../span.ts'
import type { Finding, Layer, Reading } from '../evidence.ts'
import { LOWER, type Tokens, WORD } from '../tokens.ts'
import { type Doubtful, doubtfulOf, isFiller, isListed, isRecalled, isSaid, mayBe, spanEnd } from './candidates.ts'
import { createDecoder } from './decode.ts'
import { type Candidate, FACTS_MAX, factsOf, judge, type Surroundings } from './judge.ts'
import { KIND_OF, LABEL_OF, OUTSIDE } from './labels.ts'
import { loadModel, type PackedModel } from './model.ts'
import { report } from './report.ts'
import { companyOf, isSure, kindOf, saidOf, wordAt } from './said.ts'
import { SEGMENT_WORDS_MAX, segmentEnd } from './segments.ts'
import { createSketch, describe, MARGIN } from './sketch.ts'
import { createVocabulary } from './vocabulary.ts'
import { MODEL } from './weights.ts'

/** What may be set for measurements; the defaults are what is published. */
export interface TaggerOptions {
  readonly model?: PackedModel
  /** Least probability that is reported, whatever the kind. */
  readonly leastScore?: number
  /** Told of each finding that is judged, and by what; the facts are overwritten afterwards. */
  readonly observe?: (candidate: Candidate, facts: Int32Array, count: number) => void
  /** A rule's doubtful finding goes when the tagger gives it less than this. */
  readonly refutes?: number
}

/**
 * Below these probabilities a finding that no rule shares damages more text than it protects. A code costs little when it is wrong: it is
 * restored, and no sentence loses its sense by it.
 */
const LEAST: Readonly<Partial<Record<IdentifierKind, number>>> = { OTHERID: 0.4, AGE90: 0.8, NAME: 0.55 }
const LEAST_ELSE = 0.6
/** A listed name that the tagger read as ordinary text; a word of a known name that may be something else. */
const LEAST_MAYBE = 0.5
/** A mention of a known name by a word that is also something else stays from here on. */
const RECALLED = 0.3
/** A rule's doubtful finding goes when it is likely to be right in fewer cases than this. */
const REFUTES = 0.2

/**
 * A layer that learnt from written and generated notes how identifiers look and what stands around them: names, dates, places, institutions
 * and codes that no cue announces. Runs after the rules and hears them as witnesses: it appends what they did not find, and takes back a
 * name or place that only a list vouched for when it is as good as sure that the words are ordinary. Linear in the text.
 */
export function createTagger(options: TaggerOptions = {}): Layer {
  return createTaggers(options).tag
}

/** The tagger as two layers. */
export interface Taggers {
  readonly tag: Layer
  /** After memory: takes back mentions of a known name where an ambiguous word is a disease or a thing, and keeps those that only may be it. */
  readonly recall: Layer
}

export function createTaggers(options: TaggerOptions = {}): Taggers {
  const { model: packed = MODEL, leastScore, refutes = REFUTES, observe } = options
  const model = loadModel(packed)
  const sketch = createSketch(SEGMENT_WORDS_MAX)
  const vocabulary = createVocabulary()
  const decoder = createDecoder(model)
  const facts = new Int32Array(FACTS_MAX)
  const least = KIND_OF.map((kind) => leastScore ?? (kind === null ? 1 : (LEAST[kind] ?? LEAST_ELSE)))
  /** For each text that was tagged, what reading a word as a name would be worth. */
  const worths = new WeakMap<Tokens, Int16Array>()
  return { tag, recall }

  function tag(reading: Reading): void {
    const { tokens } = reading
    const around = surroundings(reading, reading.found)
    const worth = new Int16Array(tokens.count)
    worths.set(tokens, worth)
    const doubtful = doubtfulOf(reading)
    const refuted = new Set<Finding>()
    for (let from = 0; from < tokens.count; ) {
      const to = segmentEnd(tokens, from)
      describe(reading, around.said, around.company, vocabulary, from, to, sketch)
      const labels = decoder.decode(sketch, to - from)
      for (const doubt of doubtful) if (isRefuted(doubt, from, to, around)) refuted.add(doubt.finding)
      collect(around, from, labels, to - from)
      weigh(around, from, labels, to - from, worth)
      from = to
    }
    if (refuted.size > 0) keepOnly(reading.found, (finding) => !refuted.has(finding))
  }

  function recall(reading: Reading): void {
    const worth = worths.get(reading.tokens)
    const recalled = reading.found.filter((finding) => isRecalled(finding, reading))
    if (worth === undefined || recalled.length === 0) return
    const around = surroundings(
      reading,
      reading.found.filter(({ rule }) => !LATER.test(rule)),
    )
    const refuted = new Set<Finding>()
    for (const finding of recalled) {
      const k = wordAt(reading.tokens, finding.start)
      const rule = { name: finding.rule, score: finding.score }
      const sure = probability({ label: NAME_LABEL, first: k, last: k, margin: worth[k] ?? 0, rule }, around)
      if (sure < keeps(finding, reading.tokens.flags[k] ?? 0)) refuted.add(finding)
    }
    if (refuted.size > 0) keepOnly(reading.found, (finding) => !refuted.has(finding))
  }

  /** What a mention of a known name must be likely to be: a word that no list has is hardly anything else. */
  function keeps({ rule }: Finding, flags: number): number {
    if (rule === 'memory/maybe') return LEAST_MAYBE
    return flags === 0 ? refutes : refutes < 0 ? refutes : RECALLED
  }

  function surroundings(reading: Reading, found: Finding[]): Surroundings {
    const said = saidOf({ tokens: reading.tokens, found })
    return { reading, said, company: companyOf(reading, said), vocabulary, ...countSure(said) }
  }

  function probability(candidate: Candidate, around: Surroundings): number {
    const count = factsOf(candidate, around, facts)
    observe?.(candidate, facts, count)
    return judge(model.judge, facts, count, candidate.label)
  }

  /** Whether what a list vouches for the tagger reads as ordinary text and the judge takes for as good as surely nobody. */
  function isRefuted(
    { first, last, label, finding }: Doubtful,
    from: number,
    to: number,
    around: Surroundings,
  ): boolean {
    if (first < from || last >= to) return false
    const margin = decoder.marginAs(label, first - from, last - from)
    const rule = { name: finding.rule, score: finding.score }
    const likely = probability({ label, first, last, margin, rule }, around)
    return margin < READ_AS_SUCH * (last - first + 1) && likely < refutes
  }

  function collect(around: Surroundings, from: number, labels: Uint8Array, count: number): void {
    const { reading, said } = around
    for (let first = 0; first < count; ) {
      const label = labels[first] ?? OUTSIDE
      if (label === OUTSIDE) {
        first++
        continue
      }
      const last = spanEnd(reading.tokens, from, labels, first, count)
      const [begin, end] = core(around, from, first, last)
      if (!isSaid(reading.tokens, said, from + begin, from + end)) {
        const whole = begin === first && end === last
        const margin = whole ? decoder.margin(first, last, count) : decoder.marginAs(label, begin, end)
        offer({ label, first: from + begin, last: from + end, margin }, around, sketch.lineCase[begin + MARGIN] === 3)
      }
      first = last + 1
    }
  }

  /**
   * Without small words and marks at its edges that only the leaning of the bias let in, nor any such word beside what a rule found: rules know
   * better where an identifier ends. All of it when nothing else is there.
   */
  function core({ reading, said }: Surroundings, from: number, first: number, last: number): [number, number] {
    let told = false
    for (let i = first; i <= last; i++) if (said[from + i] !== 0) told = true
    const weak = (place: number) =>
      decoder.won(place) < READ_AS_SUCH && (told || isFiller(reading.tokens, from + place))
    let begin = first
    let end = last
    while (end > begin && weak(end)) end--
    while (begin < end && weak(begin)) begin++
    return begin === end && weak(begin) ? [first, last] : [begin, end]
  }

  /** What each capitalised word is worth as a name; a listed name that was read as ordinary text is offered all the same. */
  function weigh(around: Surroundings, from: number, labels: Uint8Array, count: number, worth: Int16Array): void {
    const { reading, said } = around
    const { shape, type } = reading.tokens
    for (let i = 0; i < count; i++) {
      const k = from + i
      if (type[k] !== WORD || (shape[k] ?? 0) <= LOWER) continue
      const margin = decoder.marginAs(NAME_LABEL, i, i)
      worth[k] = Math.max(-32_000, Math.min(32_000, margin))
      const maybe = said[k] === 0 && labels[i] === OUTSIDE && isListed(reading.tokens, k)
      if (maybe && margin > LEAST_WORTH && sketch.lineCase[i + MARGIN] === 3)
        offer({ label: NAME_LABEL, first: k, last: k, margin, rule: MAYBE }, around, true)
    }
  }

  function offer(candidate: Candidate, around: Surroundings, mixedCase: boolean): void {
    const { label, first, last, rule } = candidate
    const { reading } = around
    if (!mayBe(reading, first, last, label, mixedCase)) return
    const score = probability(candidate, around)
    if (score >= (leastScore ?? (rule === MAYBE ? LEAST_MAYBE : (least[label] ?? 1))))
      report(reading, first, last, label, score)
  }
}

const NAME_LABEL = LABEL_OF.NAME ?? OUTSIDE
/** What neither a rule nor the best reading of the line took for a name. */
/** Margin of a word from which the tagger itself reads it as an identifier, without the leaning of its bias. */
const READ_AS_SUCH = 200
const MAYBE = { name: 'tagger/maybe', score: 0.3 }
/** Below this a word has never been a name. */
const LEAST_WORTH = -1000

/** Layers that speak after the rules. */
const LATER = /^(?:tagger|memory|known)\//

/** Identifiers of which a rule is sure, and days among them. */
function countSure(said: Uint8Array): { sure: number; days: number } {
  let sure = 0
  let days = 0
  for (let k = 0; k < said.length; k++) {
    const word = said[k] ?? 0
    if (!isSure(word)) continue
    sure++
    if (kindOf(word) === 'DATE') days++
  }
  return { sure, days }
}

function keepOnly(found: Finding[], keeps: (finding: Finding) => boolean): void {
  let kept = 0
  for (const finding of found) if (keeps(finding)) found[kept++] = finding
  found.length = kept
}
