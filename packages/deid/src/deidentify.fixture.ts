import { createHash } from 'node:crypto'
import { type CodeBook, createCodeBook } from './code-book.ts'
import { createDeidentifier, type Deidentifier, type DeidJob, type DeidLimits } from './deidentify.ts'
import type { Detector, SyncDetector } from './detect/detector.ts'
import type { After } from './replace/ask.ts'
import type { IdentifierKind, Known, Span } from './span.ts'

/** For the tests of this package: a small detector that really detects, and everything else real. */

const RULES: readonly { kind: IdentifierKind; rule: string; pattern: RegExp }[] = [
  { kind: 'DATE', rule: 'date/numeric', pattern: /\b\d{1,2}\/\d{1,2}(?:\/(?:\d{4}|\d{2}))?\b|\b\d{4}-\d\d-\d\d\b/g },
  { kind: 'AGE90', rule: 'age/over-89', pattern: /\b(?:9\d|1[01]\d)(?= y\.?o\b|-year-old)/g },
  { kind: 'ZIP', rule: 'zip/labelled', pattern: /(?<=zip:? )\d{5}\b/gi },
  { kind: 'MRN', rule: 'mrn/labelled', pattern: /(?<=mrn:? )\d{5,}/gi },
  { kind: 'EMAIL', rule: 'email/plain', pattern: /[\w.+-]+@[\w-]+\.[\w.]+/g },
  { kind: 'NAME', rule: 'name/titled', pattern: /(?<=\b(?:Mr|Mrs|Ms|Dr)\. )[A-Z]\p{L}+(?: [A-Z]\p{L}+)?/gu },
]

export const detector: SyncDetector = {
  version: 'small/1',
  find: (texts, { known }) => texts.map((text) => disjoint([...byRule(text), ...byKnown(text, known)])),
  findKnown: (texts, known) => texts.map((text) => disjoint(byKnown(text, known))),
}

function byRule(text: string): Span[] {
  return RULES.flatMap(({ kind, rule, pattern }) =>
    Array.from(text.matchAll(pattern), (match) => spanAt(match.index, match[0].length, kind, rule)),
  )
}

/** Whole and in any case; of a name also its words of three letters or more. */
function byKnown(text: string, known: readonly Known[]): Span[] {
  return known.flatMap(({ kind, value }) => {
    const forms = [value, ...(kind === 'NAME' ? value.split(' ').filter((word) => word.length >= 3) : [])]
    return forms.flatMap((form) => {
      const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(form)}(?![\\p{L}\\p{N}])`, 'giu')
      return Array.from(text.matchAll(pattern), (match) => spanAt(match.index, match[0].length, kind, 'known/exact'))
    })
  })
}

function spanAt(start: number, length: number, kind: IdentifierKind, rule: string): Span {
  return { start, end: start + length, kind, rule, score: 1 }
}

function disjoint(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span)
  }
  return kept
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Bytes that are different each time and the same each run. */
export function seededRandom(seed = 1): (length: number) => Uint8Array {
  let counter = 0
  return (length) => {
    const digest = createHash('sha256').update(`${seed} ${counter++}`).digest()
    return new Uint8Array(digest.subarray(0, length))
  }
}

export const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest()

export const NOW = Date.UTC(2026, 10, 22)

export function newBook(seed = 1): CodeBook {
  return createCodeBook({ random: seededRandom(seed) })
}

/** A timer of zero milliseconds: whatever does not answer at once is late. */
const soon: After = (_, late) => {
  const timer = setTimeout(late, 0)
  return () => clearTimeout(timer)
}

export function newDeidentifier(
  with_: { detector?: Detector; after?: After; now?: () => number; limits?: Partial<DeidLimits> } = {},
): Deidentifier {
  return createDeidentifier({ detector, sha256, now: () => NOW, after: soon, ...with_ })
}

/** Finds exactly these values, wherever they stand: a detector for properties over random texts and spans. */
export function detectorOf(values: readonly Known[]): SyncDetector {
  const find = (texts: readonly string[]): Span[][] =>
    texts.map((text) => disjoint(values.flatMap(({ kind, value }) => everywhere(text, value, kind))))
  return { version: 'values/1', find, findKnown: (texts) => find(texts) }
}

function everywhere(text: string, value: string, kind: IdentifierKind): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    spans.push(spanAt(at, value.length, kind, 'value/exact'))
  }
  return spans
}

export function job(book: CodeBook, more: Partial<DeidJob> = {}): DeidJob {
  const turnKey = (text: string): string => createHash('sha256').update(`key ${text}`).digest('hex')
  return { treat: () => 'text', known: [], book, turnKey, ...more }
}
