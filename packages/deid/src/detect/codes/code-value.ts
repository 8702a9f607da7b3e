/**
 * Where an identifier code that starts at `start` ends; -1 when there is none. Groups of letters and digits joined by `-`, `/`, `.`, `:`, `_`, `·`,
 * or by one blank where the next group has a digit and reads on as a code. At least one digit in all.
 */
export function codeEnd(text: string, start: number): number {
  let end = groupEnd(text, start)
  if (end === start) return -1
  let digits = hasDigit(text, start, end)
  if (!digits && !prefixLike(text, start, end)) return -1
  for (let groups = 1; groups < GROUPS_MAX; groups++) {
    const next = joined(text, end, digits, groups)
    if (next < 0) break
    digits ||= hasDigit(text, end, next)
    end = next
  }
  if (text.charAt(end) === '*' && text.charAt(start) === '*') end++
  return digits ? end : -1
}

/** Letters before the first digit: a short prefix in capitals, or at most three small letters; whatever its case before a hyphen. */
function prefixLike(text: string, start: number, end: number): boolean {
  if (text.charAt(end) !== ' ') return end - start <= 12
  const letters = text.slice(start, end)
  return /^[A-Z]{1,6}$/.test(letters) || /^[a-z]{1,3}$/.test(letters)
}

const GROUPS_MAX = 14

const JOINERS = new Set(['-', '/', '.', ':', '_', '·', '#', '+', '–'])

function groupEnd(text: string, start: number): number {
  let i = start
  while (
    i < text.length &&
    i - start < 64 &&
    (isCode(text.charCodeAt(i)) || (i === start && /[*#$+]/.test(text.charAt(i))))
  )
    i++
  return i
}

/** The end of the next group when it belongs to the same code, else -1. */
function joined(text: string, end: number, digits: boolean, groups: number): number {
  const joiner = text.charAt(end)
  const dash = spacedDash(text, end, digits)
  if (dash > 0) return dash
  if (JOINERS.has(joiner)) {
    const wrapped = joiner === '-' && text.charAt(end + 1) === '\n' && /^\d{3}/.test(text.slice(end + 2, end + 5))
    const next = groupEnd(text, end + (wrapped ? 2 : 1))
    const plain =
      next > end + 1 &&
      (joiner === '-' ||
        joiner === '_' ||
        joiner === '/' ||
        joiner === '+' ||
        (joiner === ':' && groups > 1) ||
        hasDigit(text, end + 1, next) ||
        !digits)
    return plain && !(/^[a-z]{4,}$/.test(text.slice(end + 1, next)) && !/^[-_]\d/.test(text.slice(next, next + 2)))
      ? next
      : -1
  }
  if (joiner !== ' ' || text.charAt(end + 1) === ' ') return -1
  return afterBlank(text, end + 1, digits, groups)
}

const DASH =
  /(?: - ?|- )(\d{2,9}|\d(?= \d))(?!\d|[:/%]|\.\d| ?(?:mg|ml|mm|cm|days?|weeks?|years?|yr|mo\b|x\b|visits?|hours?|hrs?))/iy

/** `436 - 28 - 9071`, `OH - 209536`: a hyphen with blanks around, between a prefix or digits and more digits. */
function spacedDash(text: string, end: number, digits: boolean): number {
  if (text.charCodeAt(end) !== 32 && text.charCodeAt(end + 1) !== 32) return -1
  DASH.lastIndex = end
  const match = DASH.exec(text)
  const more = match?.[1]
  if (match === null || more === undefined || (digits && more.length < 2)) return -1
  return end + match[0].length
}

/** After a blank only a group with a digit goes on; not a date, a time, a dose, an age, or the number of a sentence. */
function afterBlank(text: string, start: number, digits: boolean, groups: number): number {
  const next = groupEnd(text, start)
  const group = text.slice(start, next)
  if (group === '' || group.length > 9 || (/^[*#$+]/.test(group) && group.length < 3)) return -1
  const rest = text.slice(next, next + 14)
  if (/^[/:]\d/.test(rest) || rest.startsWith('%') || /^\.\d/.test(rest)) return -1
  if (/^[A-Z]{1,4}$/.test(group) && /^[-:]\d{2}/.test(rest) && digits === false) return next
  if (!/\d/.test(group))
    return /^[A-Z]$/.test(group) && digits && !/^ ?[a-z]/.test(rest) && !rest.startsWith("'") ? next : -1
  if (/^\d{1,2}[FMfmyw](?:o|of|om)?$/.test(group) && group.length <= 4 && !/\d{3}/.test(group)) return -1
  if (!digits) return next
  if (/^[a-z]/.test(group) || (groups < 3 && /^(?:19|20)\d\d$/.test(group))) return -1
  if (
    /^ ?(?:-?\s?(?:year|yr|y\/?o|month|mo\b|day|week|mg|mcg|ml|units?|mm|cm|kg|lb|min|hours?|hrs?|x\b|%|am\b|pm\b|F\b|M\b))/i.test(
      rest,
    )
  )
    return -1
  return /^-(?:[A-Z][a-z]{2}|\d{1,2}-)/.test(rest) ? -1 : next
}

function isCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

function hasDigit(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) return true
  }
  return false
}
