/** Base64 (RFC 4648), white space allowed. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const compact = text.replace(/[\s=]+/g, '')
  if (/[^A-Za-z0-9+/]/.test(compact) || compact.length % 4 === 1) return undefined
  return Uint8Array.from(atob(compact), (char) => char.charCodeAt(0))
}

export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES))
  }
  return btoa(binary)
}

const CHUNK_BYTES = 8_192
