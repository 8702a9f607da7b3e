import { labelUnder, NAMING_KEYS } from '../formats/short-number.ts'

/**
 * Reads a JSON text without rewriting it: where its strings, keys and long numbers are, and what they say. Replacing
 * inside these places keeps every other byte, so white space, key order, duplicate keys and long numbers survive.
 */

export interface JsonToken {
  readonly kind: 'key' | 'string' | 'number'
  /** What the token says: escapes decoded, quotes gone. */
  readonly text: string
  /** What it is called: the nearest key that says something, or empty. */
  readonly label: string
  /** Where the token's text begins and ends in the JSON text, quotes excluded. */
  readonly start: number
  readonly end: number
  /** The place in the JSON text of a UTF-16 offset of `text`. */
  readonly rawAt: (offset: number) => number
}

/**
 * The tokens of `json` and its depth; `undefined` when it is not JSON. Duplicate keys are all read. Of numbers those that
 * `isRead` says: a JSON text is full of them.
 */
export function readJsonText(
  json: string,
  isRead: (label: string, number: string) => boolean,
): { readonly tokens: readonly JsonToken[]; readonly depth: number } | undefined {
  if (!isJson(json)) return undefined
  const tokens: JsonToken[] = []
  const open: { readonly object: boolean; readonly label: string; said: string }[] = []
  let depth = 0
  let label = ''
  let keyNext = false
  for (let at = 0; at < json.length; at++) {
    const char = json.charAt(at)
    if (char === '{' || char === '[') {
      open.push({ object: char === '{', label, said: '' })
      depth = Math.max(depth, open.length)
      keyNext = char === '{'
    } else if (char === '}' || char === ']') label = open.pop()?.label ?? ''
    else if (char === ',') keyNext = open.at(-1)?.object === true
    else if (char === ':') keyNext = false
    else if (char === '"') {
      const end = stringEnd(json, at + 1)
      const token = stringToken(json, at + 1, end, keyNext ? undefined : label)
      const around = open.at(-1)
      if (keyNext) label = labelUnder(token.text, around?.said ?? '', around?.label ?? '')
      else if (around?.object === true && NAMING_KEYS.includes(label)) around.said = token.text
      tokens.push(token)
      at = end
    } else if (char === '-' || isDigit(char)) {
      const end = numberEnd(json, at)
      const text = json.slice(at, end)
      if (isRead(label, text)) tokens.push({ kind: 'number', text, label, start: at, end, rawAt: plus(at) })
      at = end - 1
    }
  }
  return { tokens, depth }
}

/** As it stands between the quotes of a JSON string. */
export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function isJson(json: string): boolean {
  try {
    JSON.parse(json)
    return true
  } catch {
    return false
  }
}

/** From here on `json` is known to be valid, so every string is closed and every escape whole. */
function stringEnd(json: string, start: number): number {
  let at = start
  while (json.charAt(at) !== '"') at += json.charAt(at) === '\\' ? 2 : 1
  return at
}

function numberEnd(json: string, start: number): number {
  let at = start + 1
  while (NUMBER_CHARS.includes(json.charAt(at)) && at < json.length) at++
  return at
}

const NUMBER_CHARS = '0123456789.eE+-'

function stringToken(json: string, start: number, end: number, label: string | undefined): JsonToken {
  const raw = json.slice(start, end)
  const kind = label === undefined ? 'key' : 'string'
  if (!raw.includes('\\')) return { kind, text: raw, label: label ?? '', start, end, rawAt: plus(start) }
  const { text, offsets } = decode(raw)
  return { kind, text, label: label ?? '', start, end, rawAt: (offset) => start + (offsets[offset] ?? raw.length) }
}

function decode(raw: string): { readonly text: string; readonly offsets: readonly number[] } {
  const offsets: number[] = []
  let text = ''
  for (let at = 0; at < raw.length; ) {
    const width = raw.charAt(at) !== '\\' ? 1 : raw.charAt(at + 1) === 'u' ? 6 : 2
    offsets.push(at)
    text += width === 1 ? raw.charAt(at) : unescapeJson(raw.slice(at, at + width))
    at += width
  }
  offsets.push(raw.length)
  return { text, offsets }
}

/** One escape, for example `\n` or `\u005b`. */
export function unescapeJson(written: string): string {
  const letter = written.charAt(1)
  if (letter === 'u') return String.fromCharCode(Number.parseInt(written.slice(2), 16))
  return SHORT_ESCAPES[letter] ?? letter
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

function plus(start: number): (offset: number) => number {
  return (offset) => start + offset
}
