import { add, type Layer, matchAt, type Reading } from '../evidence.ts'
import { DRUG } from '../flags.ts'
import { BLANK, LINE, MARK, MIXED, NUMBER } from '../tokens.ts'

/**
 * Dates written in digits: ISO and HL7 stamps, day, month and year with any separator, `26Dec2022`, month and year, and the partial `10/28`,
 * which is a date only where it cannot be a fraction, a score, a dose or a pressure.
 */
export function createNumericDates(): Layer {
  return (reading) => {
    const { tokens } = reading
    let previousEnd = -1
    for (let k = 0; k < tokens.count; k++) {
      const type = tokens.type[k]
      const start = tokens.start[k] ?? 0
      if ((type !== NUMBER && type !== MIXED) || start < previousEnd) continue
      const end = type === NUMBER ? dateAt(reading, k, start) : mixedDate(reading, start)
      if (end > 0) previousEnd = end
    }
  }
}

const STAMP =
  /(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])-|(?:0[1-9]|1[0-2]))(?:0[1-9]|[12]\d|3[01])(?:T?(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d.]?\d)/y
const YEAR_FIRST =
  /(?:19|20)\d\d([-/.])(\d{1,2})\1(\d{1,2})(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)/y
const FULL = /(\d{1,2})( ?)([-/.])\2(\d{1,2})\2\3\2('?\d\d|(?:19|20)\d\d)(?!\d|\.\d|[-/]\d)/y
const BLANKS = /(\d\d) (\d\d) ((?:19|20)\d\d)(?!\d)/y
const MONTH_YEAR = /(0?[1-9]|1[0-2])\/((?:19|20)\d\d)(?![\d/])/y
const PARTIAL = /(\d{1,2})([/-])(\d{1,2})(?![\d/%]|\.\d|-\d)/y
const MONTH_NAMES =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const GLUED = new RegExp(`(?:0?[1-9]|[12]\\d|3[01])(?:${MONTH_NAMES})(?:\\d{4}|\\d\\d)(?!\\d)`, 'iy')
const LABEL_GLUED = new RegExp(
  `(?:dob|d\\.o\\.b|born|date|dod|doa|dos)((?:0?[1-9]|[12]\\d|3[01])(?:${MONTH_NAMES})(?:\\d{4}|\\d\\d)|\\d{8})(?!\\d)`,
  'iy',
)
const ROMAN = /(\d{1,2})\.(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})\.((?:19|20)\d\d|\d\d)(?!\d)/y
const MISREAD = /[\dlIO]{1,2} ?\/ ?[\dlIOS]{1,2} ?\/ ?[\dlIO]{2,4}(?![\w/])/y

function dateAt(reading: Reading, k: number, start: number): number {
  const { text } = reading
  const stamp = stampEnd(text, start)
  if (stamp > 0) return found(reading, start, stamp, 'date/stamp', 0.97)
  const full = fullEnd(text, start)
  if (full > 0) return found(reading, start, full, 'date/numeric', 0.95)
  const month = matchAt(MONTH_YEAR, text, start)
  if (month !== null && !digitBefore(text, start))
    return found(reading, start, start + month[0].length, 'date/month-year', 0.9)
  const misread = matchAt(MISREAD, text, start)
  if (misread !== null && /[lIOS]/.test(misread[0]))
    return found(reading, start, start + misread[0].length, 'date/misread', 0.8)
  return partial(reading, k, start)
}

function stampEnd(text: string, start: number): number {
  const before = text.charCodeAt(start - 1)
  if ((before >= 48 && before <= 57) || before === 46 || before === 45) return -1
  const stamp = matchAt(STAMP, text, start)
  if (stamp !== null && stampHolds(stamp[0])) return start + stamp[0].length
  const yearFirst = matchAt(YEAR_FIRST, text, start)
  if (yearFirst === null) return -1
  return isMonthDay(Number(yearFirst[2]), Number(yearFirst[3])) ? start + yearFirst[0].length : -1
}

/** A blank between date and time ends the date. */
function stampHolds(stamp: string): boolean {
  return !stamp.includes(' ')
}

