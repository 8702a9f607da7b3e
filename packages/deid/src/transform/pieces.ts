import { DeidError } from '../errors.ts'

/** A piece of a stream with its line ending: the bytes of a line, cut after each of the given ends. */
export interface Pieces {
  /** The pieces that these bytes complete, as they are asked for. Throws `input_too_large` as soon as one grows past the bound. */
  push(bytes: Uint8Array): Generator<Uint8Array>
  /** What is left, without an ending. */
  end(): Uint8Array | undefined
}

export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d

/** Never holds more than one piece, and of one that is too long nothing beyond the bound. */
export function createPieces(ends: readonly number[], bytesMax: number, at: () => string): Pieces {
  let held: Uint8Array[] = []
  let size = 0
  const hold = (part: Uint8Array): void => {
    size += part.length
    if (size > bytesMax) throw new DeidError('input_too_large', at())
    if (part.length > 0) held.push(part)
  }
  const take = (): Uint8Array => {
    const [only] = held
    const whole = held.length === 1 && only !== undefined ? only : joined(held, size)
    held = []
    size = 0
    return whole
  }
  return {
    *push(bytes) {
      let from = 0
      for (let to = nextEnd(bytes, from, ends); to >= 0; to = nextEnd(bytes, from, ends)) {
        hold(bytes.subarray(from, to + 1))
        yield take()
        from = to + 1
      }
      // A copy: whoever gave the bytes may use their memory again.
      hold(bytes.slice(from))
    },
    end: () => (size === 0 ? undefined : take()),
  }
}

function nextEnd(bytes: Uint8Array, from: number, ends: readonly number[]): number {
  let next = -1
  for (const end of ends) {
    const at = bytes.indexOf(end, from)
    if (at >= 0 && (next < 0 || at < next)) next = at
  }
  return next
}

export function joined(parts: readonly Uint8Array[], size = parts.reduce((sum, { length }) => sum + length, 0)) {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
