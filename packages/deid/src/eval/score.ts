import type { Span } from '../span.ts'
import type { GoldDocument, GoldSpan } from './gold.ts'
import { type Interval, wilson } from './interval.ts'
import { mask, telling, withoutTitle } from './telling.ts'

/** A share with its 95 % confidence interval. */
export interface Figure extends Interval {
  readonly hits: number
  readonly of: number
}

/** How well a detector does on labelled text. Every figure says by which rule it was counted. */
export interface Score {
  readonly documents: number
  readonly identifiers: number
  /** Every letter and digit of the labelled value was masked; a leading title (Dr, Mr, Mrs, Ms) is forgiven. */
  readonly whole: Figure
  /** Start, end and kind are the label's own. */
  readonly strict: Figure
  /** Anything of it was masked. */
  readonly touched: Figure
  /** Of the letters and digits masked, those that are labelled. */
  readonly characterPrecision: Figure
  /** Of the letters and digits labelled, those that are masked. */
  readonly characterRecall: Figure
  /** Documents without a label in which anything was masked. */
  readonly harmlessDamaged: Figure
  readonly byType: Readonly<Record<string, Figure>>
  /** The same for each kind of text that the gold names; `unnamed` where it names none. */
  readonly byKind: Readonly<Record<string, KindScore>>
}

export interface KindScore {
  readonly documents: number
  readonly whole: Figure
  readonly harmlessDamaged: Figure
}

/** A labelled identifier that was not masked whole. Its text is the gold file's own. */
export interface Miss {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly type: string
}

export interface Scorer {
  add(document: GoldDocument, found: readonly Span[]): Miss[]
  score(): Score
}

/** Counts document by document, so that a corpus of any size is scored in one pass. */
export function createScorer(): Scorer {
  const counts = { documents: 0, identifiers: 0, whole: 0, strict: 0, touched: 0, harmless: 0, damaged: 0 }
  const characters = { masked: 0, labelled: 0, both: 0 }
  const byType = new Map<string, { hits: number; of: number }>()
  const byKind = new Map<string, KindCounts>()

  function addSpan(document: GoldDocument, span: GoldSpan, masked: Uint8Array, found: readonly Span[]): boolean {
    const places = telling(document.text, withoutTitle(document.text, span))
    const whole = places.every((at) => masked[at] === 1)
    const tally = byType.get(span.type) ?? { hits: 0, of: 0 }
    byType.set(span.type, { hits: tally.hits + Number(whole), of: tally.of + 1 })
    counts.identifiers++
    counts.whole += Number(whole)
    counts.touched += Number(places.some((at) => masked[at] === 1))
    counts.strict += Number(
      found.some(({ start, end, kind }) => start === span.start && end === span.end && kind === span.type),
    )
    return whole
  }

  return {
    add(document, found) {
      const masked = mask(document.text.length, found)
      const labelled = mask(document.text.length, document.spans)
      counts.documents++
      if (document.spans.length === 0) {
        counts.harmless++
        counts.damaged += Number(found.length > 0)
      }
      for (const at of telling(document.text, { start: 0, end: document.text.length })) {
        characters.masked += masked[at] ?? 0
        characters.labelled += labelled[at] ?? 0
        characters.both += (masked[at] ?? 0) & (labelled[at] ?? 0)
      }
      const missed = document.spans.filter((span) => !addSpan(document, span, masked, found))
      addKind(byKind, document, missed.length, found.length > 0)
      return missed.map(({ start, end, type }) => ({ id: document.id, start, end, type }))
    },
    score() {
      const { documents, identifiers, harmless } = counts
      const types = [...byType].sort(([a], [b]) => (a < b ? -1 : 1))
      const kinds = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1))
      return {
        documents,
        identifiers,
        whole: figure(counts.whole, identifiers),
        strict: figure(counts.strict, identifiers),
        touched: figure(counts.touched, identifiers),
        characterPrecision: figure(characters.both, characters.masked),
        characterRecall: figure(characters.both, characters.labelled),
        harmlessDamaged: figure(counts.damaged, harmless),
        byType: Object.fromEntries(types.map(([type, { hits, of }]) => [type, figure(hits, of)])),
        byKind: Object.fromEntries(kinds.map(([kind, counted]) => [kind, kindScore(counted)])),
      }
    },
  }
}

interface KindCounts {
  readonly documents: number
  readonly identifiers: number
  readonly whole: number
  readonly harmless: number
  readonly damaged: number
}

const NOTHING: KindCounts = { documents: 0, identifiers: 0, whole: 0, harmless: 0, damaged: 0 }

function addKind(byKind: Map<string, KindCounts>, document: GoldDocument, missed: number, masked: boolean): void {
  const { kind = 'unnamed', spans } = document
  const { documents, identifiers, whole, harmless, damaged } = byKind.get(kind) ?? NOTHING
  const isHarmless = spans.length === 0
  byKind.set(kind, {
    documents: documents + 1,
    identifiers: identifiers + spans.length,
    whole: whole + spans.length - missed,
    harmless: harmless + Number(isHarmless),
    damaged: damaged + Number(isHarmless && masked),
  })
}

function kindScore({ documents, identifiers, whole, harmless, damaged }: KindCounts): KindScore {
  return { documents, whole: figure(whole, identifiers), harmlessDamaged: figure(damaged, harmless) }
}

function figure(hits: number, of: number): Figure {
  return { hits, of, ...wilson(hits, of) }
}
