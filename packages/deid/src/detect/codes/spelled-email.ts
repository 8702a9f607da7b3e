import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, MARK, TIGHT } from '../tokens.ts'

/** `xoch dot bear at mesamail dot org`: read both ways from the word `at`, before a host with a spoken dot. */
export const spelledEmails: Rule = { starts: { words: ['at', '@'] }, read: email }

function email(reading: Reading, k: number): void {
  const { tokens } = reading
  const last = hostEnd(reading, k + 1)
  if (last < 0 || k === 0 || tokens.gap[k] !== BLANK || tokens.type[k - 1] === MARK) return
  if (NO_LOCAL_PART.has(tokens.lower[k - 1] ?? '')) return
  add(reading, tokens.start[localStart(reading, k - 1)] ?? 0, tokens.end[last] ?? 0, 'EMAIL', 'email/spelled', 0.9)
}

/** `it is up at host dot org`: a page, and nobody's address. */
const NO_LOCAL_PART = new Set(['up', 'is', 'posted', 'found', 'online', 'page', 'site', 'website', 'look', 'visit'])

/** Labels of a host after the first, and words of a local part before the last. */
const PAIRS_MAX = 4

/** The last token of a host whose dots are spoken; -1 when none is. */
function hostEnd({ tokens }: Reading, k: number): number {
  let last = k
  while (last - k < 2 * PAIRS_MAX && isDot(tokens.lower[last + 1]) && isSpaced(tokens.gap, tokens.type, last + 2))
    last += 2
  return last === k ? -1 : last
}

/** Back over `jane dot`, and over what is written together. */
function localStart({ tokens }: Reading, last: number): number {
  let first = last
  for (let pairs = 0; pairs < PAIRS_MAX; pairs++) {
    while (
      first > 0 &&
      last - first < 12 &&
      tokens.gap[first] === TIGHT &&
      /^[\w.-]+$/.test(tokens.lower[first - 1] ?? '')
    )
      first--
    if (!JOINERS.has(tokens.lower[first - 1] ?? '') || first < 2 || tokens.type[first - 2] === MARK) break
    first -= 2
  }
  return first
}

const isDot = (lower: string | undefined): boolean => lower === 'dot' || lower === 'period'

const isSpaced = (gap: Uint8Array, type: Uint8Array, k: number): boolean => gap[k] === BLANK && type[k] !== MARK

const JOINERS = new Set(['dot', 'period', 'underscore', 'dash'])
