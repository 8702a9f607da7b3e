import { crc32c } from './crc32c.ts'
import { LedgerError } from './error.ts'

/**
 * How entries stand in a journal file, all numbers big-endian:
 *
 *     u32 length of the payload; the top bit says that this frame opens a group
 *     u32 CRC-32C of those four bytes and the payload
 *     payload: u16 length of the leaf, the leaf (canonical JSON), the sealed body
 *
 * A group is what one write and one fdatasync made durable. The next group is written only after that sync returned,
 * so a whole group behind a broken frame proves that the broken one had been whole: that is damage, not a torn tail.
 */
export interface Frame {
  readonly kind: 'frame'
  /** Where it starts in its file, and its length there, both in bytes. */
  readonly offset: number
  readonly length: number
  readonly opensGroup: boolean
  readonly leaf: Uint8Array
  readonly body: Uint8Array
}

/** What stands in a file: frames, then perhaps the place where they stop being readable. */
export type FrameRead =
  | Frame
  /** A last group that was never finished: nothing of it from here on was acknowledged. */
  | { readonly kind: 'torn'; readonly segment: string; readonly offset: number; readonly bytes: number }
  /** A broken frame with a later group behind it: somebody or something changed what had been durable. */
  | { readonly kind: 'damaged'; readonly segment: string; readonly offset: number }

/** The format's own bound on a leaf, and a bound on the sealed body that leaves room for any seal's header. */
export const leafBytesMax = 65_535
export const sealedBytesMax = 65_535 + 4_096

const HEADER = 8
const OPENS_GROUP = 0x8000_0000
const payloadBytesMax = 2 + leafBytesMax + sealedBytesMax

/** Throws `frame_malformed` when the leaf is empty, or either part is over its bound. */
export function encodeFrame(parts: { leaf: Uint8Array; body: Uint8Array; opensGroup: boolean }): Uint8Array {
  const { leaf, body, opensGroup } = parts
  if (leaf.length === 0 || leaf.length > leafBytesMax || body.length > sealedBytesMax) {
    throw new LedgerError('frame_malformed', 'a leaf or a body is over its bound')
  }
  const frame = new Uint8Array(HEADER + 2 + leaf.length + body.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, ((frame.length - HEADER) | (opensGroup ? OPENS_GROUP : 0)) >>> 0)
  view.setUint16(HEADER, leaf.length)
  frame.set(leaf, HEADER + 2)
  frame.set(body, HEADER + 2 + leaf.length)
  view.setUint32(4, checksum(frame))
  return frame
}

/** The frames of one file, in order; ends with `torn` or `damaged` where they stop before the file does. */
export function* decodeFrames(bytes: Uint8Array, segment = 'journal'): Generator<FrameRead> {
  for (let offset = 0; offset < bytes.length; ) {
    const frame = frameAt(bytes, offset)
    if (frame === undefined) {
      const damaged = groupOpensAfter(bytes, offset)
      yield damaged
        ? { kind: 'damaged', segment, offset }
        : { kind: 'torn', segment, offset, bytes: bytes.length - offset }
      return
    }
    yield frame
    offset += frame.length
  }
}

/** The frame that starts at `offset`, or `undefined` when none that is whole does. Views, not copies. */
export function frameAt(bytes: Uint8Array, offset: number): Frame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (offset + HEADER + 3 > bytes.length) return undefined
  const word = view.getUint32(offset)
  const end = offset + HEADER + (word & ~OPENS_GROUP)
  // A run of zeros, as a file system leaves after a power cut, is no frame: a payload is never empty.
  if (end < offset + HEADER + 3 || end > Math.min(bytes.length, offset + HEADER + payloadBytesMax)) return undefined
  const body = offset + HEADER + 2 + view.getUint16(offset + HEADER)
  if (body === offset + HEADER + 2 || body > end) return undefined
  const whole = bytes.subarray(offset, end)
  if (view.getUint32(offset + 4) !== checksum(whole)) return undefined
  return {
    kind: 'frame',
    offset,
    length: end - offset,
    opensGroup: word >= OPENS_GROUP,
    leaf: bytes.subarray(offset + HEADER + 2, body),
    body: bytes.subarray(body, end),
  }
}

function groupOpensAfter(bytes: Uint8Array, broken: number): boolean {
  for (let offset = broken + 1; offset < bytes.length; offset++) {
    if (frameAt(bytes, offset)?.opensGroup === true) return true
  }
  return false
}

const checksum = (frame: Uint8Array): number => crc32c(frame.subarray(HEADER), crc32c(frame.subarray(0, 4)))
