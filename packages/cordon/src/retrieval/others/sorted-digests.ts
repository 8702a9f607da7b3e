import { setImmediate } from 'node:timers/promises'

/** The digests of some rows behind each other, each a low word and a high word. */
export function wordsOf(digests: readonly Uint8Array[]): Uint32Array {
  const words = new Uint32Array(digests.reduce((sum, { length }) => sum + length, 0) / 4)
  const bytes = new Uint8Array(words.buffer)
  let at = 0
  for (const digest of digests) {
    bytes.set(digest, at)
    at += digest.length
  }
  return words
}

/**
 * All of some pages in order; `pages` is empty afterwards. A hash is spread evenly, so each goes among those of its first bits, and
 * these are ordered by themselves: whatever else the process does has its turn after `VALUES_PER_TURN`.
 */
export async function sortDigests(pages: Uint32Array[]): Promise<Uint32Array> {
  const counts = new Uint32Array(BUCKETS)
  for (const page of pages) {
    for (let at = 1; at < page.length; at += 2) counts[bucketOf(page[at])] = (counts[bucketOf(page[at])] ?? 0) + 1
    await setImmediate()
  }
  const ends = new Uint32Array(BUCKETS)
  let size = 0
  for (const [bucket, count] of counts.entries()) {
    ends[bucket] = size
    size += count
  }
  const words = new Uint32Array(2 * size)
  for (let page = pages.pop(); page !== undefined; page = pages.pop()) {
    distribute(page, words, ends)
    await setImmediate()
  }
  await sortWithin(words, ends)
  return words
}

/** Puts each value where its bucket has come to. */
function distribute(page: Uint32Array, words: Uint32Array, ends: Uint32Array): void {
  for (let at = 0; at < page.length; at += 2) {
    const bucket = bucketOf(page[at + 1])
    const place = ends[bucket] ?? 0
    words[2 * place] = page[at] ?? 0
    words[2 * place + 1] = page[at + 1] ?? 0
    ends[bucket] = place + 1
  }
}

async function sortWithin(words: Uint32Array, ends: Uint32Array): Promise<void> {
  let [begin, sorted] = [0, 0]
  for (const end of ends) {
    if (end - begin > 1) new BigUint64Array(words.buffer, 8 * begin, end - begin).sort()
    sorted += end - begin
    begin = end
    if (sorted < VALUES_PER_TURN) continue
    sorted = 0
    await setImmediate()
  }
}

/** The first twelve bits of a high word: of ten million values some 2,400 have the same. */
const bucketOf = (high = 0): number => high >>> 20
const BUCKETS = 4_096
/** A few milliseconds of the processor's. */
const VALUES_PER_TURN = 20_000
