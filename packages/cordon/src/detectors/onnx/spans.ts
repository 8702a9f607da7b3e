import type { IdentifierKind, Span } from '@cordon/deid'
import type { Meaning } from './labels.ts'
import type { Token } from './tokenizer.ts'

/** What a token was taken for. */
export interface Verdict {
  readonly kind: IdentifierKind
  readonly label: string
  readonly begins: boolean
  readonly score: number
}

/**
 * The likeliest kind of one token, when its probability reaches `threshold`; a kind's labels (B-, I-, …) count together.
 * Throws for outputs that are no numbers.
 */
export function verdictOf(
  logits: ArrayLike<number>,
  meanings: readonly Meaning[],
  threshold: number,
): Verdict | undefined {
  const weights = softmax(logits)
  const kinds = new Map<IdentifierKind, Verdict & { top: number }>()
  meanings.forEach((meaning, id) => {
    if (meaning.kind === 'outside') return
    const weight = weights[id] ?? 0
    const held = kinds.get(meaning.kind) ?? { ...meaning, top: -1, score: 0 }
    const likeliest = weight > held.top ? { ...meaning, top: weight } : held
    kinds.set(meaning.kind, { ...likeliest, score: held.score + weight })
  })
  const [best] = [...kinds.values()].sort((a, b) => b.score - a.score)
  return best === undefined || best.score < threshold ? undefined : { ...best, score: Math.min(1, best.score) }
}

/**
 * Verdicts as spans: a word is taken whole when any token of it is, and words of one kind are one span unless a label
 * begins another. Sorted, never overlapping.
 */
export function spansOf(text: string, tokens: readonly Token[], verdicts: readonly (Verdict | undefined)[]): Span[] {
  const spans: Span[] = []
  for (const [from, to] of wordsOf(tokens)) {
    const said = verdicts.slice(from, to).filter((verdict) => verdict !== undefined)
    const best = said.toSorted((a, b) => b.score - a.score)[0]
    const place = { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 }
    if (best === undefined || place.end <= place.start) continue
    const last = spans.at(-1)
    const isBeside = last?.kind === best.kind && /^\s*$/u.test(text.slice(last.end, place.start))
    if (last !== undefined && isBeside && said[0]?.begins !== true)
      spans[spans.length - 1] = { ...last, end: place.end, score: Math.max(last.score, best.score) }
    else spans.push({ ...place, kind: best.kind, rule: `onnx/${best.label}`, score: best.score })
  }
  return spans
}

/** The spans of both, overlaps joined into their union, which has the kind and rule of the first list's. */
export function unionOf(first: readonly Span[], second: readonly Span[]): Span[] {
  const all = [...first.map((span) => ({ span, rank: 0 })), ...second.map((span) => ({ span, rank: 1 }))]
  all.sort((a, b) => a.span.start - b.span.start || a.rank - b.rank)
  const joined: { span: Span; rank: number }[] = []
  for (const { span, rank } of all) {
    const last = joined.at(-1)
    if (last === undefined || span.start >= last.span.end) joined.push({ span, rank })
    else {
      const place = { start: last.span.start, end: Math.max(last.span.end, span.end) }
      const named = rank < last.rank ? { span, rank } : last
      joined[joined.length - 1] = { span: { ...named.span, ...place }, rank: named.rank }
    }
  }
  return joined.map(({ span }) => span)
}

function softmax(logits: ArrayLike<number>): number[] {
  const given = Array.from(logits)
  const top = Math.max(...given)
  const weights = given.map((logit) => Math.exp(logit - top))
  const sum = weights.reduce((whole, weight) => whole + weight, 0)
  // NaN would be below every threshold: a model that fails would find nothing.
  if (!Number.isFinite(sum) || given.length === 0) throw new TypeError('outputs that are no numbers')
  return weights.map((weight) => weight / sum)
}

/** Runs of tokens of one word, `to` exclusive. */
function wordsOf(tokens: readonly Token[]): [from: number, to: number][] {
  const words: [number, number][] = []
  tokens.forEach((token, i) => {
    const last = words.at(-1)
    if (last !== undefined && tokens[last[0]]?.word === token.word) last[1] = i + 1
    else words.push([i, i + 1])
  })
  return words
}
