import type { TurnSpan } from '../code-book.ts'
import { escapeJson, unescapeJson } from './json-text.ts'
import { createScanner, type RestoringBook, type Scanner } from './scanner.ts'

/** Puts the values back into a streamed answer. */
export interface Restorer {
  /** What may go out now. A code split over any number of chunks is restored; see `CODE_CHARS_MAX` for what is held. */
  push(chunk: string): string
  /** The rest. After it `push` must not be called. */
  end(): string
  /**
   * The whole restored text and where its codes were, for `book.remember`; `undefined` when the answer was longer than
   * `restoredCharsMax`: such a turn is not remembered, and is cleaned like a new one when a client sends it back.
   */
  restored(): { readonly text: string; readonly spans: readonly TurnSpan[] } | undefined
  /** Codes that are none of this book, so far: they went out as they were. */
  unknown(): number
}

export interface RestorerOptions {
  readonly book: RestoringBook
  /** UTF-16 units kept for `restored()`. */
  readonly restoredCharsMax?: number
  /** Of text: told of each code that stays one in a link or the like; what it returns stands there instead. Absent: the code. */
  readonly withhold?: () => string
}

export const RESTORED_CHARS_MAX = 4_000_000

/**
 * For text. Codes of other conversations stay as they are; none is restored inside links, tags and the like.
 *
 * @example
 * const restorer = createRestorer({ book })
 * restorer.push('Dear [NA') + restorer.push('ME-7Q2K4H],') + restorer.end() // 'Dear Ada Bell,'
 */
export function createRestorer(options: RestorerOptions): Restorer {
  const { withhold } = options
  const record = createRecord(options.restoredCharsMax)
  const scanner = createScanner(options.book, {
    pass: record.write,
    restore: (_, { value, code }) => record.writeValue(value, code),
    add: record.write,
    unknown: record.countUnknown,
    ...(withhold === undefined ? {} : { withhold: () => record.written(withhold()) }),
  })
  return {
    push(chunk) {
      scanner.feed(chunk)
      return record.take()
    },
    end() {
      scanner.end()
      return record.take()
    },
    restored: record.whole,
    unknown: record.unknown,
  }
}

/**
 * For a JSON text that arrives in pieces, such as tool-call arguments: inside its strings values are restored, escaped
 * as JSON wants, so that valid arguments stay valid. Everything outside strings goes through as it is.
 */
export function createJsonRestorer(options: RestorerOptions): Restorer {
  const record = createRecord(options.restoredCharsMax)
  // How each character that the scanner holds was written, escapes included.
  const written: string[] = []
  let begun = ''
  let scanner: Scanner | undefined

  const openString = (): Scanner =>
    createScanner(options.book, {
      pass: (text) => record.write(written.splice(0, text.length).join('')),
      restore(chars, { value, code }) {
        record.writeValue(escapeJson(value), code)
        written.splice(0, chars)
      },
      add: record.write,
      unknown: record.countUnknown,
    })
  const feed = (string: Scanner, raw: string): void => {
    written.push(raw)
    string.feed(raw.length === 1 ? raw : unescapeJson(raw))
  }
  const inString = (string: Scanner, char: string): void => {
    if (begun !== '' || char === '\\') {
      begun += char
      if (begun.length < (begun.charAt(1) === 'u' ? 6 : 2)) return
      feed(string, begun)
      begun = ''
    } else if (char === '"') {
      string.end()
      record.write(char)
      scanner = undefined
    } else feed(string, char)
  }
  const take = (char: string): void => {
    if (scanner !== undefined) inString(scanner, char)
    else {
      record.write(char)
      if (char === '"') scanner = openString()
    }
  }
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at++) take(chunk.charAt(at))
      return record.take()
    },
    end() {
      scanner?.end()
      record.write(begun)
      begun = ''
      return record.take()
    },
    restored: record.whole,
    unknown: record.unknown,
  }
}

/** What went out: the part not yet taken, and the whole with the places of its codes as far as the bound allows. */
function createRecord(charsMax = RESTORED_CHARS_MAX) {
  let fresh = ''
  let text = ''
  let length = 0
  let spans: TurnSpan[] = []
  let unknown = 0

  const write = (more: string): void => {
    fresh += more
    length += more.length
    if (length <= charsMax) text += more
    else {
      text = ''
      spans = []
    }
  }
  return {
    write,
    written(text: string): string {
      write(text)
      return text
    },
    writeValue(written: string, code: string): void {
      const start = length
      write(written)
      if (length <= charsMax) spans.push([start, length, code])
    },
    countUnknown: (): void => {
      unknown += 1
    },
    unknown: () => unknown,
    take(): string {
      const taken = fresh
      fresh = ''
      return taken
    },
    whole: () => (length <= charsMax ? { text, spans } : undefined),
  }
}
