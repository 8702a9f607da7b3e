import { type GoldSpan, HospitalError, type Mark, type Piece } from '../gold.ts'
import type { Random } from '../random.ts'

/** How a whole note is typed. Each field's absence means: as written. */
export interface Voice {
  readonly letters?: 'upper' | 'lower'
  /** Columns after which a line is broken at a blank, within identifiers too. */
  readonly wrap?: number
  /** Probability that a plain word of five letters or more is mistyped. */
  readonly typos?: number
}

export interface Written {
  readonly text: string
  readonly spans: readonly GoldSpan[]
}

/** Writes pieces one after another and notes where each identifier came to stand: gold by construction. */
export function writeOut(piece: Piece, voice: Voice, random: Random): Written {
  const parts: string[] = []
  const spans: GoldSpan[] = []
  let length = 0
  const put = (text: string) => {
    parts.push(text)
    length += text.length
  }
  const visit = (part: Piece): void => {
    if (typeof part === 'string') put(plain(part, voice, random))
    else if (isMark(part)) {
      const text = lettered(part.text, voice)
      if (text.trim() !== text || text === '') throw new HospitalError('blank_mark', part.type)
      spans.push({ start: length, end: length + text.length, type: part.type })
      put(text)
    } else for (const inner of part) visit(inner)
  }
  visit(piece)
  const text = parts.join('')
  return { text: voice.wrap === undefined ? text : wrapped(text, voice.wrap), spans }
}

function isMark(piece: Mark | readonly Piece[]): piece is Mark {
  return !Array.isArray(piece)
}

function plain(text: string, voice: Voice, random: Random): string {
  const rate = voice.typos ?? 0
  const typed =
    rate === 0 ? text : text.replace(/\b[a-z]{5,}\b/g, (word) => (random.chance(rate) ? mistyped(word, random) : word))
  return lettered(typed, voice)
}

function lettered(text: string, voice: Voice): string {
  if (voice.letters === 'upper') return text.toUpperCase()
  return voice.letters === 'lower' ? text.toLowerCase() : text
}

function mistyped(word: string, random: Random): string {
  const i = random.int(1, word.length - 2)
  const [before, here, next, after] = [word.slice(0, i), word.charAt(i), word.charAt(i + 1), word.slice(i + 2)]
  return random.pick([before + next + here + after, before + next + after, before + here + here + next + after])
}

/** Breaks long lines by turning one blank into a line feed, so that every offset stays right. Tables keep their rows. */
function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (/ {2}|\t|\|/.test(line) ? line : wrappedLine(line, columns)))
    .join('\n')
}

function wrappedLine(line: string, columns: number): string {
  let rest = line
  let done = ''
  while (rest.length > columns) {
    const blank = rest.lastIndexOf(' ', columns)
    if (blank <= 0) break
    done += `${rest.slice(0, blank)}\n`
    rest = rest.slice(blank + 1)
  }
  return done + rest
}
