import type { Reading } from '../evidence.ts'
import { COMMON, CREDENTIAL, DRUG, EPONYM, SURNAME } from '../flags.ts'
import { clinicalNoun } from '../names/clinical-noun.ts'
import { BLANK, CAPS, LOWER, MARK, MIXED, NUMBER, TIGHT } from '../tokens.ts'

/**
 * Whether a word that a person of the text bears stands for the disease, test, device, drug or language of that name here:
 * `has Burns`, `the Yankauer`, `Weber B`, `Heller myotomy`, `Parkinson's.`, `speaks English`.
 */
export function isThing(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  const lower = tokens.lower[k] ?? ''
  const before = tokens.gap[k] === BLANK ? (tokens.lower[k - 1] ?? '') : ''
  if (LANGUAGES.has(lower) && SPOKEN.has(before)) return true
  if (flags & (EPONYM | COMMON) && ARTICLES.has(before) && !bornSo(reading, k)) return true
  if (flags & DRUG && TAKEN.has(before)) return true
  if ((flags & EPONYM) === 0) return false
  return HAD.has(before) || clinicalNoun(reading, k + 1) || graded(reading, k) || owned(reading, k)
}

/** `she is a Lynch`: of that family. */
function bornSo({ tokens }: Reading, k: number): boolean {
  const flags = tokens.flags[k] ?? 0
  return /^(?:is|was)$/.test(tokens.lower[k - 2] ?? '') && (flags & SURNAME) !== 0 && (flags & COMMON) === 0
}

const LANGUAGES = new Set('english french german spanish polish irish welsh navajo hmong somali'.split(' '))
const SPOKEN = new Set(['speaks', 'speaking', 'speak', 'reads', 'in', 'not', 'or', 'and', 'is'])
const ARTICLES = new Set(['a', 'an', 'the', 'second', 'third', 'another', 'no', 'not', 'prior', 'previous', 'high'])
const HAD = new Set(['has', 'have', 'had', 'having', 'without', 'maybe', 'positive', 'negative', 'de', 'von'])
const TAKEN = new Set(['on', 'taking', 'takes', 'took', 'stopped', 'started', 'tried', 'stop', 'start', 'that', 'to'])

/** `Weber B ankle`, `Marsh 3b`, `King LT`: a class or a model after the name. */
function graded({ tokens }: Reading, k: number): boolean {
  const next = k + 1
  if (tokens.gap[next] !== BLANK) return false
  if (tokens.type[next] === NUMBER || tokens.type[next] === MIXED) return true
  const length = (tokens.end[next] ?? 0) - (tokens.start[next] ?? 0)
  if (tokens.shape[next] !== CAPS || length > 3 || (tokens.flags[next] ?? 0) & CREDENTIAL) return false
  return tokens.lower[next + 1] !== '.' && (tokens.shape[next + 1] === LOWER || length === 1)
}

/** `Parkinson's.`, `Hartmann's,`, `Todd's paresis`, `Graves' disease`: a possessive that leads to no word, or to a clinical one. */
function owned(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (!/^['’]$/.test(tokens.lower[k + 1] ?? '') || tokens.gap[k + 1] !== TIGHT) return false
  const next = tokens.lower[k + 2] === 's' && tokens.gap[k + 2] === TIGHT ? k + 3 : k + 2
  return next >= tokens.count || tokens.type[next] === MARK || clinicalNoun(reading, next)
}
