import type { CodeBook, CodeEntry } from '../code-book.ts'
import { couldBecomeCode } from '../replace/code.ts'
import { createPlaces } from './places.ts'

/**
 * Reads text a character at a time and says what goes out: the same characters, or a value in place of a code. It
 * holds back only what may still become a code, and then at most two characters of look-ahead behind it.
 */
export interface Scanner {
  feed(char: string): void
  /** Nothing more comes: lets go of what was held. */
  end(): void
}

export interface ScannerOutput {
  /** The next characters fed, which are `text`, go out as they are. */
  pass(text: string): void
  /** The next `chars` characters fed were a code of the book: its value goes out instead. */
  restore(chars: number, entry: CodeEntry): void
  /** A character of ours goes out: it parts a restored value from a host or mail address glued to it. */
  part(space: ' '): void
}

export function createScanner(book: Pick<CodeBook, 'find'>, output: ScannerOutput): Scanner {
  const places = createPlaces()
  let held = ''
  let entry: CodeEntry | undefined
  let ahead = ''
  // Set while the characters behind a restored value could be more of one host name or mailbox.
  let glued = false
  let dotHeld = false

  const pass = (text: string): void => {
    output.pass(text)
    for (let at = 0; at < text.length; at++) places.see(text.charAt(at))
  }
  const restore = (found: CodeEntry): void => {
    output.restore(held.length, found)
    places.seeValue(found.value)
    glued = true
  }
  const part = (): void => {
    output.part(' ')
    places.see(' ')
  }
  const plain = (char: string): void => {
    if (char === '[') held = char
    else if (glued && DOTS.includes(char)) {
      held = char
      dotHeld = true
    } else {
      if (glued && char === '@') part()
      glued &&= GLUE.test(char)
      pass(char)
    }
  }
  const letGo = (): void => {
    const text = held
    held = ''
    glued = false
    pass(text)
  }
  const afterDot = (char: string): void => {
    dotHeld = false
    if (LABEL.test(char)) part()
    letGo()
    feed(char)
  }
  const insideCode = (char: string): void => {
    if (char === ']') {
      held += char
      const found = places.forbidden() ? undefined : book.find(held)
      if (found === undefined) settle(false)
      else entry = found
    } else if (couldBecomeCode(held + char)) held += char
    else {
      settle(false)
      feed(char)
    }
  }
  /** Decides the code that is held, then reads what was looked at behind it. */
  const settle = (restored: boolean): void => {
    const found = entry
    const behind = ahead
    entry = undefined
    ahead = ''
    if (restored && found !== undefined) {
      restore(found)
      held = ''
    } else letGo()
    for (let at = 0; at < behind.length; at++) feed(behind.charAt(at))
  }
  const behindCode = (char: string): void => {
    ahead += char
    const verdict = judge(ahead, places.before())
    if (verdict !== 'undecided') settle(verdict === 'restore')
  }
  const feed = (char: string): void => {
    if (entry !== undefined) behindCode(char)
    else if (dotHeld) afterDot(char)
    else if (held !== '') insideCode(char)
    else plain(char)
  }

  return {
    feed,
    end() {
      if (entry !== undefined) settle(places.before() !== '<')
      if (held !== '') letGo()
      dotHeld = false
    },
  }
}

/** What stands behind a code decides too: `[NAME-…].evil.example` would make the name part of a host. */
function judge(ahead: string, before: string): 'restore' | 'leave' | 'undecided' {
  const first = ahead.charAt(0)
  const second = ahead.charAt(1)
  // `<[EMAIL-…]>` is how mail headers write; anything else there would begin an HTML tag.
  if (before === '<' && first !== '>') return 'leave'
  if (first === '@') return 'leave'
  if (!DOTS.includes(first) && first !== ':' && first !== '%') return 'restore'
  if (second === '') return 'undecided'
  if (first === ':') return second === '/' || second === '\\' ? 'leave' : 'restore'
  if (first === '%') return /[0-9a-f]/i.test(second) ? 'leave' : 'restore'
  return LABEL.test(second) ? 'leave' : 'restore'
}

/** Full stops that resolvers read as the dot of a host name (UTS 46). */
const DOTS = '.\u3002\uff0e\uff61'
/** What a label of a host name or mailbox begins with. */
const LABEL = /[\p{L}\p{N}\p{Surrogate}_%-]/u
/** What may stand between a value and a dot in one host name or mailbox; emphasis and invisible characters included. */
const GLUE = /[\p{L}\p{N}\p{Surrogate}\p{Cf}\p{M}_%+*`~'-]/u
