import type { CodeBook, CodeEntry } from '../code-book.ts'
import { createPlaces } from './places.ts'
import { type CodeRead, isWordChar, mayBeginCode, type Peek, readCodeAt } from './read-code.ts'

/**
 * Reads text as it comes and says what goes out: the same characters, or a value in place of what stands for it. Every
 * decision looks only at characters that are there; one that would need more waits for them. So the chunks in which a
 * text arrives never show, and only what may still become a code or a surrogate is held back.
 */
export interface Scanner {
  feed(text: string): void
  /** Nothing more comes: lets go of what was held. */
  end(): void
}

export interface ScannerOutput {
  /** The next characters fed, which are `text`, go out as they are. */
  pass(text: string): void
  /** The next `chars` characters fed, `written`, stood for an entry of the book: `value` goes out instead. */
  restore(chars: number, found: Stood): void
  /** Characters of ours go out: a blank that parts a restored value from a host glued to it, or a plural behind it. */
  add(text: string): void
  /** The next characters fed have the form of a code that is none of this book. */
  unknown?(): void
  /** The next `chars` characters fed are a code that stays one, in a link or the like: this goes out instead. Absent: it passes. */
  withhold?(chars: number): string
}

export interface Stood {
  readonly entry: CodeEntry
  readonly value: string
  /** What to remember for it: the code, or the surrogate as it was written. */
  readonly code: string
}

/** What a restorer needs of a book. A book without surrogates restores codes only. */
export type RestoringBook = Pick<CodeBook, 'find'> & Partial<Pick<CodeBook, 'surrogates'>>

export interface ScannerOptions {
  /** Default false: nothing is restored in links, tags and the like. True inside the boundary, for our own documents. */
  readonly everywhere?: boolean
}

export function createScanner(book: RestoringBook, output: ScannerOutput, options: ScannerOptions = {}): Scanner {
  const places = options.everywhere === true ? undefined : createPlaces()
  const find = (code: string): CodeEntry | undefined => book.find(code)
  let text = ''
  let at = 0
  let isShort = false
  let before = ''
  // Brackets of somebody's that are open on this line.
  let open = 0
  // Set while the characters behind a restored value could be more of one host name or mailbox.
  let glued = false

  const peek: Peek = (offset) => {
    const char = text.charAt(at + offset)
    if (char === '') isShort = true
    return char
  }
  const move = (chars: number): void => {
    before = text.charAt(at + chars - 1)
    at += chars
  }
  const add = (more: string): void => {
    output.add(more)
    for (const char of more) places?.see(char)
  }
  const see = (char: string): void => {
    places?.see(char)
    if (char === '\n') open = 0
    else if (char === '[') open += 1
    else if (char === ']') open = Math.max(0, open - 1)
    glued &&= GLUE.test(char)
  }
  const pass = (chars: number): void => {
    const passed = text.slice(at, at + chars)
    output.pass(passed)
    for (let i = 0; i < passed.length; i++) see(passed.charAt(i))
    move(chars)
  }
  const withhold = (chars: number): void => {
    if (output.withhold === undefined) pass(chars)
    else {
      for (const char of output.withhold(chars)) see(char)
      move(chars)
    }
  }
  const restore = ({ chars, suffix }: CodeRead, found: Stood): void => {
    output.restore(chars, found)
    places?.seeValue(found.value)
    glued = places !== undefined
    if (suffix !== '') add(suffix)
    move(chars)
  }
  /** What to do at this place; nothing is done yet, for it may have looked beyond what is there. */
  const decide = (): (() => void) => {
    const char = peek(0)
    if (glued && char === '@') return () => parted(1)
    if (glued && DOTS.includes(char)) return LABEL.test(peek(1)) ? () => parted(1) : () => pass(1)
    if (!mayBeginCode(char) || (isWordChar(char) && isWordChar(before))) return () => pass(1)
    const code = readCodeAt(peek, find, open > 0)
    const surrogate = code?.entry === undefined ? book.surrogates?.readAt(peek) : undefined
    if (surrogate !== undefined) return settle({ ...surrogate, suffix: '' }, surrogate)
    if (code === undefined) return () => pass(1)
    const { entry, chars } = code
    if (entry !== undefined) return settle(code, { entry, value: entry.value, code: entry.code })
    return () => {
      output.unknown?.()
      pass(chars)
    }
  }
  const settle = (read: CodeRead, found: Stood): (() => void) => {
    const leaves = places !== undefined && (places.forbidden() || isLeft(peek, read.chars, places.before()))
    if (!leaves) return () => restore(read, found)
    // A surrogate is an ordinary word, which a link may hold.
    return found.code === found.entry.code ? () => withhold(read.chars) : () => pass(read.chars)
  }
  const parted = (chars: number): void => {
    add(' ')
    pass(chars)
  }
  /** Characters from here on at which nothing can begin. */
  const plainChars = (): number => {
    let end = at
    let isInWord = isWordChar(before)
    while (end < text.length) {
      const char = text.charAt(end)
      const isWord = isWordChar(char)
      if (isWord ? !isInWord : mayBeginCode(char)) break
      isInWord = isWord
      end++
    }
    return end - at
  }
  const drain = (ended: boolean): void => {
    while (at < text.length) {
      const plain = glued ? 0 : plainChars()
      if (plain > 0) {
        pass(plain)
        continue
      }
      isShort = false
      const act = decide()
      if (isShort && !ended) return
      act()
    }
  }

  return {
    feed(more) {
      text = text.slice(at) + more
      at = 0
      drain(false)
    },
    end: () => drain(true),
  }
}

/** What stands behind a code decides too: `[NAME-…].evil.example` would make the name part of a host. */
function isLeft(peek: Peek, chars: number, before: string): boolean {
  const first = peek(chars)
  // `<[EMAIL-…]>` is how mail headers write; anything else there would begin an HTML tag.
  if (before === '<') return first !== '>'
  if (first === '@') return true
  if (first === ':') return ['/', '\\'].includes(peek(chars + 1))
  if (first === '%') return /[0-9a-f]/i.test(peek(chars + 1))
  return first !== '' && DOTS.includes(first) && LABEL.test(peek(chars + 1))
}

/** Full stops that resolvers read as the dot of a host name (UTS 46). */
const DOTS = '.\u3002\uff0e\uff61'
/** What a label of a host name or mailbox begins with. */
const LABEL = /[\p{L}\p{N}\p{Surrogate}_%-]/u
/** What may stand between a value and a dot in one host name or mailbox; emphasis and invisible characters included. */
const GLUE = /[\p{L}\p{N}\p{Surrogate}\p{Cf}\p{M}_%+*`~'-]/u
