import type { Reading } from '../evidence.ts'
import { CLINICAL, CREDENTIAL, GENERATION, GIVEN, PARTICLE, RELATION, TITLE_WORD } from '../flags.ts'
import { CAPS, LINE, LOWER, MARK, TITLE } from '../tokens.ts'
import { initialAt, isCapital, isInitial } from './initial.ts'
import type { State, Taken } from './name-run.ts'
import { NEVER } from './never-names.ts'
import { ORDINARY } from './run-words.ts'

/** A comma between surname and given name; a quoted nickname; a bracketed one stays outside. */
export function marked(reading: Reading, i: number, state: State): Taken | undefined {
  const { tokens } = reading
  const mark = tokens.lower[i] ?? ''
  if (mark === ',' && credentialText(reading, i)) return undefined
  if (mark === ',' && state.commas > 0 && state.words >= 1 && (tokens.gap[i + 1] ?? 0) <= LINE) {
    const next = i + 1
    if (isInitial(reading, next)) return { ...initialAt(reading, next), comma: true }
    if (!isCapital(tokens, next) || !givenLike(reading, next)) return undefined
    if (tokens.shape[next] === CAPS && tokens.shape[i - 1] === TITLE) return undefined
    return { last: next, comma: true, initial: false }
  }
  if (/["“”']/.test(mark) && (tokens.gap[i] ?? 0) >= 1) return nickname(reading, i, mark)
  return undefined
}

/** `, M.D.`: letters after a comma that are a degree. */
function credentialText(reading: Reading, i: number): boolean {
  return /^,\s?(?:M\.? ?D|D\.? ?O|R\.? ?N|Ph\.? ?D|P\.? ?A|N\.? ?P)\b/.test(
    reading.text.slice(reading.tokens.start[i], (reading.tokens.start[i] ?? 0) + 7),
  )
}

function nickname(reading: Reading, i: number, mark: string): Taken | undefined {
  const { tokens } = reading
  for (let j = i + 1; j < Math.min(i + 4, tokens.count); j++) {
    if ((tokens.gap[j] ?? 0) > 1) return undefined
    if (tokens.lower[j] === mark || (mark === '"' && tokens.lower[j] === '"'))
      return j > i + 1 ? { last: j, comma: false, initial: true } : undefined
    if (tokens.type[j] === MARK || tokens.shape[j] === LOWER) return undefined
  }
  return undefined
}

/** After a comma: a word that can be a given name. */
function givenLike(reading: Reading, k: number): boolean {
  const flags = reading.tokens.flags[k] ?? 0
  const lower = reading.tokens.lower[k] ?? ''
  if (flags & GIVEN) return true
  if (flags & (CREDENTIAL | GENERATION | TITLE_WORD | CLINICAL | PARTICLE) || NEVER.has(lower)) return false
  return (flags & (ORDINARY | RELATION)) === 0
}
