import { MARGIN, type Sketch } from './sketch.ts'

/** Rows of the table of weights; a power of two. */
export const ROW_BITS = 19
/** Features of one word. */
export const FEATURE_COUNT = 43

/** Writes the rows of the features of place `i` to `out`. Hashes only: no text is built. */
export function featuresAt(sketch: Sketch, i: number, out: Int32Array): void {
  const { word, shape, flags, rank, gap, said } = sketch
  const w = word[i] ?? 0
  const before = word[i - 1] ?? 0
  const after = word[i + 1] ?? 0
  const before2 = word[i - 2] ?? 0
  const after2 = word[i + 2] ?? 0
  const s = shape[i] ?? 0
  const look = (s << 2) ^ (sketch.lineCase[i] ?? 0)
  const f = flags[i] ?? 0
  const r = rank[i] ?? 0
  const r1 = rank[i - 1] ?? 0
  const r2 = rank[i + 1] ?? 0
  const first = sketch.runFirst[i] ?? i
  const last = sketch.runLast[i] ?? i
  const place = (Math.min(i - first, 3) << 2) | Math.min(last - i, 3)
  const lead = word[first - 1] ?? 0
  const tail = word[last] ?? 0
  const g = gap[i] ?? 0

  out[0] = row(w, 1)
  out[1] = row(before, 2)
  out[2] = row(after, 3)
  out[3] = pair(before, w, 4)
  out[4] = pair(w, after, 5)
  out[5] = pair(before2, before, 6)
  out[6] = pair(after, after2, 7)
  out[7] = row(look, 8)
  out[8] = pair(shape[i - 1] ?? 0, look, 9)
  out[9] = pair(look, shape[i + 1] ?? 0, 10)
  out[10] = pair(pair2(shape[i - 1] ?? 0, shape[i + 1] ?? 0), look, 11)
  out[11] = pair(f, s & 15, 12)
  out[12] = pair((r1 << 5) | r, s & 15, 13)
  out[13] = pair((r2 << 5) | r, s & 15, 14)
  out[14] = pair((r1 << 10) | (r << 5) | r2, s & 15, 15)
  out[15] = pair(((rank[i - 2] ?? 0) << 10) | (r1 << 5) | r, (s & 15) | (g << 5), 16)
  out[16] = pair((r << 10) | (r2 << 5) | (rank[i + 2] ?? 0), s & 15, 17)
  out[17] = pair(sketch.suffix3[i] ?? 0, s & 15, 18)
  out[18] = pair(sketch.suffix2[i] ?? 0, s & 15, 19)
  out[19] = pair(sketch.prefix[i] ?? 0, s & 15, 20)
  out[20] = pair(before, look, 21)
  out[21] = pair(before, r, 22)
  out[22] = pair(look, after, 23)
  out[23] = pair(pair2(before2, before), r, 24)
  out[24] = pair(tail, place, 25)
  out[25] = pair(lead, place, 26)
  out[26] = pair(lead, tail, 27)
  out[27] = pair(sketch.label[i] ?? 0, (s & 0x3c1f) | ((i - first) << 16), 28)
  out[28] = pair((g << 3) | (gap[i + 1] ?? 0), look, 29)
  out[29] = pair(pair2(sketch.suffix2[i] ?? 0, before), sketch.suffix2[i - 2] ?? 0, 30)
  out[30] = pair(pair2(sketch.suffix2[i] ?? 0, after), sketch.suffix2[i + 2] ?? 0, 31)
  out[31] = pair(pair2(sketch.prefix[i] ?? 0, shape[i - 1] ?? 0), shape[i + 1] ?? 0, 32)
  const told = said[i] ?? 0
  const around = ((said[i - 1] ?? 0) << 8) | (said[i + 1] ?? 0)
  out[32] = pair(told, s & 15, 33)
  out[33] = pair(told, around, 34)
  out[34] = pair(told, w, 35)
  out[35] = pair(told, pair2(before, after), 36)
  const v = sketch.vocabulary[i] ?? 0
  const v1 = sketch.vocabulary[i - 1] ?? 0
  const v2 = sketch.vocabulary[i + 1] ?? 0
  out[37] = pair(v, look, 38)
  out[38] = pair((v1 << 8) | (v << 4) | v2, (s & 15) | ((sketch.lineCase[i] ?? 0) << 4), 39)
  out[39] = pair(v | (r << 4), before, 40)
  out[40] = pair(v | (r << 4), after, 41)
  out[41] = pair(v | (r << 4), (place << 4) | (s & 15), 42)
  out[42] = pair((sketch.company[i] ?? 0) | (v << 2) | (r << 6), look, 43)
  out[36] = pair(told, (lead << 4) ^ place, 37)
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
