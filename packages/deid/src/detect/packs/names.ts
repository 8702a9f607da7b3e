import { add, type Reading } from '../evidence.ts'
import { GIVEN, SURNAME, TITLE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LINE, MARK, TITLE, type Tokens, WIDE } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { isNameWord, nameEnd } from './name-run.ts'
import { wordList } from './pack-words.ts'
import { createPhrases } from './phrases.ts'

/** People after a title (`doña Milagros`), a relation or role (`su hija Carmen`, `la enfermera, Begoña`) or a phrase (`se llama Raquel`). */
export function peopleOf({ names, words }: LanguagePack): Rule[] {
  const cues = createPhrases([[names.cues, true]])
  const titles = new Set(wordList(words.titles))
  const kin = new Set([...wordList(words.relations), ...wordList(words.roles)])
  const between = new Set(wordList(names.between))
  return [
    {
      starts: { words: cues.firstWords },
      read(reading, k) {
        const match = cues.match(reading.tokens, k)
        if (match !== undefined) take(reading, skip(reading.tokens, match.next, MARKS, 3), 'name/pack-cue', 0.85)
      },
    },
    {
      starts: { words: titles },
      read(reading, k) {
        const { lower, gap } = reading.tokens
        const dot = lower[k + 1] === '.'
        const next = dot ? k + 2 : k + 1
        if ((lower[k] ?? '').length === 1 && !(dot && gap[next] === BLANK)) return
        if (!take(reading, next, 'name/pack-title', 0.93)) small(reading, next)
      },
    },
    {
      starts: { words: kin },
      read(reading, k) {
        if ((reading.tokens.flags[k] ?? 0) & TITLE_WORD && titles.has(reading.tokens.lower[k] ?? '')) return
        let next = skip(reading.tokens, k + 1, MARKS, 2)
        if (between.has(reading.tokens.lower[next] ?? '')) next++
        take(reading, next, 'name/pack-kin', 0.82)
      },
    },
    {
      starts: { flags: GIVEN },
      read(reading, k) {
        const { tokens } = reading
        const begins = k === 0 || tokens.shape[k - 1] !== TITLE
        if (!begins || tokens.shape[k] !== TITLE || isDoubtful(reading, k)) return
        take(reading, k, 'name/pack-given', 0.78)
      },
    },
    {
      starts: { flags: SURNAME },
      read(reading, k) {
        const { tokens } = reading
        const heads = tokens.lower[k - 1] === ':' || (tokens.gap[k] ?? 0) >= LINE
        if (heads && tokens.shape[k] === TITLE && !isDoubtful(reading, k)) take(reading, k, 'name/pack-item', 0.7)
      },
    },
  ]
}

/** Marks between a cue and a name. */
const MARKS = new Set([',', ':', '(', '"', '«', '.', '-'])

function skip({ lower, type }: Tokens, from: number, marks: ReadonlySet<string>, most: number): number {
  let k = from
  while (k < from + most && type[k] === MARK && marks.has(lower[k] ?? '')) k++
  return k
}

function take(reading: Reading, k: number, rule: string, score: number): boolean {
  const { tokens } = reading
  if (k >= tokens.count || (tokens.gap[k] ?? 0) > LINE || tokens.gap[k] === WIDE) return false
  const last = nameEnd(reading, k)
  if (last < k) return false
  add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'NAME', rule, score)
  return true
}

/** `dr molina` in small letters. */
function small(reading: Reading, k: number): void {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if ((flags & (GIVEN | SURNAME)) === 0 || tokens.gap[k] !== 1) return
  add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'NAME', 'name/pack-title', 0.8)
}

/** A given name that is a word too needs another name after it. */
function isDoubtful(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (((tokens.flags[k] ?? 0) & ~(GIVEN | SURNAME)) === 0) return false
  return !(tokens.gap[k + 1] === 1 && isNameWord(reading, k + 1))
}