function fullEnd(text: string, start: number): number {
  if (digitBefore(text, start)) return -1
  const full = matchAt(FULL, text, start) ?? matchAt(ROMAN, text, start)
  if (full !== null)
    return full[4] === undefined || isMonthDay(Number(full[1]), Number(full[4])) ? start + full[0].length : -1
  const blanks = matchAt(BLANKS, text, start)
  if (blanks !== null && isMonthDay(Number(blanks[1]), Number(blanks[2]))) return start + blanks[0].length
  return -1
}

const isMonthDay = (a: number, b: number): boolean => a > 0 && b > 0 && ((a <= 12 && b <= 31) || (b <= 12 && a <= 31))

function digitBefore(text: string, start: number): boolean {
  const before = text.charAt(start - 1)
  return (before === '.' || before === '/' || before === '-') && /\d/.test(text.charAt(start - 2))
}

function mixedDate(reading: Reading, start: number): number {
  const glued = matchAt(GLUED, reading.text, start)
  if (glued !== null) return found(reading, start, start + glued[0].length, 'date/glued', 0.95)
  const label = matchAt(LABEL_GLUED, reading.text, start)
  if (label !== null) {
    const end = start + label[0].length
    return found(reading, end - (label[1] ?? '').length, end, 'date/labelled', 0.95)
  }
  const misread = matchAt(MISREAD, reading.text, start)
  return misread === null ? -1 : found(reading, start, start + misread[0].length, 'date/misread', 0.8)
}

function found(reading: Reading, start: number, end: number, rule: string, score: number): number {
  add(reading, start, end, 'DATE', rule, score)
  return end
}

