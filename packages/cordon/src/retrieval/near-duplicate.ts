import { words } from './tokenize.ts'

/** Share of words in common from which two passages say the same. */
const SAME = 0.9
/** One of these more or less turns a sentence round. */
const NEGATIONS = new Set([
  'no',
  'not',
  'denies',
  'denied',
  'negative',
  'without',
  'never',
  'none',
  'stopped',
  'resolved',
  'absent',
])

/**
 * Tells whether a passage repeats one that it was shown before, as notes that are copied forward do. Two passages that
 * differ in a figure or a negation are never the same, however alike the rest.
 */
export function createRepeats(): (text: string) => boolean {
  const shown: Signature[] = []
  return (text) => {
    const it = signature(text)
    if (shown.some((other) => same(it, other))) return true
    shown.push(it)
    return false
  }
}

interface Signature {
  readonly words: ReadonlySet<string>
  readonly exact: string
}

function signature(text: string): Signature {
  const found = words(text.toLowerCase())
  const exact = found.filter((word) => /\d/.test(word) || NEGATIONS.has(word))
  return { words: new Set(found), exact: exact.sort().join(' ') }
}

function same(a: Signature, b: Signature): boolean {
  if (a.exact !== b.exact) return false
  let common = 0
  for (const word of a.words) if (b.words.has(word)) common += 1
  return common >= SAME * (a.words.size + b.words.size - common)
}
