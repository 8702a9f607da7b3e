import { ROW_BITS } from '../dist/detect/tagger/features.js'
import { LABEL_COUNT } from '../dist/detect/tagger/labels.js'

/** Weights as signed bytes, rows that say nothing left out. `prune`: least weight, in steps of the scale, that a row must hold to stay. */
export function pack({ weights, enter, exit, stay }, { prune, scale }) {
  const bytes = []
  let last = -1
  let rows = 0
  for (let row = 0; row < 1 << ROW_BITS; row++) {
    const quantised = Array.from(weights.subarray(row * LABEL_COUNT, (row + 1) * LABEL_COUNT), (value) =>
      byteOf(value * scale),
    )
    if (quantised.every((value) => Math.abs(value) < prune)) continue
    varint(bytes, row - last - 1)
    last = row
    rows++
    const mask = quantised.reduce((held, value, c) => (value === 0 ? held : held | (1 << c)), 0)
    bytes.push(mask & 255, mask >> 8)
    for (const value of quantised) if (value !== 0) bytes.push(value & 255)
  }
  const whole = (values) => values.map((value) => Math.round(value * scale))
  return {
    rows: Buffer.from(bytes).toString('base64'),
    enter: whole(enter),
    exit: whole(exit),
    stay: whole(stay),
    count: rows,
    bytes: bytes.length,
    scale,
  }
}

/** Small weights are noise and cost space. */
const LEAST = 6

function byteOf(value) {
  const whole = Math.max(-127, Math.min(127, Math.round(value)))
  return Math.abs(whole) < LEAST ? 0 : whole
}

/** Steps of a byte for a weight of one: all but the largest weights fit, those are cut. */
export function scaleOf(weights, quantile) {
  return 127 / magnitudeAt(weights, quantile)
}

function magnitudeAt(weights, quantile) {
  const held = weights.filter((value) => value !== 0).map(Math.abs)
  held.sort()
  return held[Math.floor((held.length - 1) * quantile)]
}

function varint(bytes, value) {
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  bytes.push(rest)
}

/** The generated module, on one long line. */
export function moduleText(model, note) {
  const fields = ['rows', 'enter', 'exit', 'stay', 'judge', 'outsideBias'].map(
    (key) => `${key}:${JSON.stringify(model[key])}`,
  )
  return `/* biome-ignore-all format: generated */ /* ${note} */ import type { PackedModel } from './model.ts'; export const MODEL: PackedModel = {${fields.join(',')}}\n`
}
