import { CordonError } from '@cordon/contract'

/** The names and defaults stand in `config/schema.ts`. */
export interface JsonBounds {
  readonly jsonDepthMax: number
  readonly jsonLeavesMax: number
}

/**
 * What a parser lets pass and a boundary must not. Throws `body_malformed` for a key that stands twice in one object (who reads
 * the first and who reads the last would answer different questions) and for a number beyond what JSON can say again, and
 * `body_too_large` beyond the bounds, where there are any.
 */
export function checkJson(text: string, value: unknown, bounds: Partial<JsonBounds> = {}): void {
  if (keysWritten(text) !== keysParsed(value, bounds))
    throw new CordonError('body_malformed', { at: 'a key that stands twice' })
}

/** Of a valid JSON text: the strings that a colon follows. */
function keysWritten(text: string): number {
  let keys = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at = pastString(text, at)
    while (isSpace(text.charCodeAt(at))) at++
    if (text.charCodeAt(at) === COLON) keys++
  }
  return keys
}

const COLON = 0x3a
const BACKSLASH = 0x5c
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** The place after the string that begins here: after the next quote that no odd number of backslashes escapes. */
function pastString(text: string, opening: number): number {
  for (let quote = text.indexOf('"', opening + 1); ; quote = text.indexOf('"', quote + 1)) {
    let slash = quote
    while (text.charCodeAt(slash - 1) === BACKSLASH) slash--
    if ((quote - slash) % 2 === 0) return quote + 1
  }
}

/** Without recursion: what was parsed may be deeper than any stack. */
function keysParsed(root: unknown, { jsonDepthMax = Infinity, jsonLeavesMax = Infinity }: Partial<JsonBounds>): number {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }]
  let keys = 0
  let leaves = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next
    if (typeof value === 'object' && value !== null) {
      if (depth > jsonDepthMax) throw new CordonError('body_too_large', { at: 'limits.jsonDepthMax' })
      const inner = Object.values(value)
      if (!Array.isArray(value)) keys += inner.length
      for (const one of inner) open.push({ value: one, depth: depth + 1 })
    } else {
      // `1e999` is read as Infinity, and would be written as null.
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new CordonError('body_malformed', { at: 'a number beyond the range' })
      if (++leaves > jsonLeavesMax) throw new CordonError('body_too_large', { at: 'limits.jsonLeavesMax' })
    }
  }
  return keys
}
