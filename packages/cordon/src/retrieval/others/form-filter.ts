import { emailForm, type Form, foldName, nameForm, numberForm } from './forms.ts'
import { createLabels } from './labels.ts'
import { createNames } from './names.ts'
import { createNumbers } from './numbers.ts'
import { type Asking, HELD_CHARS_MAX, type Place, type TextFilter } from './text-filter.ts'

/**
 * Reads a text as it comes and asks `isFound` about every form of an identifier in it, however it is cut into chunks. What
 * is found has `mark` in its place; the rest goes through as it is. `isFound` may throw: then nothing of it went out.
 */
export function createFormFilter(isFound: (form: Form) => boolean, mark = ''): TextFilter {
  const ask: Asking = (form, start, end) => (form !== undefined && isFound(form) ? { start, end } : undefined)
  const [names, numbers, labels, tags] = [createNames(ask), createNumbers(ask), createLabels(), createTags()]
  let held = ''
  /** Up to where `held` was read, and where its last token ended. */
  let at = 0
  let lastEnd = 0

  const clear = (): void => {
    names.clear()
    numbers.clear()
  }

  function take(token: string, start: number, gap: string): Place | undefined {
    const isLabelled = labels.see(token, gap)
    const isOfTag = tags.see(token, gap)
    if (/\d/.test(token) && !token.includes('@')) {
      if (isOfTag) names.skip()
      else names.clear()
      return /[A-Za-z]/.test(token) ? numbers.takeCode(token, start) : numbers.takeDigits(token, start, gap, isLabelled)
    }
    numbers.clear()
    if (token.includes('@')) {
      names.clear()
      return ask(emailForm(token), start, start + token.length)
    }
    if (isCapital(token) || /[._+-]\p{Lu}/u.test(token)) return names.take(token, start, gap)
    if (isOfTag) names.skip()
    else return names.takeSmall(token, start, gap)
    return undefined
  }

  function read(ended: boolean): void {
    const tokens = new RegExp(TOKEN)
    let seen = plain(held)
    for (;;) {
      tokens.lastIndex = at
      const found = tokens.exec(seen)
      if (found === null) {
        at = held.length
        if (at - lastEnd > GAP_CHARS_MAX) clear()
        return
      }
      const [token] = found
      const end = found.index + token.length
      if (end === held.length && !ended && token.length < TOKEN_CHARS_MAX) {
        at = found.index
        return
      }
      if (found.index - lastEnd > GAP_CHARS_MAX) clear()
      const place = take(token, found.index, seen.slice(lastEnd, found.index))
      at = end
      if (place !== undefined) {
        held = held.slice(0, place.start) + mark + held.slice(place.end)
        seen = plain(held)
        at = place.start + mark.length
        clear()
      }
      lastEnd = at
    }
  }

  /** What nothing that is open began in. */
  function release(): string {
    if (held.length - Math.min(names.begun() ?? at, numbers.begun() ?? at) > HELD_CHARS_MAX) clear()
    const open = Math.min(at, names.begun() ?? at, numbers.begun() ?? at)
    const out = held.slice(0, open)
    held = held.slice(open)
    at -= open
    lastEnd -= open
    names.move(open)
    numbers.move(open)
    return out
  }

  return {
    push(chunk) {
      let out = ''
      for (let from = 0; from < chunk.length; from += PIECE_CHARS) {
        held += chunk.slice(from, from + PIECE_CHARS)
        read(false)
        out += release()
      }
      return out
    },
    end() {
      read(true)
      clear()
      at = held.length
      return release()
    },
  }
}

/**
 * Every form in some texts, each read by itself. Numbers of six digits count without a word before them, and any two words of
 * a short text: a name with four given names is known by each of them.
 */
export function formsIn(texts: Iterable<string>): Set<Form> {
  const forms = new Set<Form>()
  const note = (form: Form): boolean => {
    forms.add(form)
    return false
  }
  for (const text of texts) {
    const filter = createFormFilter(note)
    filter.push(`id ${text}`)
    filter.end()
    for (const { 0: digits } of plain(text).matchAll(/\d{6,}/g)) {
      const form = numberForm(digits)
      if (form !== undefined) forms.add(form)
    }
    for (const form of pairsIn(text)) forms.add(form)
  }
  return forms
}

function pairsIn(text: string): Form[] {
  const words = text.length > SHORT_CHARS_MAX ? [] : text.split(/[\s,-]+/).filter(isCapital)
  if (words.length > SHORT_WORDS_MAX) return []
  const folded = words.map(foldName).filter((word) => word.length > 1)
  return folded.flatMap((one) => folded.map((other) => nameForm(one, other)))
}

/** A name, and nothing longer. */
const SHORT_CHARS_MAX = 160
const SHORT_WORDS_MAX = 10

/** Letters and digits of full width as those of ASCII, one for one. */
function plain(text: string): string {
  if (!/[\uFF01-\uFF5E]/.test(text)) return text
  return text.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
}

/** Whether a token stands in a tag, `<b>Ann</b>`: it is not of the text and ends no name. */
function createTags() {
  let isIn = false
  return {
    see(token: string, gap: string): boolean {
      if (gap.includes('>')) isIn = false
      if (/<\/?$/.test(gap)) isIn = /^[A-Za-z]/.test(token)
      return isIn
    },
  }
}

/** Everything between white space, punctuation and the marks of Markdown, HTML, JSON and addresses. */
const TOKEN = /[^\s,;:!?()[\]{}<>"“”|*=`~#&\\/]+/g
const TOKEN_CHARS_MAX = 128
/** A longer piece is read in several: what it costs grows with its length alone. */
const PIECE_CHARS = 1_024
const GAP_CHARS_MAX = 40

/** With a capital, or of a script that has none. */
function isCapital(token: string): boolean {
  const first = /[\p{L}]/u.exec(token)?.[0]
  return first !== undefined && (first !== first.toLowerCase() || first === first.toUpperCase())
}
