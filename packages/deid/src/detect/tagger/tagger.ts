import type { IdentifierKind } from '../../span.ts'
import type { Finding, Layer, Reading } from '../evidence.ts'
import { isProtectedAt } from '../names/protection.ts'
import { MARK, PARAGRAPH, type Tokens, WIDE } from '../tokens.ts'
import { createDecoder } from './decode.ts'
import { FIRST_SINGLE, isInside, KIND_OF, LABEL_OF, OUTSIDE } from './labels.ts'
import { loadModel, type PackedModel } from './model.ts'
import { isOrdinary, isPlausible } from './plausible.ts'
import { companyOf, saidOf, wordAt } from './said.ts'
import { SEGMENT_WORDS_MAX, segmentEnd } from './segments.ts'
import { createSketch, describe, MARGIN } from './sketch.ts'
import { createVocabulary } from './vocabulary.ts'
import { MODEL } from './weights.ts'

/** What may be set for measurements; the defaults are what is published. */
export interface TaggerOptions {
  readonly model?: PackedModel
  /** Least probability that is reported, whatever the kind. */
  readonly leastScore?: number
  /** A rule's doubtful finding goes when the tagger gives it less than this. */
  readonly refutes?: number
}

/**
 * Below these probabilities a finding that no rule shares damages more text than it protects. A code costs little when it is wrong: it is
 * restored, and no sentence loses its sense by it.
 */
const LEAST: Readonly<Partial<Record<IdentifierKind, number>>> = { OTHERID: 0.2, AGE90: 0.8, NAME: 0.35 }
const LEAST_ELSE = 0.4

/**
 * A layer that learnt from written and generated notes how identifiers look and what stands around them: names, dates, places, institutions
 * and codes that no cue announces. Runs after the rules and hears them as witnesses: it appends what they did not find, and takes back a
 * name or place that only a list vouched for when it is as good as sure that the words are ordinary. Linear in the text.
 */
export function createTagger({ model: packed = MODEL, leastScore, refutes = REFUTES }: TaggerOptions = {}): Layer {
  const model = loadModel(packed)
  const sketch = createSketch(SEGMENT_WORDS_MAX)
  const vocabulary = createVocabulary()
  const decoder = createDecoder(model)
  const least = KIND_OF.map((kind) => leastScore ?? (kind === null ? 1 : (LEAST[kind] ?? LEAST_ELSE)))
  return (reading) => {
    const { tokens } = reading
    const said = saidOf(reading)
    const company = companyOf(reading, said)
    const doubtful = doubtfulOf(reading)
    const refuted = new Set<Finding>()
    for (let from = 0; from < tokens.count; ) {
      const to = segmentEnd(tokens, from)
      describe(reading, said, company, vocabulary, from, to, sketch)
      const count = to - from
      const labels = decoder.decode(sketch, count)
      for (const doubt of doubtful) if (isRefuted(doubt, from, to, labels)) refuted.add(doubt.finding)
      collect(reading, said, from, labels, count)
      from = to
    }
    if (refuted.size > 0) keepOnly(reading.found, (finding) => !refuted.has(finding))
  }

  /** Whether the tagger reads all its words as ordinary text and is as good as sure of it. */
  function isRefuted({ first, last, label }: Doubtful, from: number, to: number, labels: Uint8Array): boolean {
    if (first < from || last >= to) return false
    for (let k = first; k <= last; k++) if (labels[k - from] !== OUTSIDE) return false
    return probability(label, decoder.marginAs(label, first - from, last - from)) < refutes
  }

  function probability(label: number, margin: number): number {
    return 1 / (1 + Math.exp(-((model.slope[label] ?? 0) * margin + (model.offset[label] ?? 0))))
  }

  function collect(reading: Reading, said: Uint8Array, from: number, labels: Uint8Array, count: number): void {
    for (let first = 0; first < count; ) {
      const label = labels[first] ?? OUTSIDE
      if (label === OUTSIDE) {
        first++
        continue
      }
      const last = spanEnd(reading.tokens, from, labels, first, count)
      if (isSaid(reading.tokens, said, from + first, from + last)) {
        first = last + 1
        continue
      }
      const margin = decoder.margin(first, last, count)
      const score = probability(label, margin)
      if (score >= (least[label] ?? 1)) {
        const mixedCase = sketch.lineCase[first + MARGIN] === 3
        report(reading, from + first, from + last, label, score, mixedCase)
      }
      first = last + 1
    }
  }
}

