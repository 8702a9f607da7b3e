import type { Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  MONTH,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { BLANK, CAPS, LOWER, NUMBER, TITLE, WORD } from '../tokens.ts'

export function properEnd({ tokens }: Reading, from: number): number {
  let last = from - 1
  for (let i = from; i < tokens.count && i < from + 6; i++) {
    if (i > from && (tokens.gap[i] ?? 0) > BLANK) break
    const lower = tokens.lower[i] ?? ''
    if ((tokens.flags[i] ?? 0) & (MONTH | WEEKDAY)) break
    if (tokens.type[i] === WORD && tokens.shape[i] === TITLE) last = i
    else if (tokens.type[i] === WORD && tokens.shape[i] === CAPS && i > from && /^(?:hs|ed|er|va|rx)$/.test(lower))
      last = i
    else if (lower === "'" && tokens.lower[i + 1] === 's' && tokens.gap[i] === 0) last = ++i
    else if (lower === "'" && tokens.gap[i] === 0 && i > from) continue
    else if (lower === '.' && /^(?:st|mt)$/.test(tokens.lower[i - 1] ?? '')) continue
    else if (lower === '#' && tokens.type[i + 1] === NUMBER) last = ++i
    else if (
      !(
        (lower === 'of' || lower === 'on' || lower === '&' || lower === 'du' || lower === 'de' || lower === 'des') &&
        tokens.shape[i + 1] === TITLE &&
        ((tokens.flags[i + 1] ?? 0) & (MONTH | WEEKDAY)) === 0 &&
        i > from &&
        lower !== 'on'
      )
    )
      break
  }
  return last
}

/** Not a person, a state, a month, a heading or plain medicine. */
export function proper({ tokens }: Reading, from: number, last: number): boolean {
  let odd = 0
  let plain = 0
  for (let i = from; i <= last; i++) {
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD || tokens.shape[i] === LOWER) continue
    if (flags & (DRUG | MONTH | WEEKDAY | TITLE_WORD | STATE_WORD) && i === from) return false
    if (i === from && flags & (EPONYM | HEAD) && !(flags & (GIVEN | SURNAME))) return false
    if (flags & (CLINICAL | RELATION | ROLE) && i === from && last === from) return false
    if ((flags & (COMMON | CLINICAL | WORDLIKE)) === 0) odd++
    if ((flags & (CLINICAL | WORDLIKE)) === 0) plain++
  }
  const person = from + 1 === last && (tokens.flags[from] ?? 0) & GIVEN && (tokens.flags[last] ?? 0) & SURNAME
  if (person) return false
  return last > from ? plain > 0 : odd > 0 && ((tokens.flags[from] ?? 0) & (GIVEN | SURNAME | EPONYM)) === 0
}
