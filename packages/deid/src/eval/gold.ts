import { DeidError } from '../errors.ts'

/** A labelled identifier of a gold document. `type` is whatever its annotators call it. */
export interface GoldSpan {
  readonly start: number
  readonly end: number
  readonly type: string
}

export interface GoldDocument {
  readonly id: string
  /** What kind of text it is, as its annotators call it: figures are told apart by it. */
  readonly kind?: string
  readonly text: string
  readonly spans: readonly GoldSpan[]
}

/**
 * One line of a gold file: `{"id","kind","text","spans":[{"start","end","type"}]}`; `label` may stand for `type`. Offsets are UTF-16
 * code units. Throws `DeidError` (`gold_invalid`) naming the line and the place, never the text.
 */
export function parseGold(line: string, number: number): GoldDocument {
  const value = parsed(line, number)
  const { id, kind, text, spans } = value as { id?: unknown; kind?: unknown; text?: unknown; spans?: unknown }
  if (typeof text !== 'string') throw wrong(number, 'text')
  if (!Array.isArray(spans)) throw wrong(number, 'spans')
  const places = spans.map((span: unknown, n) => parseSpan(span, text, `line ${number}: spans[${n}]`))
  return {
    id: typeof id === 'string' ? id : `line-${number}`,
    ...(typeof kind === 'string' ? { kind } : {}),
    text,
    spans: places.sort((a, b) => a.start - b.start),
  }
}

function parseSpan(span: unknown, text: string, at: string): GoldSpan {
  const { start, end, type, label, text: stated } = (span ?? {}) as Record<string, unknown>
  const name = type ?? label
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || typeof name !== 'string')
    throw new DeidError('gold_invalid', at)
  const [from, to] = [Number(start), Number(end)]
  if (from < 0 || to <= from || to > text.length) throw new DeidError('gold_invalid', `${at} lies outside its text`)
  if (typeof stated === 'string' && text.slice(from, to) !== stated)
    throw new DeidError('gold_invalid', `${at} does not hold what it states`)
  return { start: from, end: to, type: name }
}

function parsed(line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // The parser's message quotes the line.
  }
  throw wrong(number, 'JSON')
}

function wrong(number: number, what: string): DeidError {
  return new DeidError('gold_invalid', `line ${number}: ${what}`)
}
