import { codeForm, DIGITS_MIN, emailForm, type Form, foldName, nameForm, numberForm, PARTICLES } from './forms.ts'

/** Text on its way; what may still become part of an identifier waits, at most `HELD_CHARS_MAX` characters. */
export interface TextFilter {
  push(chunk: string): string
  /** The rest. After it `push` must not be called. */
  end(): string
}

/**
 * Reads a text as it comes and asks `isFound` about every form of an identifier in it, however it is cut into chunks. What
 * is found has `mark` in its place; the rest goes through as it is. `isFound` may throw: then nothing of it went out.
 *
 * Names are pairs of words with capitals, two words between them at most (`Ann M. Bell`, `BELL, ANN`). Bare numbers have nine
 * digits, or six behind a word that says what they are (`MRN 451234`): a dose is no chart number.
 */
export function createFormFilter(isFound: (form: Form) => boolean, mark = ''): TextFilter {
  let held = ''
  /** Up to where `held` was read, and where its last token ended. */
  let at = 0
  let lastEnd = 0
  let names: NameWord[] = []
  let groups: Word[] = []
  /** Words of names so far, initials and particles among them. */
  let words = 0
  /** Tokens until which a number counts as labelled. */
  let labelled = 0

  const clear = (): void => {
    names = []
    groups = []
  }

  function ask(form: Form | undefined, start: number, end: number): Place | undefined {
    return form !== undefined && isFound(form) ? { start, end } : undefined
  }

  function takeName(token: string, from: number, gap: string): Place | undefined {
    const begins = PARTS.test(gap)
    if (begins) names = []
    let isReversed = gap.includes(',')
    for (const { 0: part, index } of token.matchAll(/[^._]+/g)) {
      const word = foldName(part.replace(/['’][sS]$/, ''))
      words++
      names = names.filter(({ nth }) => words - nth <= WORDS_MAX)
      if (word.length < 2) continue
      const [start, end] = [from + index, from + index + part.length]
      const before = isReversed ? names.slice(-1) : names
      for (const other of before) {
        const form = isReversed ? nameForm(word, other.text) : nameForm(other.text, word)
        const place = ask(form, other.start, end)
        if (place !== undefined) return place
      }
      names = [...(isReversed ? [] : names.slice(-2)), { text: word, start, end, nth: words }]
      isReversed = false
    }
    // "… seen by Ann. Bell was …": a sentence ends; "J. Bell" and "Dr. Bell" do not.
    if (/[^.]{3,}\.$/.test(token)) names = []
    return undefined
  }

  function takeDigits(token: string, from: number, gap: string): Place | undefined {
    if (!JOINS.test(gap)) groups = []
    for (const { 0: text, index } of token.matchAll(/\d+/g)) {
      const end = from + index + text.length
      groups = [...groups.slice(1 - GROUPS_MAX), { text, start: from + index, end }]
      let digits = ''
      for (let n = groups.length - 1; n >= 0; n--) {
        const group = groups[n]
        digits = (group?.text ?? '') + digits
        if (digits.length > DIGITS_MAX) break
        if (digits.length < (labelled > 0 ? DIGITS_MIN : BARE_DIGITS_MIN)) continue
        const place = ask(numberForm(digits), group?.start ?? end, end)
        if (place !== undefined) return place
      }
    }
    return undefined
  }

  function takeCode(token: string, from: number): Place | undefined {
    groups = []
    for (const { 0: part, index } of token.includes('_') ? token.matchAll(/[^_]+/g) : [{ 0: token, index: 0 }]) {
      const digits = /^[A-Za-z]{1,8}[-.]?(\d{6,15})\W*$/.exec(part)?.[1] ?? (/^\d{9,15}$/.test(part) ? part : undefined)
      const forms = [codeForm(part), digits === undefined ? undefined : numberForm(digits)]
      for (const form of forms) {
        const place = ask(form, from + index, from + index + part.length)
        if (place !== undefined) return place
      }
    }
    return token.includes('_') ? ask(codeForm(token), from, from + token.length) : undefined
  }

  function take(token: string, start: number, gap: string): Place | undefined {
    labelled = Math.max(0, labelled - 1)
    if (PLAIN.test(token)) {
      if (PARTICLES.has(token)) words++
      else names = []
      groups = []
      if (LABEL.test(token)) labelled = LABEL_TOKENS
      return undefined
    }
    if (token.includes('@')) {
      clear()
      return ask(emailForm(token), start, start + token.length)
    }
    if (/\d/.test(token)) {
      names = []
      return /[A-Za-z]/.test(token) ? takeCode(token, start) : takeDigits(token, start, gap)
    }
    groups = []
    if (LABEL.test(token.toLowerCase())) labelled = LABEL_TOKENS
    if (isCapital(token)) return takeName(token, start, gap)
    names = []
    return undefined
  }

  function read(ended: boolean): void {
    const tokens = new RegExp(TOKEN)
    for (;;) {
      tokens.lastIndex = at
      const found = tokens.exec(held)
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
      const place = take(token, found.index, held.slice(lastEnd, found.index))
      at = end
      if (place !== undefined) {
        held = held.slice(0, place.start) + mark + held.slice(place.end)
        at = place.start + mark.length
        clear()
      }
      lastEnd = at
    }
  }

  /** What nothing that is open began in. */
  function release(): string {
    const begun = Math.min(names[0]?.start ?? at, groups[0]?.start ?? at)
    if (held.length - begun > HELD_CHARS_MAX) clear()
    const open = Math.min(at, names[0]?.start ?? at, groups[0]?.start ?? at)
    const out = held.slice(0, open)
    held = held.slice(open)
    at -= open
    lastEnd -= open
    const moved = <T extends Place>(word: T): T => ({ ...word, start: word.start - open, end: word.end - open })
    names = names.map(moved)
    groups = groups.map(moved)
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

/** Every form in some texts, each read by itself. Numbers of six digits count without a word before them. */
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
    for (const { 0: digits } of text.matchAll(/\d{6,}/g)) {
      const form = numberForm(digits)
      if (form !== undefined) forms.add(form)
    }
  }
  return forms
}

interface Place {
  readonly start: number
  readonly end: number
}

interface Word extends Place {
  readonly text: string
}

interface NameWord extends Word {
  /** Which word of names it is: what stands too far from it is of another name. */
  readonly nth: number
}

/** Everything between white space, punctuation and the marks of Markdown, HTML, JSON and addresses. */
const TOKEN = /[^\s,;:!?()[\]{}<>"“”|*=`~#&\\/]+/g
const TOKEN_CHARS_MAX = 128
/** A longer piece is read in several: what it costs grows with its length alone. */
const PIECE_CHARS = 1_024
const GAP_CHARS_MAX = 12
/** From the first word of a name to its last, initials and particles counted: `Ann M. van der Bell`. */
const WORDS_MAX = 5
/** Six words or six groups of digits, what stands between them, and a token that has not ended. */
export const HELD_CHARS_MAX = 1_024

/** Most words of most texts. */
const PLAIN = /^[a-z][a-z'’.-]*$/
/** Between two words of one name there is none of this. */
const PARTS = /[;:!?()[\]{}<>|=&\\]|\n\s*\n/
/** Between two groups of digits of one number there is this and nothing else. */
const JOINS = /^[\s()+/-]{1,3}$/
const GROUPS_MAX = 6
const DIGITS_MAX = 15
const BARE_DIGITS_MIN = 9
const LABEL =
  /^(?:mrn|chart|record|account|acct|member|accession|ssn|patient|phone|tel|fax|call|number|no|nr|id|identifier)s?\.?$|.(?:mrn|id|number|phone)$/
/** The label itself, one more word, the number. */
const LABEL_TOKENS = 3

/** With a capital, or of a script that has none. */
function isCapital(token: string): boolean {
  const first = /[\p{L}]/u.exec(token)?.[0]
  return first !== undefined && (first !== first.toLowerCase() || first === first.toUpperCase())
}
