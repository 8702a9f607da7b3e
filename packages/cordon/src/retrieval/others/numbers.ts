import { codeForm, DIGITS_MIN, numberForm } from './forms.ts'
import { type Asking, moved, type Place, type Window } from './text-filter.ts'

/** Numbers, in groups of digits or not (`531 44 6001`), and codes of letters and digits (`H-7Q204511`). */
export interface Numbers extends Window {
  /** Bare numbers have nine digits, or six where a word says what they are: a dose is no chart number. */
  takeDigits(token: string, start: number, gap: string, isLabelled: boolean): Place | undefined
  takeCode(token: string, start: number): Place | undefined
}

interface Group extends Place {
  readonly text: string
}

export function createNumbers(ask: Asking): Numbers {
  let groups: Group[] = []

  /** The last groups together: one, two, three of them. */
  function askGroups(end: number, digitsMin: number): Place | undefined {
    let digits = ''
    for (const group of groups.toReversed()) {
      digits = group.text + digits
      if (digits.length > DIGITS_MAX) return undefined
      if (digits.length < digitsMin) continue
      const place = ask(numberForm(digits), group.start, end)
      if (place !== undefined) return place
    }
    return undefined
  }

  return {
    takeDigits(token, from, gap, isLabelled) {
      if (!JOINS.test(gap)) groups = []
      for (const { 0: text, index } of token.matchAll(/\d+/g)) {
        const end = from + index + text.length
        groups = [...groups.slice(1 - GROUPS_MAX), { text, start: from + index, end }]
        const place = askGroups(end, isLabelled ? DIGITS_MIN : BARE_DIGITS_MIN)
        if (place !== undefined) return place
      }
      return undefined
    },
    takeCode(token, from) {
      groups = []
      for (const { 0: part, index } of token.includes('_') ? token.matchAll(/[^_]+/g) : [{ 0: token, index: 0 }]) {
        const digits =
          /^[A-Za-z]{1,8}[-.]?(\d{6,15})\W*$/.exec(part)?.[1] ?? (/^\d{9,15}$/.test(part) ? part : undefined)
        const forms = [codeForm(part), digits === undefined ? undefined : numberForm(digits)]
        for (const form of forms) {
          const place = ask(form, from + index, from + index + part.length)
          if (place !== undefined) return place
        }
      }
      return token.includes('_') ? ask(codeForm(token), from, from + token.length) : undefined
    },
    clear() {
      groups = []
    },
    begun: () => groups[0]?.start,
    move(by) {
      groups = groups.map((group) => moved(group, by))
    },
  }
}

/** Between two groups of digits of one number there is this and nothing else. */
const JOINS = /^[\s()+/-]{1,3}$/
const GROUPS_MAX = 6
const DIGITS_MAX = 15
const BARE_DIGITS_MIN = 9
