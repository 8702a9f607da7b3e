import { IDENTIFIER_KINDS, type Span } from '../span.ts'

/** A place in a piece, before it has a code. */
export type Place = Pick<Span, 'start' | 'end' | 'kind' | 'rule'>

/**
 * Whether a detector kept its promise for these texts: one sorted list per text, no overlap, whole offsets inside the
 * text, kinds that exist. A detector that breaks it once is not believed at all.
 */
export function areSound(found: unknown, texts: readonly string[]): found is Span[][] {
  if (!Array.isArray(found) || found.length !== texts.length) return false
  return texts.every((text, i) => {
    const spans: unknown = found[i]
    let at = 0
    return (
      Array.isArray(spans) &&
      spans.every((span: unknown) => {
        if (!isSpan(span) || span.start < at || span.end <= span.start || span.end > text.length) return false
        at = span.end
        return true
      })
    )
  })
}

/** Joins places that overlap into their union: a shared place never shrinks. The first one's kind stands. */
export function union(places: readonly Place[]): Place[] {
  const joined: Place[] = []
  for (const place of [...places].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1)
    if (last === undefined || place.start >= last.end) joined.push(place)
    else if (place.end > last.end) joined[joined.length - 1] = { ...last, end: place.end }
  }
  return joined
}

/** What of `place` lies outside `holes` and still has a letter or a digit in it. Both sorted by start. */
export function outside(place: Place, holes: readonly { start: number; end: number }[], text: string): Place[] {
  const rest: Place[] = []
  let at = place.start
  const keep = (end: number): void => {
    if (end > at && /[\p{L}\p{N}]/u.test(text.slice(at, end))) rest.push({ ...place, start: at, end })
  }
  for (const hole of holes) {
    if (hole.end <= at) continue
    if (hole.start >= place.end) break
    keep(hole.start)
    at = hole.end
  }
  keep(place.end)
  return rest
}

/** Widens a place that would cut an astral character in two. */
export function toWholeCharacters(place: Place, text: string): Place {
  const start = splitsPair(text, place.start) ? place.start - 1 : place.start
  const end = splitsPair(text, place.end) ? place.end + 1 : place.end
  return start === place.start && end === place.end ? place : { ...place, start, end }
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}

const KINDS: ReadonlySet<unknown> = new Set(IDENTIFIER_KINDS)

function isSpan(span: unknown): span is Span {
  if (typeof span !== 'object' || span === null) return false
  const { start, end, kind, rule } = span as Partial<Record<keyof Span, unknown>>
  return Number.isInteger(start) && Number.isInteger(end) && KINDS.has(kind) && typeof rule === 'string'
}
