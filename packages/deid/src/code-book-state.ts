import type { CodeBookState } from './code-book.ts'
import { DeidError } from './errors.ts'
import { POLICY_NAMES } from './policies/policy.ts'
import { readCode } from './replace/code.ts'
import { IDENTIFIER_KINDS } from './span.ts'
import type { SurrogateState } from './surrogates/surrogate-book.ts'

/** A sealed state is ours, so it is checked for shape, not argued with. Throws `book_invalid`. */
export function checkedState(state: CodeBookState): CodeBookState {
  const sound =
    state.version === 1 &&
    Array.isArray(state.codes) &&
    Array.isArray(state.turns) &&
    state.codes.every(([code, kind, value, keep, learned]) => {
      const whole = typeof value === 'string' && typeof keep === 'string' && (learned === 0 || learned === 1)
      return whole && KINDS.has(kind) && typeof code === 'string' && readCode(code) !== undefined
    }) &&
    state.turns.every(
      ([textKey, spans]) => typeof textKey === 'string' && Array.isArray(spans) && spans.every(isSpan),
    ) &&
    (state.surrogates === undefined || areSurrogates(state.surrogates))
  if (!sound) throw new DeidError('book_invalid')
  return state
}

const KINDS: ReadonlySet<string> = new Set(IDENTIFIER_KINDS)

function areSurrogates({ texts, words, shifts }: SurrogateState): boolean {
  return (
    Array.isArray(texts) &&
    Array.isArray(words) &&
    texts.every(([text, kind, value]) => typeof text === 'string' && KINDS.has(kind) && typeof value === 'string') &&
    words.every(([original, surrogate]) => typeof original === 'string' && typeof surrogate === 'string') &&
    Array.isArray(shifts) &&
    shifts.every(([policy, days]) => (POLICY_NAMES as readonly string[]).includes(policy) && Number.isInteger(days / 7))
  )
}

function isSpan(span: unknown): boolean {
  if (!Array.isArray(span) || span.length !== 3) return false
  const [start, end, code]: unknown[] = span
  return Number.isInteger(start) && Number.isInteger(end) && typeof code === 'string'
}
