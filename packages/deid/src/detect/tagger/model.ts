import { decodeBase64 } from './base64.ts'
import { ROW_BITS } from './features.ts'
import { LABEL_COUNT } from './labels.ts'

/** A trained model as the trainer writes it: see `train/export.mjs`. */
export interface PackedModel {
  /** Rows that are not zero, in base64: distance from the last row as a varint, a bit mask of labels, their weights as signed bytes. */
  readonly rows: string
  /** Whole numbers on the scale of the weights, one per label. */
  readonly enter: readonly number[]
  readonly exit: readonly number[]
  readonly stay: readonly number[]
  /** What each fact about a finding is worth: see `judge.ts`. */
  readonly judge: readonly number[]
  /** Added to ordinary text: less finds more. */
  readonly outsideBias: number
}

export interface Model extends Omit<PackedModel, 'rows'> {
  /** For each eight rows, in one integer: a bit for each that is present, and above them how many are before. */
  readonly index: Int32Array
  /** The rows that are present, four 32-bit words each: sixteen weights as unsigned bytes around 128. */
  readonly table: Int32Array
}

const ZERO = 0x80808080 | 0

/** Unpacks the weights. Throws RangeError when they are damaged. */
export function loadModel(packed: PackedModel): Model {
  const bytes = decodeBase64(packed.rows)
  const index = new Int32Array(1 << (ROW_BITS - 3))
  const table = new Int32Array((bytes.length >> 2) * 4 + 4).fill(ZERO)
  let row = -1
  let count = 0
  let at = 0
  while (at < bytes.length) {
    let distance = 0
    let shift = 0
    let byte = 0
    do {
      byte = bytes[at++] ?? 0
      distance |= (byte & 127) << shift
      shift += 7
    } while (byte > 127)
    row += distance + 1
    const mask = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
    at += 2
    if (row >= 1 << ROW_BITS) throw new RangeError('a row outside the table')
    for (let label = 0; label < LABEL_COUNT; label++)
      if (((mask >> label) & 1) === 1) put(table, count, label, bytes[at++] ?? 0)
    index[row >> 3] = (index[row >> 3] ?? 0) | (1 << (row & 7))
    count++
  }
  if (at !== bytes.length) throw new RangeError('a row that is cut short')
  const { rows: _, ...rest } = packed
  countBefore(index)
  return { ...rest, index, table: table.slice(0, count * 4) }
}

/** A signed byte `s` is kept as `s + 128`, so that sums of lanes never borrow. */
function put(table: Int32Array, row: number, label: number, byte: number): void {
  const at = (row << 2) | (label >> 2)
  const shift = (label & 3) << 3
  table[at] = ((table[at] ?? 0) & ~(255 << shift)) | ((byte ^ 128) << shift)
}

function countBefore(index: Int32Array): void {
  let count = 0
  for (let i = 0; i < index.length; i++) {
    const bits = index[i] ?? 0
    index[i] = (count << 8) | bits
    count += bitCount8(bits)
  }
}

/** Where in the table a row stands; -1 when the model does not have it. */
export function rowAt({ index }: Model, row: number): number {
  const eight = index[row >> 3] ?? 0
  const bit = 1 << (row & 7)
  return (eight & bit) === 0 ? -1 : ((eight >>> 8) + bitCount8(eight & (bit - 1))) << 2
}

/** Ones among the lowest eight bits; the others are none. */
export function bitCount8(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55)
  const fours = (pairs & 0x33) + ((pairs >>> 2) & 0x33)
  return (fours + (fours >>> 4)) & 15
}
