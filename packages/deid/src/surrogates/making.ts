import type { CodeBook } from '../code-book.ts'
import type { PolicyName } from '../policies/policy.ts'
import type { DraftLeaf } from '../replace/draft.ts'
import type { Known } from '../span.ts'
import type { Making } from './make.ts'
import { readDate, tellsDayFirst } from './read-date.ts'

/** What the surrogates of one request must not be: any word or number that its texts hold, and any value that is known. */
export function openMaking(
  draft: readonly DraftLeaf[],
  known: readonly Known[],
  { book, policy, yearNow }: { book: CodeBook; policy: PolicyName; yearNow: number },
): Making {
  const texts = draft.flatMap(({ pieces }) => pieces.map(({ text }) => text))
  const real = new Set<string>()
  for (const text of [...texts, ...known.map(({ value }) => value)]) {
    for (const word of text.toLowerCase().match(WORDS) ?? []) real.add(word)
  }
  const dayFirst = texts.some((text) => (text.match(DATES) ?? []).some(tellsDayFirst))
  for (const { kind, value } of known) {
    const date = kind === 'DATE' ? readDate(value, { dayFirst, yearNow }) : undefined
    if (date !== undefined) real.add(`date ${new Date(date.time).toISOString().slice(0, 10)}`)
  }
  return {
    book: book.surrogates,
    policy,
    isReal: (lower) => real.has(lower) || parts(lower).every((part) => real.has(part)),
    dayFirst,
    yearNow,
  }
}

const WORDS = /[\p{L}\p{N}\p{M}]+/gu
const DATES = /(?<![\d/.-])\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/g

function parts(lower: string): readonly string[] {
  return lower.startsWith('date ') ? [lower] : (lower.match(WORDS) ?? [lower])
}
