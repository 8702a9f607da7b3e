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
  /** Slope and offset of the logistic curve from margin to probability, per label. */
  readonly slope: readonly number[]
  readonly offset: readonly number[]
  /** Added to ordinary text: less finds more. */
  readonly outsideBias: number
}

export interface Model extends Omit<PackedModel, 'rows'> {
  /** For each 32 rows two words side by side, so that one line of cache answers: a bit for each that is present, and how many are before. */
  readonly index: Int32Array
  /** The rows that are present, four 32-bit words each: sixteen weights as unsigned bytes around 128. */
  readonly table: Int32Array
}

const ZERO = 0x80808080 | 0

/** Unpacks the weights. Throws RangeError when they are damaged. */
export function loadModel(packed: PackedModel): Model {
  const bytes = decodeBase64(packed.rows)
  const index = new Int32Array(1 << (ROW_BITS - 4))
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
    const pair = (row >> 5) << 1
    index[pair] = (index[pair] ?? 0) | (1 << (row & 31))
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
  for (let pair = 0; pair < index.length; pair += 2) {
    index[pair + 1] = count
    count += bitCount(index[pair] ?? 0)
  }
}

/** Ones in a 32-bit integer. */
export function bitCount(bits: number): number {
  const pairs = (bits - ((bits >>> 1) & 0x55555555)) | 0
  const fours = ((pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)) | 0
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
