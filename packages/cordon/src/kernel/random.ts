/** Cryptographic random bytes, as an argument. */
export type RandomBytes = (length: number) => Uint8Array

/** What is drawn ahead, in bytes: some forty nonces. */
const AHEAD_BYTES = 1_024
/** Keys, and whatever is as long as one, are never drawn ahead. */
const SHORT_BYTES = 24

/**
 * The same randomness, for fewer calls: short draws (nonces, salts, ids, codes) are cut from one that was made ahead. Each byte
 * is given out once, as a copy, and erased where it came from.
 */
export function drawnAhead(random: RandomBytes): RandomBytes {
  let ahead: Buffer = Buffer.alloc(0)
  let taken = 0
  return (length) => {
    if (length > SHORT_BYTES) return random(length)
    if (taken + length > ahead.length) {
      const { buffer, byteOffset } = random(AHEAD_BYTES)
      ahead = Buffer.from(buffer, byteOffset, AHEAD_BYTES)
      taken = 0
    }
    const drawn = Buffer.allocUnsafe(length)
    ahead.copy(drawn, 0, taken, taken + length)
    ahead.fill(0, taken, taken + length)
    taken += length
    return drawn
  }
}