/** A finding that a list alone made, and its words. */
interface Doubtful {
  readonly finding: Finding
  readonly first: number
  readonly last: number
  readonly label: number
}

function doubtfulOf({ tokens, found }: Reading): Doubtful[] {
  return found
    .filter(({ kind, score }) => MEDICINE.has(kind) && score < SURE)
    .map((finding) => {
      const first = wordAt(tokens, finding.start)
      return {
        finding,
        first,
        last: Math.max(first, wordAt(tokens, finding.end - 1)),
        label: LABEL_OF[finding.kind] ?? OUTSIDE,
      }
    })
}

/** Rules with a cue or a label in the text score this or more: nobody overrules them. */
const SURE = 0.8
const REFUTES = 0.1

function keepOnly(found: Finding[], keeps: (finding: Finding) => boolean): void {
  let kept = 0
  for (const finding of found) if (keeps(finding)) found[kept++] = finding
  found.length = kept
}

/** Whether rules found every word of it already: they know better where one identifier ends and the next begins. */
function isSaid({ type }: Tokens, said: Uint8Array, first: number, last: number): boolean {
  for (let k = first; k <= last; k++) if (type[k] !== MARK && (said[k] ?? 0) === 0) return false
  return true
}

/** Last place of the span that begins at `first`; a wide gap or an empty line ends every span, as columns do. */
function spanEnd({ gap }: Tokens, from: number, labels: Uint8Array, first: number, count: number): number {
  const label = labels[first] ?? OUTSIDE
  const within = label >= FIRST_SINGLE || isInside(label) ? label : label + 1
  let last = first
  while (last + 1 < count && labels[last + 1] === within) {
    const space = gap[from + last + 1] ?? 0
    if (space === WIDE || space === PARAGRAPH) break
    last++
  }
  return last
}

const RULES = KIND_OF.map((kind) => `tagger/${(kind ?? 'none').toLowerCase()}`)

function report(reading: Reading, first: number, last: number, label: number, score: number, mixedCase: boolean): void {
  const kind = KIND_OF[label] ?? null
  if (kind === null || !isPlausible(reading, first, last, kind)) return
  if (mixedCase && NAMED.has(kind) && isOrdinary(reading, first, last)) return
  if (MEDICINE.has(kind) && isProtectedAt(reading, first, last)) return
  const { tokens, found } = reading
  const finding: Finding = {
    start: tokens.start[first] ?? 0,
    end: tokens.end[last] ?? 0,
    kind,
    rule: RULES[label] ?? 'tagger/none',
    score: Math.min(MOST[kind] ?? MOST_ELSE, score),
  }
  found.push(finding)
}

/**
 * Scores end here, so that where a rule saw the same words its kind stands: a rule reads the label, the tagger only knows a code when it
 * sees one. Names may be certain enough to be remembered.
 */
const MOST: Readonly<Partial<Record<IdentifierKind, number>>> = { NAME: 0.8, OTHERID: 0.4 }
const MOST_ELSE = 0.6

/** Kinds that are written with capitals where capitals are written. */
const NAMED: ReadonlySet<string> = new Set(['CITY', 'FACILITY', 'ORG'])

/** Kinds that a disease, a test or a drug is mistaken for; codes and dates are never protected. */
const MEDICINE: ReadonlySet<string> = new Set(['NAME', 'CITY', 'FACILITY', 'ORG'])
