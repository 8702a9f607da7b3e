import { FEATURE_COUNT, featuresAt } from './features.ts'
import { FIRST_SINGLE, LABEL_COUNT, OUTSIDE } from './labels.ts'
import type { Model } from './model.ts'
import { SEGMENT_WORDS_MAX } from './segments.ts'
import { MARGIN, type Sketch } from './sketch.ts'

/** Reads a segment: the best labels, and what speaks for each of them. */
export interface Decoder {
  /** Labels of the first `count` places, in a buffer that the next call overwrites. */
  decode(sketch: Sketch, count: number): Uint8Array
  /** By how much the labels of places `first` to `last` beat reading them as ordinary text, between the labels around them. */
  margin(first: number, last: number, count: number): number
}

type Scores = Pick<Model, 'enter' | 'exit' | 'stay'>

export function createDecoder(model: Model): Decoder {
  const rows = new Int32Array(FEATURE_COUNT)
  const scores = new Int32Array(SEGMENT_WORDS_MAX * LABEL_COUNT)
  const path = createPath(model)
  const labels = new Uint8Array(SEGMENT_WORDS_MAX)
  return {
    decode(sketch, count) {
      for (let i = 0; i < count; i++) {
        featuresAt(sketch, i + MARGIN, rows)
        emit(model, rows, scores, i * LABEL_COUNT)
      }
      path.best(scores, count, labels)
      return labels
    },
    margin(first, last, count) {
      const before = first > 0 ? (labels[first - 1] ?? OUTSIDE) : OUTSIDE
      const after = last + 1 < count ? (labels[last + 1] ?? OUTSIDE) : OUTSIDE
      let won = 0
      let previous = before
      let plain = step(model, before, OUTSIDE)
      for (let i = first; i <= last; i++) {
        const label = labels[i] ?? OUTSIDE
        won += (scores[i * LABEL_COUNT + label] ?? 0) - (scores[i * LABEL_COUNT] ?? 0) + step(model, previous, label)
        if (i > first) plain += step(model, OUTSIDE, OUTSIDE)
        previous = label
      }
      return won + step(model, previous, after) - plain - step(model, OUTSIDE, after)
    },
  }
}

function step({ enter, exit, stay }: Scores, from: number, to: number): number {
  const same = from === to && (from === OUTSIDE || from >= FIRST_SINGLE || inside(from))
  if (same || (inside(to) && to === from + 1)) return stay[from] ?? 0
  return (exit[from] ?? 0) + (enter[to] ?? 0)
}

const LANES = 0x00ff00ff

/** Sums the rows of a word: two weights in each half of an integer, eight integers for the sixteen labels. */
function emit({ table, outsideBias }: Model, rows: Int32Array, scores: Int32Array, at: number): void {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < FEATURE_COUNT; i++) {
    const row = (rows[i] ?? 0) << 2
    const w0 = table[row] ?? 0
    const w1 = table[row + 1] ?? 0
    const w2 = table[row + 2] ?? 0
    const w3 = table[row + 3] ?? 0
    a += w0 & LANES
    b += (w0 >>> 8) & LANES
    c += w1 & LANES
    d += (w1 >>> 8) & LANES
    e += w2 & LANES
    f += (w2 >>> 8) & LANES
    g += w3 & LANES
    h += (w3 >>> 8) & LANES
  }
  spread(scores, at, a, b)
  spread(scores, at + 4, c, d)
  spread(scores, at + 8, e, f)
  spread(scores, at + 12, g, h)
  scores[at] = (scores[at] ?? 0) + outsideBias
}

const MIDDLE = 128 * FEATURE_COUNT

function spread(scores: Int32Array, at: number, even: number, odd: number): void {
  scores[at] = (even & 0xffff) - MIDDLE
  scores[at + 1] = (odd & 0xffff) - MIDDLE
  scores[at + 2] = (even >>> 16) - MIDDLE
  scores[at + 3] = (odd >>> 16) - MIDDLE
}

export interface Path {
  /** Viterbi over `count` rows of scores; writes the best labels to `labels`. */
  best(scores: Int32Array, count: number, labels: Uint8Array): void
}

/**
 * The best way through a segment. A step costs what leaving one label and entering the next do, or the price of staying in a kind;
 * so each label has two candidates at most, and the work per word is the number of labels, not its square.
 */
export function createPath({ enter, exit, stay }: Scores): Path {
  const back = new Uint8Array(SEGMENT_WORDS_MAX * LABEL_COUNT)
  let now = new Int32Array(LABEL_COUNT)
  let next = new Int32Array(LABEL_COUNT)
  const into = Int32Array.from(enter)
  const out = Int32Array.from(exit)
  const same = Int32Array.from(stay)
  return {
    best(scores, count, labels) {
      if (count === 0) return
      for (let c = 0; c < LABEL_COUNT; c++) now[c] = inside(c) ? IMPOSSIBLE : (scores[c] ?? 0) + (into[c] ?? 0)
      for (let i = 1; i < count; i++) {
        advance(scores, i * LABEL_COUNT)
        const held = now
        now = next
        next = held
      }
      let label = top(now)
      for (let i = count - 1; i > 0; i--) {
        labels[i] = label
        label = back[i * LABEL_COUNT + label] ?? OUTSIDE
      }
      labels[0] = label
    },
  }

  function advance(scores: Int32Array, at: number): void {
    let from = 0
    let left = IMPOSSIBLE
    let second = 0
    let less = IMPOSSIBLE
    for (let p = 0; p < LABEL_COUNT; p++) {
      const value = (now[p] ?? 0) + (out[p] ?? 0)
      if (value > left) {
        less = left
        second = from
        left = value
        from = p
      } else if (value > less) {
        less = value
        second = p
      }
    }
    for (let c = 0; c < LABEL_COUNT; c++) {
      let value = left + (into[c] ?? 0)
      let source = from
      const kept = (now[c] ?? 0) + (same[c] ?? 0)
      if (inside(c)) {
        const begun = (now[c - 1] ?? 0) + (same[c - 1] ?? 0)
        value = Math.max(kept, begun)
        source = kept > begun ? c : c - 1
      } else if (c === OUTSIDE || c >= FIRST_SINGLE) {
        if (from === c) {
          value = less + (into[c] ?? 0)
          source = second
        }
        if (kept > value) {
          value = kept
          source = c
        }
      }
      next[c] = value + (scores[at + c] ?? 0)
      back[at + c] = source
    }
  }
}

const IMPOSSIBLE = -0x20000000

/** Whether a label may only follow its own kind. */
function inside(label: number): boolean {
  return label > 0 && label < FIRST_SINGLE && (label & 1) === 0
}

function top(values: Int32Array): number {
  let best = 0
  for (let c = 1; c < LABEL_COUNT; c++) if ((values[c] ?? 0) > (values[best] ?? 0)) best = c
  return best
}
