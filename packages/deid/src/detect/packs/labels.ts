import { codeEnd } from '../codes/code-value.ts'
import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, GIVEN, SURNAME, TITLE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER, WORD } from '../tokens.ts'
import { cellEnd, valueAt } from './cells.ts'
import type { LanguagePack, PackLabel } from './language-pack.ts'
import { nameEnd } from './name-run.ts'
import { wordList } from './pack-words.ts'
import { createPhrases } from './phrases.ts'

/** Identifiers that a label of the pack announces: `Apellidos: Vega Tordera`, `NHC 31877`, `N.º afiliación S.S.: …`. */
export function labelsOf({ labels, words }: LanguagePack): Rule[] {
  const phrases = createPhrases(
    labels.map((label) => [label.phrases, label] as const),
    true,
  )
  const small = new Set([
    ...wordList(words.particles),
    'no',
    'n',
    'o',
    'num',
    'numero',
    'nro',
    'es',
    'tipo',
    'con',
    'numerico',
  ])
  return [
    {
      starts: { words: phrases.firstWords },
      take(reading, k) {
        const match = phrases.match(reading.tokens, k)
        if (match === undefined || isAddress(reading, k, match.next)) return k
        const value = valueAt(reading, match.next, small)
        if (value !== undefined && (value.marked || match.value.marked !== true))
          read(reading, value.at, match.value, value.marked)
        return match.next
      },
    },
  ]
}

/** A part of an e-mail or a web address is no label. */
function isAddress({ text, tokens }: Reading, k: number, next: number): boolean {
  const before = text.charAt((tokens.start[k] ?? 0) - 1)
  return /[@\\]/.test(text.charAt(tokens.end[next - 1] ?? 0)) || (tokens.gap[k] === 0 && /[@/\\.]/.test(before))
}

function read(reading: Reading, k: number, label: PackLabel, marked: boolean): void {
  const rule = `label/pack-${label.kind.toLowerCase()}`
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (label.value === 'code' || label.value === 'digits') {
    const end =
      label.kind === 'VEHICLE'
        ? plateEnd(text, start)
        : label.value === 'code'
          ? codeEnd(text, start)
          : digitsEnd(text, start)
    if (end - start > 2 || (marked && end > start)) add(reading, bracket(text, start), end, label.kind, rule, 0.94)
    return
  }
  if (tokens.shape[k] === LOWER && label.value !== 'street') return
  if (label.value === 'name') name(reading, k, rule, marked)
  else if (label.value === 'street') street(reading, k, rule)
  else if (!isPlain(reading, k))
    add(reading, start, tokens.end[cellEnd(reading, k, /^[,.;()[\]{}"|]$/)] ?? 0, label.kind, rule, 0.84)
}

/** `+34 612 …`, `(93) 412 …` begin before their first digit. */
const bracket = (text: string, start: number): number => (/[+(]/.test(text.charAt(start - 1)) ? start - 1 : start)

const DIGITS = /\d[\d()./ –-]{2,24}\d(?!\d)|\d{3,6}/y

function digitsEnd(text: string, start: number): number {
  const match = matchAt(DIGITS, text, start)
  return match === null ? -1 : start + match[0].length
}

const PLATE = /(?=[A-Z -]{0,6}\d)[A-Z\d]{1,7}(?:[ -][A-Z\d]{1,7}){0,2}(?![\p{L}\d])/uy

function plateEnd(text: string, start: number): number {
  const match = matchAt(PLATE, text, start)
  return match === null ? -1 : start + match[0].length
}

/** A name by its words; after a mark also words that no list knows, to the end of the cell. */
function name(reading: Reading, from: number, rule: string, marked: boolean): void {
  const { tokens } = reading
  const titled = ((tokens.flags[from] ?? 0) & TITLE_WORD) !== 0 && tokens.lower[from + 1] === '.'
  const k = titled ? from + 2 : from
  const last = nameEnd(reading, k, marked)
  if (last >= k) add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'NAME', rule, 0.95)
  else if (marked && !isOrdinary(reading, k)) {
    const end = cellEnd(reading, k, /^[^.'’-]$/)
    if (end - k < 5) add(reading, tokens.start[k] ?? 0, tokens.end[end] ?? 0, 'NAME', rule, 0.85)
  }
}

const PLACE =
  /, (?=\d{4,5} )|[.,;] (?=(?:C\.?P\b|Col\.|Colonia\b|Tel\b))|, (?=\p{Lu}\p{Ll}{3,}(?: \p{L}+)*\s*(?:[,.(]|$))/u

/** To the end of the line or cell, or where a postcode, a colony or a town begins. */
function street(reading: Reading, k: number, rule: string): void {
  const { tokens, text } = reading
  const end = tokens.end[cellEnd(reading, k, /^[;"|]$/)] ?? 0
  const start = tokens.start[k] ?? 0
  const cut = PLACE.exec(text.slice(start, end))
  add(reading, start, cut === null ? end : start + cut.index, 'STREET', rule, 0.8)
}

const isPlain = ({ tokens }: Reading, k: number): boolean =>
  tokens.type[k] === WORD && ((tokens.flags[k] ?? 0) & (COMMON | CLINICAL)) !== 0 && tokens.shape[k] === LOWER

const isOrdinary = ({ tokens }: Reading, k: number): boolean =>
  ((tokens.flags[k] ?? 0) & (COMMON | CLINICAL)) !== 0 && ((tokens.flags[k] ?? 0) & (GIVEN | SURNAME)) === 0
