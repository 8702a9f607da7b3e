import { DeidError } from '../errors.ts'
import { unescapeJson } from '../stream/json-text.ts'

/**
 * Reads a JSON text as a tree of places, so that parts of it can be rewritten and every other byte stays: white space,
 * key order, duplicate keys, long numbers. Strict (RFC 8259).
 */
export type JsonNode = JsonObject | JsonArray | JsonScalar

interface Placed {
  /** In UTF-16 units of the JSON text; of a string with its quotes. */
  readonly start: number
  readonly end: number
}

export interface JsonObject extends Placed {
  readonly kind: 'object'
  readonly members: readonly JsonMember[]
}

export interface JsonArray extends Placed {
  readonly kind: 'array'
  readonly items: readonly JsonNode[]
}

export interface JsonScalar extends Placed {
  readonly kind: 'string' | 'number' | 'word'
  /** Of a string what it says; of a number or a word as written. */
  readonly text: string
}

export interface JsonMember {
  readonly key: JsonScalar
  readonly value: JsonNode
}

/** Levels of nesting. */
export const JSON_DEPTH_MAX = 64

/**
 * `from` and `to` bound the value in `json`, white space around it allowed. Throws `format_invalid` with the character,
 * and `input_too_large` beyond `JSON_DEPTH_MAX` levels.
 */
export function readJsonTree(json: string, from = 0, to = json.length): JsonNode {
  let at = from

  const fail = (): never => {
    throw new DeidError('format_invalid', `character ${at}`)
  }
  const blank = (): void => {
    while (at < to && BLANKS.includes(json.charAt(at))) at++
  }
  const take = (char: string): void => {
    if (at >= to || json.charAt(at) !== char) fail()
    at++
  }
  /** After an item: true for a comma, false for the closing mark, which is taken. */
  const more = (close: string): boolean => {
    blank()
    if (json.charAt(at) === ',' && at < to) {
      at++
      return true
    }
    take(close)
    return false
  }
  const isNext = (char: string): boolean => {
    blank()
    return at < to && json.charAt(at) === char
  }
  const match = (pattern: RegExp, kind: 'number' | 'word'): JsonScalar => {
    pattern.lastIndex = at
    const [text = ''] = pattern.exec(json) ?? []
    if (text === '' || at + text.length > to) fail()
    const start = at
    at += text.length
    return { kind, text, start, end: at }
  }
  const string = (): JsonScalar => {
    const start = at
    take('"')
    for (; at < to && json.charCodeAt(at) !== QUOTE; at++) {
      if (json.charCodeAt(at) < 0x20) fail()
      if (json.charCodeAt(at) === BACKSLASH) escaped()
    }
    take('"')
    return { kind: 'string', text: decodeJson(json.slice(start + 1, at - 1)), start, end: at }
  }
  /** Leaves `at` on the last character of the escape. */
  const escaped = (): void => {
    ESCAPED.lastIndex = at
    const [raw = ''] = ESCAPED.exec(json) ?? []
    if (raw === '') fail()
    at += raw.length - 1
  }
  const member = (depth: number): JsonMember => {
    blank()
    const key = string()
    blank()
    take(':')
    return { key, value: value(depth) }
  }
  const object = (depth: number): JsonObject => {
    const start = at++
    const members: JsonMember[] = []
    if (isNext('}')) at++
    else
      do members.push(member(depth))
      while (more('}'))
    return { kind: 'object', members, start, end: at }
  }
  const array = (depth: number): JsonArray => {
    const start = at++
    const items: JsonNode[] = []
    if (isNext(']')) at++
    else
      do items.push(value(depth))
      while (more(']'))
    return { kind: 'array', items, start, end: at }
  }
  const value = (depth: number): JsonNode => {
    if (depth > JSON_DEPTH_MAX) throw new DeidError('input_too_large', `character ${at}`)
    blank()
    const char = at < to ? json.charAt(at) : ''
    if (char === '{') return object(depth + 1)
    if (char === '[') return array(depth + 1)
    if (char === '"') return string()
    return /[-\d]/.test(char) ? match(NUMBER, 'number') : match(WORD, 'word')
  }

  const root = value(0)
  blank()
  if (at < to) fail()
  return root
}

/** The member of that name; of several the last, as parsers do. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast(({ key }) => key.text === name)?.value : undefined
}

/** What a member says when it is a string. */
export function textOf(node: JsonNode | undefined, name: string): string | undefined {
  const value = memberOf(node, name)
  return value?.kind === 'string' ? value.text : undefined
}

export function decodeJson(raw: string): string {
  return raw.includes('\\') ? raw.replace(ESCAPE, (written) => unescapeJson(written)) : raw
}

/** Where a UTF-16 offset of what `raw` says stands in `raw`. Ascending offsets only. */
export function rawOffsets(raw: string): (offset: number) => number {
  if (!raw.includes('\\')) return (offset) => offset
  let said = 0
  let at = 0
  return (offset) => {
    for (; said < offset && at < raw.length; said++) {
      at += raw.charAt(at) !== '\\' ? 1 : raw.charAt(at + 1) === 'u' ? 6 : 2
    }
    return at
  }
}

const BLANKS = ' \t\n\r'
const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|.)/g
const ESCAPED = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const QUOTE = 0x22
const BACKSLASH = 0x5c
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const WORD = /true|false|null/y
