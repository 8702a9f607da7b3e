const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes of base64 text without line breaks. Own code: `atob` and `Buffer` are not everywhere. Throws RangeError for another character. */
export function decodeBase64(text: string): Uint8Array {
  const values = new Int16Array(128).fill(-1)
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i
  const size = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  const bytes = new Uint8Array((size * 3) >> 2)
  let held = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < size; i++) {
    const value = values[text.charCodeAt(i)] ?? -1
    if (value < 0) throw new RangeError('not base64')
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >> bits) & 255
  }
  return bytes
}
