/**
 * A signed token (JWT in compact form) read strictly, before any signature is looked at. What a library would pass over
 * in silence is refused here: parameters that bring a key along, duplicate keys that two parsers read differently, a
 * token inside a token, and anything too large to be one. The verdict is only `undefined`: the cause is for nobody.
 */
export interface StrictJwt {
  readonly header: { readonly alg: string; readonly kid?: string }
  readonly payload: Readonly<Record<string, unknown>>
}

/** Longest token, in characters; Node takes no more than 16 KiB of headers altogether. */
export const TOKEN_CHARACTERS_MAX = 12_288

/** RFC 8725, 3.10: a key or an address in a header is the sender's own word. Only what names or describes is read. */
const HEADER_KNOWN: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256'])
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'])
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

export function looksSigned(text: string): boolean {
  return text.length <= TOKEN_CHARACTERS_MAX && COMPACT.test(text)
}

export function readJwt(text: string): StrictJwt | undefined {
  if (text.length > TOKEN_CHARACTERS_MAX) return undefined
  const [, head, body] = COMPACT.exec(text) ?? []
  const header = readPart(head)
  const payload = readPart(body)
  if (header === undefined || payload === undefined || !isPlain(header)) return undefined
  const { alg, kid } = header
  if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) return undefined
  return { header: { alg, ...(kid === undefined ? {} : { kid }) }, payload }
}

function isPlain(header: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(header).every((name) => HEADER_KNOWN.has(name)) && TYPES.has(header.typ)
}

function readPart(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (part === undefined) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'))
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value) || saysTwice(text)) return undefined
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}

/** Whether any object of this (valid) JSON has a key twice. */
export function saysTwice(json: string): boolean {
  const objects: (Set<string> | undefined)[] = []
  let key: string | undefined
  for (const [piece] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    if (piece === '{') objects.push(new Set())
    else if (piece === '[') objects.push(undefined)
    else if (piece === '}' || piece === ']') objects.pop()
    else if (piece === ':' && key !== undefined) {
      const seen = objects.at(-1)
      if (seen?.has(key)) return true
      seen?.add(key)
    }
    key = piece.startsWith('"') ? (JSON.parse(piece) as string) : undefined
  }
  return false
}
