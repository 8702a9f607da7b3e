/**
 * The same bytes in pieces of exactly `bytes`, the last one shorter and marked; an empty source is one empty piece.
 * Holds one piece at a time.
 */
export async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<{ chunk: Uint8Array; last: boolean }> {
  let held = Buffer.alloc(bytes)
  let size = 0
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      // A whole piece is passed on only once something follows it: else it is the last.
      if (size === bytes) {
        yield { chunk: held, last: false }
        held = Buffer.alloc(bytes)
        size = 0
      }
      const taken = piece.subarray(at, at + bytes - size)
      held.set(taken, size)
      size += taken.length
      at += taken.length
    }
  }
  yield { chunk: held.subarray(0, size), last: true }
}

/** Passes bytes on and tells their hash and number at the end. */
export async function* watched(
  source: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    see(chunk)
    yield chunk
  }
}

export async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
