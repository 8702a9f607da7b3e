import { CordonError, type DocumentFormat } from '@cordon/contract'
import { Phi, sniffFormat } from '@cordon/deid'

/** A document as its caller gave it, as a text of its format, and the way back to the shape in which it came. */
export interface GivenDocument {
  readonly text: Phi
  readonly format: DocumentFormat
  /** The answer's `document`: a string where one came, a value where a value came. */
  readonly shaped: (text: string) => unknown
}

export interface Given {
  readonly text?: string | undefined
  readonly document?: unknown
  readonly format?: DocumentFormat | undefined
}

/** What a `document` of letters is when nobody says its format. */
export type Unstated = (document: string) => DocumentFormat

/** What it looks like. */
export const asItLooks: Unstated = sniffFormat

/**
 * A plain text, whatever it looks like. What comes back may be a model's answer, and a format in which names go into links
 * is for the caller to state, not for the answer to pretend: `<p>…<img src="https://…?[NAME-…]">` looks like HTML.
 */
export const asText: Unstated = () => 'text'

/** Throws `field_invalid` naming the field, or `body_too_large` for a value nested deeper than `depthMax`. */
export function documentOf({ text, document, format }: Given, unstated: Unstated, depthMax: number): GivenDocument {
  if ((text === undefined) === (document === undefined))
    throw new CordonError('field_invalid', { at: 'document (or text: exactly one)' })
  if (text !== undefined) return ofText(text, format ?? 'text', 'text')
  if (typeof document === 'string') return ofText(document, format ?? unstated(document), 'document')
  if (typeof document !== 'object' || document === null) throw new CordonError('field_invalid', { at: 'document' })
  return ofValue(document, format, depthMax)
}

function ofText(text: string, format: DocumentFormat, field: string): GivenDocument {
  const lone = LONE_SURROGATE.exec(text)
  if (lone !== null) throw new CordonError('field_invalid', { at: `${field}, character ${lone.index}` })
  return { text: new Phi(text), format, shaped: (made) => made }
}

/** With the `u` flag only a surrogate without its partner matches. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** A JSON value is a text of JSON: what its numbers look like is JavaScript's spelling. */
function ofValue(value: object, stated: DocumentFormat | undefined, depthMax: number): GivenDocument {
  check(value, depthMax)
  const format = stated ?? ('resourceType' in value ? 'fhir' : 'json')
  if (format !== 'json' && format !== 'fhir') throw new CordonError('field_invalid', { at: 'format' })
  return { text: new Phi(JSON.stringify(value)), format, shaped: (made) => JSON.parse(made) }
}

/** Without recursion: what is asked about is how deep a recursion would go. */
function check(value: object, depthMax: number): void {
  const open: [node: object, depth: number][] = [[value, 1]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next
    if (depth > depthMax) throw new CordonError('body_too_large', { at: 'document' })
    for (const [key, child] of Object.entries(node) as [string, unknown][]) {
      if (LONE_SURROGATE.test(key) || (typeof child === 'string' && LONE_SURROGATE.test(child)))
        throw new CordonError('field_invalid', { at: 'document' })
      if (typeof child === 'object' && child !== null) open.push([child, depth + 1])
    }
  }
}
