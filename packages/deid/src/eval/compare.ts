import type { GoldSpan } from './gold.ts'
import { mask, telling, withoutTitle } from './telling.ts'

/** How far two reviewers agree about one type, or about identifiers at all. */
export interface Agreement {
  /** What each of them marked. */
  readonly first: number
  readonly second: number
  /** Marks that both made: the same letters and digits, a leading title forgiven, and the same type. */
  readonly same: number
  /** `2 × same ÷ (first + second)`; 1 when neither marked any. */
  readonly f1: number
  /** Cohen's kappa (Educ. Psychol. Meas. 20:37, 1960) over letters and digits: marked so, or not. */
  readonly kappa: number
}

/** A place where the two did not mark the same. For a third person to decide. */
export interface Disagreement {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly first: readonly GoldSpan[]
  readonly second: readonly GoldSpan[]
}

export interface Compared {
  readonly agreed: readonly GoldSpan[]
  readonly disagreements: readonly Disagreement[]
}

export interface Comparison {
  /** Compares what the two marked in one document. */
  add(
    document: { readonly id: string; readonly text: string },
    first: readonly GoldSpan[],
    second: readonly GoldSpan[],
  ): Compared
  /** Whatever the type. */
  overall(): Agreement
  byType(): Readonly<Record<string, Agreement>>
}

const ANY = ''

/** Compares two reviewers document by document, so that a corpus of any size needs one pass. */
export function createComparison(): Comparison {
  const tallies = new Map<string, Tally>()
  let characters = 0

  function count(text: string, type: string, first: readonly GoldSpan[], second: readonly GoldSpan[]): Tally {
    const tally = tallies.get(type) ?? { first: 0, second: 0, same: 0, marked: [0, 0, 0] }
    tallies.set(type, tally)
    tally.first += first.length
    tally.second += second.length
    const [one, other] = [mask(text.length, first), mask(text.length, second)]
    for (const at of telling(text, { start: 0, end: text.length })) {
      tally.marked[0] += one[at] ?? 0
      tally.marked[1] += other[at] ?? 0
      tally.marked[2] += (one[at] ?? 0) & (other[at] ?? 0)
    }
    return tally
  }

  return {
    add({ id, text }, first, second) {
      characters += telling(text, { start: 0, end: text.length }).length
      const places = placesOf(first, second)
      const agreed = places.filter((place) => isSame(text, place)).flatMap((place) => place.first)
      const types = new Set([...first, ...second].map(({ type }) => type))
      count(text, ANY, first, second).same += agreed.length
      for (const type of types) {
        const of = (spans: readonly GoldSpan[]) => spans.filter((span) => span.type === type)
        count(text, type, of(first), of(second)).same += of(agreed).length
      }
      const disagreements = places.filter((place) => !isSame(text, place)).map((place) => ({ id, ...place }))
      return { agreed, disagreements }
    },
    overall: () => agreementOf(tallies.get(ANY) ?? { first: 0, second: 0, same: 0, marked: [0, 0, 0] }, characters),
    byType: () =>
      Object.fromEntries(
        [...tallies]
          .filter(([type]) => type !== ANY)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([type, tally]) => [type, agreementOf(tally, characters)]),
      ),
  }
}

interface Tally {
  first: number
  second: number
  same: number
  /** Letters and digits: marked by the first, by the second, by both. */
  readonly marked: [number, number, number]
}

function agreementOf({ first, second, same, marked: [one, other, both] }: Tally, characters: number): Agreement {
  const f1 = first + second === 0 ? 1 : (2 * same) / (first + second)
  return { first, second, same, f1, kappa: kappaOf(one, other, both, characters) }
}

function kappaOf(one: number, other: number, both: number, of: number): number {
  if (of === 0) return 1
  const observed = (of - one - other + 2 * both) / of
  const expected = (one * other + (of - one) * (of - other)) / (of * of)
  return expected === 1 ? 1 : (observed - expected) / (1 - expected)
}

type Place = Omit<Disagreement, 'id'>

/** The marks of both, gathered into the places where they overlap. */
function placesOf(first: readonly GoldSpan[], second: readonly GoldSpan[]): Place[] {
  const all = [
    ...first.map((span) => ({ span, by: 'first' as const })),
    ...second.map((span) => ({ span, by: 'second' as const })),
  ]
  const places: { start: number; end: number; first: GoldSpan[]; second: GoldSpan[] }[] = []
  for (const { span, by } of all.sort((a, b) => a.span.start - b.span.start)) {
    const last = places.at(-1)
    const place =
      last !== undefined && span.start < last.end ? last : { start: span.start, end: span.end, first: [], second: [] }
    if (place !== last) places.push(place)
    place.end = Math.max(place.end, span.end)
    place[by].push(span)
  }
  return places
}

function isSame(text: string, { first, second }: Place): boolean {
  const [one, other] = [first[0], second[0]]
  if (first.length !== 1 || second.length !== 1 || one === undefined || other === undefined) return false
  return one.type === other.type && said(text, one) === said(text, other)
}

function said(text: string, span: GoldSpan): string {
  return telling(text, withoutTitle(text, span)).join()
}

/** What a third person says of a disagreement; spans of their own stand for both. */
export type Verdict = 'first' | 'second' | 'both' | 'none' | readonly GoldSpan[]

/** The labels that a verdict leaves. `both` joins what overlaps, under the type of the longest mark. */
export function settle({ first, second }: Disagreement, verdict: Verdict): readonly GoldSpan[] {
  if (verdict === 'first') return first
  if (verdict === 'second') return second
  if (verdict === 'none') return []
  if (verdict !== 'both') return verdict
  return joined([...first, ...second])
}

function joined(spans: readonly GoldSpan[]): GoldSpan[] {
  const longest = [...spans].sort((a, b) => b.end - b.start - (a.end - a.start))[0]
  if (longest === undefined) return []
  const start = Math.min(...spans.map((span) => span.start))
  const end = Math.max(...spans.map((span) => span.end))
  return [{ start, end, type: longest.type }]
}