/** `10/28`: accepted unless the words around make it a score, a fraction, a dose or a pressure. */
function partial(reading: Reading, k: number, start: number): number {
  const { text } = reading
  if (digitBefore(text, start) || /[\w%#$+]/.test(text.charAt(start - 1))) return -1
  const match = matchAt(PARTIAL, text, start)
  if (match === null) return -1
  const month = Number(match[1])
  const day = Number(match[3])
  const end = start + match[0].length
  if (month >= 1 && month <= 12 && day >= 32 && day <= 99 && match[2] === '/') return monthYear(reading, start, end)
  if (month < 1 || month > 12 || day < 1 || day > 31) return -1
  const weight = partialWeight(reading, k, end, month, day, match[2] === '-')
  return weight > 0 ? found(reading, start, end, 'date/partial', weight > 1 ? 0.85 : 0.6) : -1
}

/** `last medical 3/99`: month and year of the last century, after a word that leads to a date. */
function monthYear(reading: Reading, start: number, end: number): number {
  const before = reading.text.slice(Math.max(0, start - 16), start)
  return /\b(?:since|from|until|in|last|exp|expires|valid to|medical|through|thru|dated|of|by)\s$/i.test(before)
    ? found(reading, start, end, 'date/month-year', 0.75)
    : -1
}

const CUE =
  /(?:^|[^a-z])(?:on|since|from|until|till|til|thru|through|by|before|after|due|dated|date|of|last|next|arr|adm|admit|admitted|discharged|disch|d\/c|seen|visit|visits|f\/u|fu|follow-?up|collected|coll|drawn|sent|received|performed|read|dictated|exp|expires|bday|birthday|dob|lmp|edd|soc|cert|recert|ct|mri|echo|cxr|bcx|hus|scope|appt|appointment|rtc|return|started|stopped|placed|pulled|removed|done|valid to|week of|wk of|between|nurse|posted|entered|faxed|signed|called|and|to|or|tonight|clinic|labs?|asp|picc|uvc|shabbos|\d{1,2}\/\d{1,2}(?:\/\d\d)?\)? ?(?:-|–|→|to|and|or)|[(@[]|→|–|period|ended|ending|[CD]\d+(?:D\d+)?|out|tka|tha|surgery|revision|bmbx|bx|biopsy|rpt|repeat|passed|tmrw|tomorrow|today|ablation|tetanus|shot|dose given|start|end|stop|opened|born|died|expired|hearing|court|picnic|scan|us|xr|mra|mris|cath|eeg|egd|pft|study|trip|flight|lands|arrives|arrived|leave|leaving|back|now)\s*\(?$/i
/** Cues too weak to make a date of what may be a score: `3/10 at rest and 7/10`. */
const LOOSE_CUE = /(?:^|[^a-z\d/])(?:and|or|to|of|between)\s$/i
const SCORE_WORD =
  /(?:\b(?:ishihara|pain|strength|power|motor|grip|score|scored|rated|apgars?|murmur|reflex(?:es)?|criteria|ratio|vision|va|mmse|moca|epworth|ranson|phq-?\d?|gad-?\d?|ecog|wells|nexus|bishop|gcs|sens|dose|dp|pt|ms|hs|gastroc|quad|abd|flexor|extensor|trial|of|x|berlin|elson|j|motor exam|ext|biceps|triceps|deltoid|ue|le|rue|lue|rle|lle|fast|positive|criteria ii|mmt|grade|level)|\d+-)[:=]?\s*$/i
const SCORE_AFTER =
  /^\s*(?:"|in\b|strength|power|murmur|systolic|diastolic|sem\b|sm\b|hsm|pain|llsb|rusb|lusb|apex|bilat|bottles|sites|screws|criteria|of\b|cm|mm|mg|ml|mcg|tab|tabs|tablet|cup|cups|inch|pack|ppd|flight|hrs?\b|hours|weeks|wks?\b|nights|days|lb|kg|taper|rules|surface|width|up\b|units|reps|sets|dots|and pain|right|left|rle|lle|rue|lue|throughout|proximally|distally|in all|limited|lim by|strip|bid|tid|qid|daily|qhs|qd|prn|stars|points|pts|ou\b|od\b|os\b|oz\b|cravings|ext\b|x\b|×|mph|chance|dilution|normal|ns\b|neg|wks|symptoms|positive|pulses|edema|correct|recall|items|bmi|pt\b|going)/i

function partialWeight(reading: Reading, k: number, end: number, month: number, day: number, hyphen: boolean): number {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const before = text.slice(Math.max(0, start - 24), start)
  const after = text.slice(end, end + 16)
  if (k > 0 && (tokens.flags[k - 1] ?? 0) & DRUG) return 0
  if (SCORE_AFTER.test(after))
    return /(?:on|since|until|from|dated|thru|by)\s$/i.test(before) && !/^\s*(?:mg|cm|mm|tab|cup|inch)/i.test(after)
      ? 2
      : 0
  const cued = CUE.test(before) || atLineEdge(reading, k)
  if (hyphen) return hyphenated(before, after, month, day)
  if (day === 7 && /\b\d{1,2} $/.test(before)) return 0
  if (/\bbcx $/i.test(before) && day <= 4) return 0
  const ratio = (day <= 6 || day === 8 || day === 10 || (day === 12 && month !== 12)) && month <= day
  if (SCORE_WORD.test(before)) return 0
  if (/^0\d[/]\d\d$|^\d\d[/]0\d$/.test(text.slice(start, end)) || /^\s(?:\d{1,2}:\d\d|[0-2]\d[0-5]\d)\b/.test(after))
    return 2
  if (ratio) return cued && !LOOSE_CUE.test(before) ? 2 : 0
  return cued ? 2 : 1
}

/** `3-15` is a range of numbers unless a cue makes it a date. */
function hyphenated(before: string, after: string, month: number, day: number): number {
  if (/^\s*(?:[a-z%]|\d|x\b)/i.test(after) && !/^\s*(?:and|at|by|via|from|for|with|k\.)/i.test(after)) return 0
  if (/(?:on|since|until|dated|date|thru|through|by|echo|ct|mri|cxr|asp|clinic|from|reviewed|seen)\s$/i.test(before))
    return day > month || day > 12 ? 2 : 1
  return /(?:[A-Z]{2,}|\w\.\w\.|clinic) $/.test(before) && day > 12 ? 1 : 0
}

function atLineEdge(reading: Reading, k: number): boolean {
  return (
    (reading.tokens.gap[k] ?? BLANK) >= LINE ||
    (k > 0 && reading.tokens.type[k - 1] === MARK && /[|\t]/.test(reading.tokens.lower[k - 1] ?? ''))
  )
}
