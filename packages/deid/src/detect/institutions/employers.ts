import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, ROLE, TITLE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, NUMBER, TITLE, WORD } from '../tokens.ts'
import { INSIDE } from './name-start.ts'
import { properEnd } from './proper-name.ts'

const EMPLOYED = new Set([
  'works',
  'work',
  'worked',
  'working',
  'employed',
  'employer',
  'drives',
  'job',
  'boss',
  'lead',
  'consults',
  'teaches',
  'attends',
  'student',
  'pupils',
  'member',
  'choir',
  'sings',
  'cook',
  'reception',
  'shifts',
  'janitor',
  'cashier',
  'manager',
  'engraver',
  'teacher',
  'guard',
])

/** `works at Mercer Axle`, `Employer: Hudson Plate`: capitalised words after a cue of work, school or worship. */
export const employers: Rule = { starts: { words: EMPLOYED }, read: employer }

/** `employer Pho Bar 9`, `school Conrad Gap HS`. */
export const employerNames: Rule = { starts: { words: ['employer', 'school', 'pupils'] }, read: following }

/** `works at Mercer Axle`, `Employer: Hudson Plate`: capitalised words after a cue of work, school or worship. */
function employer(reading: Reading, k: number): void {
  const { tokens } = reading
  let i = k + 1
  while (i < k + 7 && i < tokens.count && EMPLOY_FILLER.has(tokens.lower[i] ?? '') && (tokens.gap[i] ?? 0) < LINE) i++
  if (i === k + 1 || !EMPLOY_LEAD.has(tokens.lower[i - 1] ?? '') || (tokens.gap[i] ?? 0) >= LINE) return
  let last = i - 1
  for (let j = i; j < tokens.count && j < i + 7; j++) {
    if (j > i && (tokens.gap[j] ?? 0) > 1) break
    const word =
      tokens.type[j] === WORD && (tokens.shape[j] === TITLE || tokens.shape[j] === CAPS || tokens.shape[j] === 4)
    const inner =
      INSIDE.has(tokens.lower[j] ?? '') ||
      (tokens.lower[j] === 's' && tokens.lower[j - 1] === "'") ||
      (tokens.lower[j] === '.' && /^(?:st|mt)$/.test(tokens.lower[j - 1] ?? ''))
    if (word) last = j
    else if (!inner || j === i) break
  }
  if (last < i || (last === i && (tokens.flags[i] ?? 0) & (COMMON | CLINICAL))) return
  add(reading, tokens.start[i] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/cue', 0.7)
}

const EMPLOY_LEAD = new Set(['at', 'for', 'with', 'by', 'of', ':', 'from', 'the', 'on', 'in'])

const EMPLOY_FILLER = new Set([
  'at',
  'for',
  'with',
  'by',
  'as',
  'of',
  ':',
  'the',
  'a',
  'an',
  'from',
  'on',
  'in',
  'line',
  'nights',
  'part-time',
  'full-time',
  'part',
  'time',
  'name',
  'school',
  'bus',
  'second',
  'grade',
  'shift',
  'cook',
  'driver',
])

/** `employer Pho Bar 9`, `school Conrad Gap HS`. */
function following(reading: Reading, k: number): void {
  const { tokens } = reading
  const from = tokens.lower[k + 1] === ':' || tokens.lower[k + 1] === 'at' ? k + 2 : k + 1
  if (
    tokens.shape[from] !== TITLE ||
    (tokens.gap[from] ?? 9) >= LINE ||
    (tokens.flags[from] ?? 0) & (TITLE_WORD | ROLE)
  )
    return
  let last = properEnd(reading, from)
  if (tokens.type[last + 1] === NUMBER && tokens.gap[last + 1] === BLANK && (tokens.lower[last + 1] ?? '').length <= 2)
    last++
  if (last > from) add(reading, tokens.start[from] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/employer', 0.74)
}
