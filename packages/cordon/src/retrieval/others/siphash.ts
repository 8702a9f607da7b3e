/**
 * SipHash-2-4 (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012): 64 bits under a key of 128, in a tenth of the time
 * of an HMAC. `key`: four 32-bit words, little end first. Writes the low word and the high word to `out`.
 *
 * @example sipHash(key, bytes, bytes.length, out) // out[1] * 2 ** 32 + out[0]
 */
export function sipHash(key: Uint32Array, data: Uint8Array, length: number, out: Uint32Array): void {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = key
  // Low and high words of v0 to v3, one after the other.
  const v = STATE(k0, k1, k2, k3)
  const whole = length - (length % 8)
  for (let at = 0; at < whole; at += 8) take(v, wordAt(data, at), wordAt(data, at + 4))
  const [low, high] = rest(data, whole, length)
  take(v, low, high)
  v[4] = (v[4] ?? 0) ^ 0xff
  for (let n = 0; n < 4; n++) round(v)
  out[0] = ((v[0] ?? 0) ^ (v[2] ?? 0) ^ (v[4] ?? 0) ^ (v[6] ?? 0)) >>> 0
  out[1] = ((v[1] ?? 0) ^ (v[3] ?? 0) ^ (v[5] ?? 0) ^ (v[7] ?? 0)) >>> 0
}

const STATE = (k0: number, k1: number, k2: number, k3: number): Int32Array =>
  Int32Array.of(
    k0 ^ 0x70736575,
    k1 ^ 0x736f6d65,
    k2 ^ 0x6e646f6d,
    k3 ^ 0x646f7261,
    k0 ^ 0x6e657261,
    k1 ^ 0x6c796765,
    k2 ^ 0x79746573,
    k3 ^ 0x74656462,
  )

function take(v: Int32Array, low: number, high: number): void {
  v[6] = (v[6] ?? 0) ^ low
  v[7] = (v[7] ?? 0) ^ high
  round(v)
  round(v)
  v[0] = (v[0] ?? 0) ^ low
  v[1] = (v[1] ?? 0) ^ high
}

function round(v: Int32Array): void {
  add(v, 0, 2)
  rotate(v, 2, 13)
  mix(v, 2, 0)
  swap(v, 0)
  add(v, 4, 6)
  rotate(v, 6, 16)
  mix(v, 6, 4)
  add(v, 0, 6)
  rotate(v, 6, 21)
  mix(v, 6, 0)
  add(v, 4, 2)
  rotate(v, 2, 17)
  mix(v, 2, 4)
  swap(v, 4)
}

/** v[a] += v[b], 64 bits. */
function add(v: Int32Array, a: number, b: number): void {
  const low = ((v[a] ?? 0) >>> 0) + ((v[b] ?? 0) >>> 0)
  v[a + 1] = (v[a + 1] ?? 0) + (v[b + 1] ?? 0) + (low > 0xffffffff ? 1 : 0)
  v[a] = low | 0
}

function rotate(v: Int32Array, a: number, bits: number): void {
  const [low, high] = [v[a] ?? 0, v[a + 1] ?? 0]
  v[a] = (low << bits) | (high >>> (32 - bits))
  v[a + 1] = (high << bits) | (low >>> (32 - bits))
}

function mix(v: Int32Array, a: number, b: number): void {
  v[a] = (v[a] ?? 0) ^ (v[b] ?? 0)
  v[a + 1] = (v[a + 1] ?? 0) ^ (v[b + 1] ?? 0)
}

/** A rotation by 32. */
function swap(v: Int32Array, a: number): void {
  const low = v[a] ?? 0
  v[a] = v[a + 1] ?? 0
  v[a + 1] = low
}

function wordAt(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16) | ((data[at + 3] ?? 0) << 24)
}

/** The last bytes, with the length behind them. */
function rest(data: Uint8Array, from: number, length: number): readonly [low: number, high: number] {
  let [low, high] = [0, (length & 0xff) << 24]
  for (let at = from; at < length; at++) {
    const bits = 8 * (at - from)
    if (bits < 32) low |= (data[at] ?? 0) << bits
    else high |= (data[at] ?? 0) << (bits - 32)
  }
  return [low, high]
}
