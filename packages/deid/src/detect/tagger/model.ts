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
  /** Four 32-bit words per row: sixteen weights as unsigned bytes around 128. */
  readonly table: Int32Array
}

const ZERO = 0x80808080 | 0

/** Unpacks the weights. Throws RangeError when they are damaged. */
export function loadModel(packed: PackedModel): Model {
  const bytes = decodeBase64(packed.rows)
  const table = new Int32Array((LABEL_COUNT / 4) << ROW_BITS).fill(ZERO)
  const limit = 1 << ROW_BITS
  let row = -1
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
    if (row >= limit) throw new RangeError('a row outside the table')
    for (let label = 0; label < LABEL_COUNT; label++) {
      if (((mask >> label) & 1) === 0) continue
      put(table, row, label, bytes[at++] ?? 0)
    }
  }
  if (at !== bytes.length) throw new RangeError('a row that is cut short')
  const { rows: _, ...rest } = packed
  return { ...rest, table }
}

/** A signed byte `s` is kept as `s + 128`, so that sums of lanes never borrow. */
function put(table: Int32Array, row: number, label: number, byte: number): void {
  const at = (row << 2) | (label >> 2)
  const shift = (label & 3) << 3
  table[at] = ((table[at] ?? 0) & ~(255 << shift)) | ((byte ^ 128) << shift)
}
