import { MARGIN, type Sketch } from './sketch.ts'

/** Rows of the table of weights; a power of two. */
export const ROW_BITS = 19
/** Features of one word. */
export const FEATURE_COUNT = 43

/** Writes the rows of the features of place `i` to `out`. Hashes only: no text is built. In four parts, so that the engine compiles each whole. */
export function featuresAt(sketch: Sketch, i: number, out: Int32Array): void {
  words(sketch, i, out)
  classes(sketch, i, out)
  runs(sketch, i, out)
  witnesses(sketch, i, out)
}

/** The word and the words beside it. */
function words({ word, shape, rank, lineCase, suffix2, suffix3, prefix }: Sketch, i: number, out: Int32Array): void {
  const w = word[i] ?? 0
  const before = word[i - 1] ?? 0
  const after = word[i + 1] ?? 0
  const before2 = word[i - 2] ?? 0
  const s = shape[i] ?? 0
  const look = (s << 2) ^ (lineCase[i] ?? 0)
  const r = rank[i] ?? 0
  out[0] = row(w, 1)
  out[1] = row(before, 2)
  out[2] = row(after, 3)
  out[3] = pair(before, w, 4)
  out[4] = pair(w, after, 5)
  out[5] = pair(before2, before, 6)
  out[6] = pair(after, word[i + 2] ?? 0, 7)
  out[17] = pair(suffix3[i] ?? 0, s & 15, 18)
  out[18] = pair(suffix2[i] ?? 0, s & 15, 19)
  out[19] = pair(prefix[i] ?? 0, s & 15, 20)
  out[20] = pair(before, look, 21)
  out[21] = pair(before, r, 22)
  out[22] = pair(look, after, 23)
  out[23] = pair(pair2(before2, before), r, 24)
  out[29] = pair(pair2(suffix2[i] ?? 0, before), suffix2[i - 2] ?? 0, 30)
  out[30] = pair(pair2(suffix2[i] ?? 0, after), suffix2[i + 2] ?? 0, 31)
}

/** How words are written and what lexicons call them, here and beside. */
function classes({ shape, flags, rank, gap, lineCase, prefix }: Sketch, i: number, out: Int32Array): void {
  const s = shape[i] ?? 0
  const look = (s << 2) ^ (lineCase[i] ?? 0)
  const shape1 = shape[i - 1] ?? 0
  const shape2 = shape[i + 1] ?? 0
  const r = rank[i] ?? 0
  const r1 = rank[i - 1] ?? 0
  const r2 = rank[i + 1] ?? 0
  const g = gap[i] ?? 0
  out[7] = row(look, 8)
  out[8] = pair(shape1, look, 9)
  out[9] = pair(look, shape2, 10)
  out[10] = pair(pair2(shape1, shape2), look, 11)
  out[11] = pair(flags[i] ?? 0, s & 15, 12)
  out[12] = pair((r1 << 5) | r, s & 15, 13)
  out[13] = pair((r2 << 5) | r, s & 15, 14)
  out[14] = pair((r1 << 10) | (r << 5) | r2, s & 15, 15)
  out[15] = pair(((rank[i - 2] ?? 0) << 10) | (r1 << 5) | r, (s & 15) | (g << 5), 16)
  out[16] = pair((r << 10) | (r2 << 5) | (rank[i + 2] ?? 0), s & 15, 17)
  out[28] = pair((g << 3) | (gap[i + 1] ?? 0), look, 29)
  out[31] = pair(pair2(prefix[i] ?? 0, shape1), shape2, 32)
}

/** The run of capitalised words that the word belongs to, and the label that leads to it. */
function runs(sketch: Sketch, i: number, out: Int32Array): void {
  const { word } = sketch
  const first = sketch.runFirst[i] ?? i
  const lead = word[first - 1] ?? 0
  const tail = word[sketch.runLast[i] ?? i] ?? 0
  const place = placeOf(sketch, i)
  out[24] = pair(tail, place, 25)
  out[25] = pair(lead, place, 26)
  out[26] = pair(lead, tail, 27)
  out[27] = pair(sketch.label[i] ?? 0, ((sketch.shape[i] ?? 0) & 0x3c1f) | ((i - first) << 16), 28)
  out[36] = pair(sketch.said[i] ?? 0, (lead << 4) ^ place, 37)
}

/** How far from the ends of its run a word stands. */
function placeOf({ runFirst, runLast }: Sketch, i: number): number {
  return (Math.min(i - (runFirst[i] ?? i), 3) << 2) | Math.min((runLast[i] ?? i) - i, 3)
}

/** What rules, the rest of the text and large lists say. */
function witnesses(sketch: Sketch, i: number, out: Int32Array): void {
  const { word, said, vocabulary } = sketch
  const s = sketch.shape[i] ?? 0
  const wordCase = sketch.lineCase[i] ?? 0
  const look = (s << 2) ^ wordCase
  const r = sketch.rank[i] ?? 0
  const before = word[i - 1] ?? 0
  const after = word[i + 1] ?? 0
  const told = said[i] ?? 0
  const v = vocabulary[i] ?? 0
  out[32] = pair(told, s & 15, 33)
  out[33] = pair(told, ((said[i - 1] ?? 0) << 8) | (said[i + 1] ?? 0), 34)
  out[34] = pair(told, word[i] ?? 0, 35)
  out[35] = pair(told, pair2(before, after), 36)
  out[37] = pair(v, look, 38)
  out[38] = pair(((vocabulary[i - 1] ?? 0) << 8) | (v << 4) | (vocabulary[i + 1] ?? 0), (s & 15) | (wordCase << 4), 39)
  out[39] = pair(v | (r << 4), before, 40)
  out[40] = pair(v | (r << 4), after, 41)
  out[41] = pair(v | (r << 4), (placeOf(sketch, i) << 4) | (s & 15), 42)
  out[42] = pair((sketch.company[i] ?? 0) | (v << 2) | (r << 6), look, 43)
}

function row(a: number, salt: number): number {
  return Math.imul((a + Math.imul(salt, 0x27d4eb2f)) | 0, 0x9e3779b1) >>> (32 - ROW_BITS)
}

function pair(a: number, b: number, salt: number): number {
  return Math.imul((a + Math.imul((b + (salt << 20)) | 0, 0x85ebca6b)) | 0, 0x9e3779b1) >>> (32 - ROW_BITS)
}

function pair2(a: number, b: number): number {
  return (Math.imul(a, 0x2c1b3c6d) + b) | 0
}

/** Features that name the word itself: dropped now and then in training, so that shape and context must carry too. */
export const LEXICAL = [0, 3, 4, 17, 18, 19, 24, 26]
export { MARGIN }
