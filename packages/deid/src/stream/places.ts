/**
 * Where a code must stay a code. An answer that the model was talked into writing could carry a patient's name out in
 * a link that the reader's program fetches by itself (EchoLeak, CVE-2025-32711), so nothing is restored inside URLs,
 * host or path tokens, link and image destinations, reference definitions, HTML tags and CSS `url()`.
 *
 * `see` is told every character that goes out, in order; `forbidden` answers for a code that would begin here. When in
 * doubt the answer is yes: a code left standing costs a reader a glance, a name in a link is a disclosure.
 */
export interface Places {
  see(char: string): void
  /** A restored value went out. Only one that is itself the beginning of an address makes what follows part of it. */
  seeValue(value: string): void
  forbidden(): boolean
  /** The character before this place, or empty. */
  before(): string
}

export function createPlaces(): Places {
  let token = ''
  let last = ''
  let newlines = 0
  let tag: 'none' | 'open' | '"' | "'" = 'none'
  let destinationDepth = 0
  let cssDepth = 0
  let definition: 'none' | 'label' | 'value' = 'none'

  const endParagraph = (): void => {
    destinationDepth = 0
    cssDepth = 0
    definition = 'none'
    if (tag === 'open') tag = 'none'
  }
  const endLine = (): void => {
    newlines += 1
    // A definition may have its destination on the next line.
    if (definition === 'value') definition = 'none'
    if (newlines > 1) endParagraph()
  }
  const seeTag = (char: string): void => {
    if (tag === '"' || tag === "'") tag = char === tag ? 'open' : tag
    else if (tag === 'open' && char === '>') tag = 'none'
    else if (tag === 'open' && (char === '"' || char === "'") && last === '=') tag = char
    else if (tag === 'none' && last === '<' && TAG_OPENS.test(char)) tag = 'open'
  }
  const seeDestination = (char: string): void => {
    if (destinationDepth > 0) destinationDepth += step(char)
    else if (char === '(' && last === ']') destinationDepth = 1
    if (cssDepth > 0) cssDepth += step(char)
    else if (char === '(' && CSS_URL.test(token)) cssDepth = 1
    if (char === ':' && last === ']') definition = 'label'
    else if (definition === 'label' && !isSpace(char)) definition = 'value'
  }

  return {
    see(char) {
      seeTag(char)
      seeDestination(char)
      if (char === '\n') endLine()
      else if (!isSpace(char)) newlines = 0
      // Autolinks end at white space and at `<` only (GFM 6.9).
      token = isSpace(char) || char === '<' ? '' : grow(token, char)
      last = char
    },
    seeValue(value) {
      newlines = 0
      if (definition === 'label') definition = 'value'
      token = grow(token, ADDRESS_BEGINS.test(value) ? value : 'x')
      last = 'x'
    },
    forbidden: () =>
      tag !== 'none' || destinationDepth > 0 || cssDepth > 0 || definition !== 'none' || isAddress(token),
    before: () => last,
  }
}

/** A longer token is cut to its end; what was an address by then stays one. */
const TOKEN_CHARS_MAX = 1_024
const SPACE = /\s/
const TAG_OPENS = /[a-z/!?]/i
const CSS_URL = /url$/i

function isSpace(char: string): boolean {
  return char <= ' ' || (char > '~' && SPACE.test(char))
}

function grow(token: string, more: string): string {
  if (token.length < TOKEN_CHARS_MAX) return token + more
  return (isAddress(token) ? '//' : 'x') + token.slice(-TOKEN_CHARS_MAX / 2) + more
}

function step(char: string): number {
  return char === '(' ? 1 : char === ')' ? -1 : 0
}

function isAddress(token: string): boolean {
  return token.length > 0 && ADDRESSES.some((address) => address.test(token))
}

const ADDRESS_BEGINS = /:[/\\]|^\s*(?:[/\\]|www\d*\.)/i

const ADDRESSES: readonly RegExp[] = [
  /[a-z][a-z0-9+.-]{0,20}:[/\\]/i, // a scheme, or a drive
  /[/\\]{2}/, // protocol-relative, UNC
  /^[^\p{L}\p{N}]*(?:\.{0,2}|~)[/\\]/u, // a path from the root, here, above or home
  /www\d*\./i,
  /(?:^|[^a-z])(?:mailto|tel|sms|fax|javascript|vbscript|data|blob|file|about|intent|market|geo|xmpp|sips?|skype|callto|facetime|magnet|urn|whatsapp|tg|slack|msteams|ms-[a-z]+|zoommtg|view-source|cid|mid):/i,
  /[\p{L}\p{N}]\.\p{L}{2,}(?:[:/\\?#&=%@+_~.-].*)?$/su, // a host, and anything behind it
  /\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?[/\\?#]/, // an address by number
  /\[[0-9a-f:.]{2,45}\][:/\\?#]/i, // IPv6
  /[\p{L}\p{N}._%+-]@$/u, // the domain of an e-mail
  /[?&][^\s=&]{0,64}=/, // a query string
]
