import { FEATURE_COUNT, featuresAt } from './features.ts'
import { FIRST_SINGLE, LABEL_COUNT, OUTSIDE } from './labels.ts'
import { bitCount8, type Model } from './model.ts'
import { SEGMENT_WORDS_MAX } from './segments.ts'
import { MARGIN, type Sketch } from './sketch.ts'

/** Reads a segment: the best labels, and what speaks for each of them. */
export interface Decoder {
  /** Labels of the first `count` places, in a buffer that the next call overwrites. */
  decode(sketch: Sketch, count: number): Uint8Array
  /** By how much the labels of places `first` to `last` beat reading them as ordinary text, between the labels around them. */
  margin(first: number, last: number, count: number): number
  /** By how much the label of a place beats ordinary text there, whatever its neighbours are. */
  won(place: number): number
  /** By how much reading places `first` to `last`, ordinary text so far, as one span of `label` would beat leaving them so. */
  marginAs(label: number, first: number, last: number): number
}

type Scores = Pick<Model, 'enter' | 'exit' | 'stay'>

export function createDecoder(model: Model): Decoder {
  const rows = new Int32Array(FEATURE_COUNT)
  const scores = new Int32Array(SEGMENT_WORDS_MAX * LABEL_COUNT)
  const emit = createEmit(model)
  const path = createPath(model)
  const labels = new Uint8Array(SEGMENT_WORDS_MAX)
  return {
    decode(sketch, count) {
      for (let i = 0; i < count; i++) {
        featuresAt(sketch, i + MARGIN, rows)
        emit(rows, scores, i * LABEL_COUNT)
        scores[i * LABEL_COUNT] = (scores[i * LABEL_COUNT] ?? 0) + model.outsideBias
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
    won: (place) =>
      (scores[place * LABEL_COUNT + (labels[place] ?? OUTSIDE)] ?? 0) - (scores[place * LABEL_COUNT] ?? 0),
    marginAs(label, first, last) {
      const within = label >= FIRST_SINGLE ? label : label + 1
      let won = 0
      let previous = OUTSIDE
      for (let i = first; i <= last; i++) {
        const own = i === first ? label : within
        const stays = step(model, OUTSIDE, OUTSIDE)
        won +=
          (scores[i * LABEL_COUNT + own] ?? 0) - (scores[i * LABEL_COUNT] ?? 0) + step(model, previous, own) - stays
        previous = own
      }
      return won + step(model, previous, OUTSIDE) - step(model, OUTSIDE, OUTSIDE)
    },
  }
}

function step({ enter, exit, stay }: Scores, from: number, to: number): number {
  const same = from === to && (from === OUTSIDE || from >= FIRST_SINGLE || inside(from))
  if (same || (inside(to) && to === from + 1)) return stay[from] ?? 0
  return (exit[from] ?? 0) + (enter[to] ?? 0)
}

const LANES = 0x00ff00ff

type Emit = (rows: Int32Array, scores: Int32Array, at: number) => void

/**
 * Sums the rows of a word: two weights in each half of an integer, eight integers for the sixteen labels. Which rows are present is no
 * branch, since it cannot be foreseen; and the small weights are what is left of the plain sum without the large ones.
 */
function createEmit({ table, index }: Model): Emit {
  const kept = new Int32Array(FEATURE_COUNT)
  return (rows, scores, at) => {
    const hits = present(index, rows, kept)
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let e = 0
    let f = 0
    let g = 0
    let h = 0
    for (let i = 0; i < hits; i++) {
      const row = kept[i] ?? 0
      const w0 = table[row] ?? 0
      const w1 = table[row + 1] ?? 0
      const w2 = table[row + 2] ?? 0
      const w3 = table[row + 3] ?? 0
      a = (a + w0) | 0
      b = (b + ((w0 >>> 8) & LANES)) | 0
      c = (c + w1) | 0
      d = (d + ((w1 >>> 8) & LANES)) | 0
      e = (e + w2) | 0
      f = (f + ((w2 >>> 8) & LANES)) | 0
      g = (g + w3) | 0
      h = (h + ((w3 >>> 8) & LANES)) | 0
    }
    const middle = hits << 7
    spread(scores, at, (a - (b << 8)) | 0, b, middle)
    spread(scores, at + 4, (c - (d << 8)) | 0, d, middle)
    spread(scores, at + 8, (e - (f << 8)) | 0, f, middle)
    spread(scores, at + 12, (g - (h << 8)) | 0, h, middle)
  }
}

/** Writes where in the table the rows stand that are present, and returns how many: an absent one is overwritten by the next. */
function present(index: Int32Array, rows: Int32Array, kept: Int32Array): number {
  let hits = 0
  for (let i = 0; i < FEATURE_COUNT; i++) {
    const row = rows[i] ?? 0
    const eight = index[row >> 3] ?? 0
    kept[hits] = ((eight >>> 8) + bitCount8(eight & ((1 << (row & 7)) - 1))) << 2
    hits += (eight >>> (row & 7)) & 1
  }
  return hits
}

function spread(scores: Int32Array, at: number, even: number, odd: number, middle: number): void {
  scores[at] = (even & 0xffff) - middle
  scores[at + 1] = (odd & 0xffff) - middle
  scores[at + 2] = (even >>> 16) - middle
  scores[at + 3] = (odd >>> 16) - middle
}

export interface Path {
  /** Viterbi over `count` rows of scores; writes the best labels to `labels`. */
  best(scores: Int32Array, count: number, labels: Uint8Array): void
}

/**
 * The best way through a segment. A step costs what leaving one label and entering the next do, or the price of staying in a kind;
 * so each label has two candidates at most, and the work per word is the number of labels, not its square.
 */
export function createPath(steps: Scores): Path {
  const back = new Uint8Array(SEGMENT_WORDS_MAX * LABEL_COUNT)
  const worth = new Int32Array(SEGMENT_WORDS_MAX * LABEL_COUNT)
  const into = Int32Array.from(steps.enter)
  const out = Int32Array.from(steps.exit)
  const same = Int32Array.from(steps.stay)
  return {
    best(scores, count, labels) {
      if (count === 0) return
      for (let c = 0; c < LABEL_COUNT; c++) worth[c] = inside(c) ? IMPOSSIBLE : (scores[c] ?? 0) + (into[c] ?? 0)
      for (let i = 1; i < count; i++) advance(scores, worth, back, into, out, same, i * LABEL_COUNT)
      let label = top(worth, (count - 1) * LABEL_COUNT)
      for (let i = count - 1; i > 0; i--) {
        labels[i] = label
        label = back[i * LABEL_COUNT + label] ?? OUTSIDE
      }
      labels[0] = label
    },
  }
}

const IMPOSSIBLE = -0x20000000

/** One word further: rows of `worth` and `back` at `at` from the row before. */
function advance(
  scores: Int32Array,
  worth: Int32Array,
  back: Uint8Array,
  into: Int32Array,
  out: Int32Array,
  same: Int32Array,
  at: number,
): void {
  const past = at - LABEL_COUNT
  let from = 0
  let left = IMPOSSIBLE
  let second = 0
  let less = IMPOSSIBLE
  for (let p = 0; p < LABEL_COUNT; p++) {
    const value = ((worth[past + p] ?? 0) + (out[p] ?? 0)) | 0
    if (value > less) {
      if (value > left) {
        less = left
        second = from
        left = value
        from = p
      } else {
        less = value
        second = p
      }
    }
  }
  for (let c = 1; c < FIRST_SINGLE; c += 2) {
    worth[at + c] = (left + (into[c] ?? 0) + (scores[at + c] ?? 0)) | 0
    back[at + c] = from
    const begun = ((worth[past + c] ?? 0) + (same[c] ?? 0)) | 0
    const kept = ((worth[past + c + 1] ?? 0) + (same[c + 1] ?? 0)) | 0
    worth[at + c + 1] = (Math.max(kept, begun) + (scores[at + c + 1] ?? 0)) | 0
    back[at + c + 1] = kept > begun ? c + 1 : c
  }
  for (let c = OUTSIDE; c < LABEL_COUNT; c += c === OUTSIDE ? FIRST_SINGLE : 1) {
    const entered = ((from === c ? less : left) + (into[c] ?? 0)) | 0
    const kept = ((worth[past + c] ?? 0) + (same[c] ?? 0)) | 0
    worth[at + c] = (Math.max(kept, entered) + (scores[at + c] ?? 0)) | 0
    back[at + c] = kept > entered ? c : from === c ? second : from
  }
}

/** Whether a label may only follow its own kind. */
function inside(label: number): boolean {
  return label > 0 && label < FIRST_SINGLE && (label & 1) === 0
}

function top(worth: Int32Array, at: number): number {
  let best = 0
  for (let c = 1; c < LABEL_COUNT; c++) if ((worth[at + c] ?? 0) > (worth[at + best] ?? 0)) best = c
  return best
}
