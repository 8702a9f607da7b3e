import { matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { addDate } from './date-text.ts'

/** Figures and the letters that a scan makes of them. */
const FIGURES: Readonly<Record<string, string>> = { l: '1', I: '1', '|': '1', O: '0', o: '0', Z: '2', S: '5', B: '8' }

const F = '[\\dlIOoZSB]'

const WHOLE = new RegExp(`(${F}{1,2})( ?([/.-]) ?)(${F} ?${F}?) ?\\3 ?(${F}{2}(?:${F}{2})?|${F} ${F})(?![\\w/-])`, 'y')

const SPACED = new RegExp(`(${F}{1,2}) (${F}{2}) (${F} ?${F})(?= {2,}|\\n|$)`, 'y')

const PARTIAL = /([\dlIO]{1,2}) ?\/ ?([\dlIOZ]{1,2})(?![\w/])/y

/** Labels after which figures with blanks between them are a date. */
const LABEL =
  /(?:\bd[.]?[o0][.]?b[.]?|\bb[o0]rn|\badm(?:it(?:ted)?)?(?: ?[|il1l]t)?|\bdate|\bd ?\/ ?c|\bdied|\bdec'?d|\bexp|\bsigned|\bdated)[\s:|=]{0,4}$/i

/** `l2-3-97`, `O9/22/Z5`, `ll / O9 / l976`: where a date that a scan has misread ends; -1 when these are other figures. */
export function misreadEnd(text: string, start: number): number {
  if (/[\w/.-]/.test(text.charAt(start - 1))) return -1
  const whole = matchAt(WHOLE, text, start)
  if (whole !== null && isDay(whole[1], whole[4]) && (isMisread(whole[0]) || isLabelled(text, start)))
    return start + whole[0].length
  const spaced = matchAt(SPACED, text, start)
  if (spaced !== null && isDay(spaced[1], spaced[2]) && isLabelled(text, start)) return start + spaced[0].length
  const partial = matchAt(PARTIAL, text, start)
  const clear = partial !== null && isMisread(partial[0]) && isDay(partial[1], partial[2])
  return clear && figures(partial[2]) > 12 ? start + partial[0].length : -1
}

const isLabelled = (text: string, start: number): boolean => LABEL.test(text.slice(Math.max(0, start - 16), start))

/** A misread figure among right ones: letters alone are a word. */
const isMisread = (value: string): boolean => /[lIOoZSB]/.test(value) && /\d/.test(value)

function isDay(first = '', second = ''): boolean {
  const [a, b] = [figures(first), figures(second)]
  return a > 0 && b > 0 && ((a <= 12 && b <= 31) || (b <= 12 && a <= 31))
}

const figures = (written = ''): number =>
  Number(written.replace(/ /g, '').replace(/\D/g, (letter) => FIGURES[letter] ?? letter))

/** A date whose first figures are read as letters: `ll / O9 / l976`. */
export const misreadDates: Rule = {
  starts: { words: ['l', 'll', 'lo', 'io', 'il', 'li', 'i', 'o', 'ol', 'oi', 'lz'] },
  read(reading: Reading, k: number) {
    const start = reading.tokens.start[k] ?? 0
    const end = misreadEnd(reading.text, start)
    if (end > 0) addDate(reading, start, end, 'date/misread', 0.75)
  },
}
