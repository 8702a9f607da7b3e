import { DeidError } from '../errors.ts'

/** XML and HTML as places of the text: tags with their attributes, and what stands between them. */
export type MarkupToken = TagToken | EndToken | TextToken

interface Placed {
  readonly start: number
  readonly end: number
}

export interface TagToken extends Placed {
  readonly kind: 'tag'
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly empty: boolean
}

export interface EndToken extends Placed {
  readonly kind: 'end'
  readonly name: string
}

/** `text` has references; `cdata` and `comment` are literal; `other` is an instruction or a document type. */
export interface TextToken extends Placed {
  readonly kind: 'text' | 'cdata' | 'comment' | 'other'
  /** Without the marks around it. */
  readonly from: number
  readonly to: number
}

export interface Attribute {
  readonly name: string
  readonly nameStart: number
  /** Of the value, quotes excluded. */
  readonly start: number
  readonly end: number
}

/**
 * Reads every character into a token. Strict (for XML) refuses with `format_invalid` and the line what is not well-formed,
 * and any document type: it could define entities (billion laughs, external ones). Otherwise (for HTML) a `<` that opens
 * nothing is text, as browsers read it.
 */
export function readMarkup(text: string, strict: boolean): MarkupToken[] {
  const tokens: MarkupToken[] = []
  const unclosed = new Set<string>()
  let at = 0
  let textFrom = 0
  const flush = (): void => {
    if (at > textFrom) tokens.push({ kind: 'text', start: textFrom, end: at, from: textFrom, to: at })
  }
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (open < 0) break
    at = open
    const token = readToken(text, at, strict, unclosed)
    if (token === undefined) {
      if (strict) throw malformed(text, at)
      at++
      continue
    }
    flush()
    tokens.push(token)
    at = token.end
    textFrom = at
  }
  at = text.length
  flush()
  return tokens
}

export function malformed(text: string, at: number): DeidError {
  return new DeidError('format_invalid', lineAt(text, at))
}

export function lineAt(text: string, at: number): string {
  return `line ${text.slice(0, at).split('\n').length}`
}

/** `unclosed` remembers which closing marks do not come any more, so that looking for them costs once. */
function readToken(text: string, at: number, strict: boolean, unclosed: Set<string>): MarkupToken | undefined {
  const next = text.charAt(at + 1)
  const literal = (kind: TextToken['kind'], skip: number, close: string): TextToken | undefined => {
    const to = unclosed.has(close) ? -1 : text.indexOf(close, at + skip)
    if (to < 0) unclosed.add(close)
    return to < 0 ? undefined : { kind, start: at, end: to + close.length, from: at + skip, to }
  }
  if (next === '!' && text.startsWith('<!--', at)) return literal('comment', 4, '-->')
  if (next === '!' && text.startsWith('<![CDATA[', at)) return literal('cdata', 9, ']]>')
  if (next === '!' && strict) throw new DeidError('format_unsupported', lineAt(text, at))
  if (next === '!') return literal('other', 2, '>')
  if (next === '?') return literal('other', 2, strict ? '?>' : '>')
  return next === '/' ? readEnd(text, at) : readTag(text, at, strict)
}

function readEnd(text: string, start: number): EndToken | undefined {
  END.lastIndex = start
  const match = END.exec(text)
  return match === null ? undefined : { kind: 'end', name: match[1] ?? '', start, end: start + match[0].length }
}

function readTag(text: string, start: number, strict: boolean): TagToken | undefined {
  OPEN.lastIndex = start
  const name = OPEN.exec(text)?.[1]
  if (name === undefined) return undefined
  const attributes: Attribute[] = []
  let at = start + 1 + name.length
  while (at < text.length && attributes.length < ATTRIBUTES_MAX) {
    CLOSE.lastIndex = at
    const close = CLOSE.exec(text)
    if (close !== null) {
      return { kind: 'tag', name, attributes, empty: close[1] === '/', start, end: at + close[0].length }
    }
    const attribute = readAttribute(text, at, strict)
    if (attribute === undefined) return undefined
    attributes.push(attribute)
    at = attribute.next
  }
  return undefined
}

/** Attributes of a tag. */
const ATTRIBUTES_MAX = 500

function readAttribute(text: string, at: number, strict: boolean): (Attribute & { next: number }) | undefined {
  NAME.lastIndex = at
  const match = NAME.exec(text)
  const name = match?.[1]
  if (match === null || name === undefined) return undefined
  const start = at + match[0].length
  const nameStart = at + match[0].search(/\S/)
  if (match[2] === undefined) return strict ? undefined : { name, nameStart, start, end: start, next: start }
  const quote = text.charAt(start)
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, start + 1)
    return end < 0 ? undefined : { name, nameStart, start: start + 1, end, next: end + 1 }
  }
  BARE.lastIndex = start
  const end = start + (BARE.exec(text)?.[0].length ?? 0)
  return strict || end === start ? undefined : { name, nameStart, start, end, next: end }
}

const OPEN = /<([A-Za-z_][\w:.-]{0,99})/y
const END = /<\/([A-Za-z_][\w:.-]{0,99})\s{0,99}>/y
const CLOSE = /\s{0,999}(\/?)>/y
const NAME = /\s{1,999}([A-Za-z_:@][\w:.-]{0,99})(\s{0,99}=\s{0,99})?/y
const BARE = /[^\s"'=<>`]{1,9999}/y
