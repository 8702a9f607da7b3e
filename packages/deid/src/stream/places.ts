/**
 * Where a code must stay a code. An answer that the model was talked into writing could carry a patient's name out in
 * a link that the reader's program fetches by itself (EchoLeak, CVE-2025-32711), so nothing is restored inside URLs,
 * host or path tokens, link and image destinations, reference definitions, labels that choose one, HTML tags, scripts and CSS `url()`.
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
  const markup = createMarkup()
  let token = ''
  let last = ''
  let blank = 0
  let destinationDepth = 0
  let cssDepth = 0
  let labelDepth = 0
  let brackets = 0
  let closedText = false
  let definition: 'none' | 'label' | 'value' = 'none'

  const endLine = (): void => {
    blank += 1
    // A definition may have its destination on the next line.
    if (definition === 'value' || blank > 1) definition = 'none'
    if (blank === 1) return
    destinationDepth = 0
    cssDepth = 0
    labelDepth = 0
    brackets = 0
    markup.endParagraph()
  }
  const seeLink = (char: string): void => {
    if (destinationDepth > 0) destinationDepth += step(char)
    else if (char === '(' && last === ']') destinationDepth = 1
    if (cssDepth > 0) cssDepth += step(char)
    else if (char === '(' && CSS_URL.test(token)) cssDepth = 1
    // `![x][…]` fetches the definition whose label this is: whoever wrote one for every name learns which it was.
    if (labelDepth > 0) labelDepth += char === '[' ? 1 : char === ']' ? -1 : 0
    else if (char === '[' && (last === '!' || (last === ']' && closedText))) labelDepth = 1
    // A `]` that no `[` opened ends no link's text.
    if (char === ']') closedText = brackets > 0
    brackets = Math.max(0, brackets + (char === '[' ? 1 : char === ']' ? -1 : 0))
    if (char === ':' && last === ']') definition = 'label'
    else if (definition === 'label' && !isSpace(char)) definition = 'value'
  }

  return {
    see(char) {
      const wasMarkup = markup.inside()
      markup.see(char)
      seeLink(char)
      if (char === '\n') endLine()
      else if (!isSpace(char)) blank = 0
      const parted = isSpace(char) || char === '<' || (wasMarkup && !markup.inside() && TAG_ENDS.test(token))
      token = parted ? '' : grow(token, char)
      last = char
    },
    seeValue(value) {
      blank = 0
      token = grow(token, ADDRESS_BEGINS.test(value) ? value : 'x')
      last = 'x'
    },
    forbidden: () =>
      markup.inside() ||
      destinationDepth > 0 ||
      cssDepth > 0 ||
      labelDepth > 0 ||
      definition !== 'none' ||
      isAddress(token),
    before: () => last,
  }
}

/** HTML tags with their quoted attributes, and the contents of scripts and style sheets. */
function createMarkup() {
  let state: 'text' | 'tag' | 'raw' | '"' | "'" = 'text'
  let name = ''
  let naming = false
  let last = ''
  let solid = ''
  let tail = ''

  const inTag = (char: string): void => {
    naming &&= NAME_CHAR.test(char)
    if (naming) name = (name + char.toLowerCase()).slice(0, 16)
    else if (char === '>') state = RAW_ELEMENTS.has(name) ? 'raw' : 'text'
    else if ((char === '"' || char === "'") && solid === '=') state = char
  }
  const inRaw = (char: string): void => {
    tail = (tail + char.toLowerCase()).slice(-16)
    if (!tail.endsWith(`</${name}`)) return
    state = 'tag'
    name = ''
    naming = false
  }
  return {
    see(char: string): void {
      if (state === 'tag') inTag(char)
      else if (state === 'raw') inRaw(char)
      else if (state === 'text' && last === '<' && TAG_OPENS.test(char)) {
        state = 'tag'
        naming = NAME_CHAR.test(char)
        name = naming ? char.toLowerCase() : ''
      } else if (char === state) state = 'tag'
      last = char
      if (!isSpace(char)) solid = char
    },
    /** What only looked like a tag ends with its paragraph; one that fetches is believed to its own end. */
    endParagraph(): void {
      if (state === 'tag' && !FETCHING_ELEMENTS.has(name)) state = 'text'
    },
    inside: () => state !== 'text',
  }
}

/** A longer token is cut to its end; what was an address by then stays one. */
const TOKEN_CHARS_MAX = 256
const TAG_OPENS = /[a-z/!?]/i
/** A bare tag parts tokens. One with an address in it does not: a renderer may show it as text, with a link in it. */
const TAG_ENDS = /^\/?[a-z0-9]+\/?$/i
const NAME_CHAR = /[a-z0-9]/i
const CSS_URL = /url$/i
const RAW_ELEMENTS: ReadonlySet<string> = new Set(['script', 'style'])
const FETCHING_ELEMENTS: ReadonlySet<string> = new Set(
  'a area audio base body embed form frame iframe image img input link meta object script source style svg table td use video'.split(
    ' ',
  ),
)

/** Autolinks end at white space of ASCII and at `<`, and at nothing else (GFM 6.9). */
function isSpace(char: string): boolean {
  return char === ' ' || (char >= '\t' && char <= '\r')
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
  // Schemes that need no slashes. "Tel:" is how letters write; "tel:" is how links do.
  /(?:^|[^a-z])(?:mailto|sms|javascript|vbscript|xmpp|sips?|skype|callto|facetime|magnet|whatsapp|slack|msteams|ms-[a-z]+|zoommtg|view-source):|data:[a-z]+\//i,
  /(?:^|[^a-z])tel:/,
  /[\p{L}\p{N}][.\u3002\uff0e\uff61]\p{L}{2,}(?:[:/\\?#&=%@+_~.-].*)?$/su, // a host, and anything behind it
  /\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?[/\\?#]/, // an address by number
  /\[[0-9a-f:.]{2,45}\][:/\\?#]/i, // IPv6
  /[\p{L}\p{N}._%+-]@$/u, // the domain of an e-mail
  /[?&][^\s=&]{0,64}=/, // a query string
]
