import { type Form, foldName, nameForm, numberForm } from '../../retrieval/others/forms.ts'
import type { TextFilter } from '../../retrieval/others/text-filter.ts'

/**
 * Reads the values of a JSON text and asks `isFound`, which throws, what they are together: words of a name in fields of one object
 * (`{"given": ["Ann"], "age": 50, "family": "Bell"}`), in capitals or not, and values that are a number and nothing else.
 * The text goes through as it was written; a short value waits until it has ended.
 */
export function createJsonValues(isFound: (form: Form) => boolean): TextFilter {
  let held = ''
  /** In a string that is too long for a name. */
  let isLong = false
  const places: Place[] = [{ isObject: false, isKey: false, words: [] }]

  const here = (): Place => places.at(-1) ?? OUTSIDE
  const takeNumber = (text: string): void => {
    const digits = text.replace(/\D/g, '')
    const form = COUNTS.test(text) ? undefined : numberForm(digits)
    if (form !== undefined) isFound(form)
  }
  function takeString(written: string): void {
    const text = saidBy(written)
    if (NUMBER_TEXT.test(text)) takeNumber(text)
    const words = text.trim().split(/[\s,]+/)
    if (words.length > VALUE_WORDS_MAX || !words.every((word) => WORD.test(word))) return
    const { words: others } = here()
    for (const word of words.map(foldName).filter(({ length }) => length > 1)) {
      for (const other of others) {
        isFound(nameForm(other, word))
        isFound(nameForm(word, other))
      }
      others.push(word)
      if (others.length > WORDS_MAX) others.shift()
    }
  }
  function takeMark(mark: string): void {
    const place = here()
    if (OPENS.test(mark) && places.length < DEPTH_MAX)
      // A list is of the object that it stands in.
      places.push({ isObject: mark === '{', isKey: mark === '{', words: mark === '{' ? [] : place.words })
    else if (CLOSES.test(mark) && places.length > 1) places.pop()
    else if (mark === ',' || mark === ':') place.isKey = place.isObject && mark === ','
  }

  /** One piece of the text from `at`; its end, or undefined where more must come first. */
  function take(text: string, at: number, ended: boolean): number | undefined {
    const waits = (end: number): boolean => !ended && end === text.length && end - at <= VALUE_CHARS_MAX
    if (isLong) {
      const end = endOf(REST, text, at)
      isLong = text.charAt(end) !== '"'
      return isLong ? (end > at ? end : ended ? text.length : undefined) : end + 1
    }
    if (text.charAt(at) === '"') {
      const end = endOf(STRING, text, at)
      if (end > at && end - at <= VALUE_CHARS_MAX && !here().isKey) takeString(text.slice(at, end))
      if (end > at) return end
      if (waits(text.length)) return undefined
      isLong = true
      return at + 1
    }
    const end = endOf(NUMBER, text, at)
    if (end > at && waits(end)) return undefined
    if (end > at) takeNumber(text.slice(at, end))
    else takeMark(text.charAt(at))
    return Math.max(end, at + 1)
  }

  function read(text: string, ended: boolean): string {
    let at = 0
    while (at < text.length) {
      const next = take(text, at, ended)
      if (next === undefined) break
      at = next
    }
    held = text.slice(at)
    return text.slice(0, at)
  }

  return { push: (chunk) => read(held + chunk, false), end: () => read(held, true) }
}

/** An object or a list that is open. */
interface Place {
  readonly isObject: boolean
  /** Whether the next string is a field's name. */
  isKey: boolean
  /** Of names, so far. */
  readonly words: string[]
}

const OUTSIDE: Place = { isObject: false, isKey: false, words: [] }

const STRING = /"(?:[^"\\]|\\.)*"/sy
/** Of a string, up to its quote. */
const REST = /(?:[^"\\]|\\.)*/sy
const NUMBER = /-?\d[\d.eE+-]*/y
const OPENS = /[[{]/
const CLOSES = /[\]}]/

/** @returns where a match from there ends; `at` where there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  const sticky = new RegExp(pattern)
  sticky.lastIndex = at
  return sticky.test(text) ? sticky.lastIndex : at
}

function saidBy(written: string): string {
  try {
    return String(JSON.parse(written))
  } catch {
    return written.slice(1, -1)
  }
}

const VALUE_CHARS_MAX = 128
const VALUE_WORDS_MAX = 4
const DEPTH_MAX = 64
/** Of one object; the oldest are forgotten. */
const WORDS_MAX = 16
const WORD = /^\p{L}[\p{L}\p{M}'’.-]*$/u
const NUMBER_TEXT = /^[\d\s()+./-]+$/
/** A decimal, a round number, a day: no number of a chart. */
const COUNTS = /^-|[eE]|^\d+\.\d+$|000$|^\d{4}-\d\d-\d\d|^\d{1,2}\/\d{1,2}\/\d{4}$/
