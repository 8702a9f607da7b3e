import { createHash } from 'node:crypto'
import { type CodeBook, findCodes } from '@cordon/deid'
import type { TenantKeys } from '../../crypto/keyring.ts'
import { hashOf } from '../../kernel/hash-of.ts'
import type { Route } from '../../policy/agreements/recipients.ts'
import { encode } from '../../providers/encode.ts'
import type { Ask } from '../ask.ts'
import { basisOf } from '../basis.ts'
import type { Cleaned } from '../clean.ts'
import type { Permit } from '../stages.ts'

/** What a question is to the cache. */
export interface AskedBefore {
  /** Under which name an answer of each route would be kept; in the decision's order. */
  readonly refs: ReadonlyMap<Route, string>
  /** Whether a code, or an invented word, stands in the prompt with the meaning that the name binds. */
  isInPrompt(code: string): boolean
}

/**
 * The names of a question's answers: HMACs under the tenant's key of everything that makes two questions one. That is who asks
 * (the application, not the person) about whom and what for, under which rules, in which bytes, to whom under which agreement, and
 * what the codes in those bytes stand for. A code of another conversation may be somebody else's: with another meaning it is
 * another question. Whatever of this differs, the name does, and nothing is found.
 */
export function askedBefore(
  { keys, origin, detectorHash }: { keys: TenantKeys; origin: string; detectorHash: string },
  ask: Ask,
  cleaned: Cleaned,
  decision: Permit,
): AskedBefore {
  const { book } = cleaned.codes
  const bytesFor = encodedOnce(ask, cleaned)
  const codes = codesIn(bytesFor.texts(decision.routes), book)
  const common = [
    // Of this node: the receipt that comes with an answer is of its own journal.
    origin,
    ask.caller.tenant,
    ask.caller.application?.id,
    [decision.patient ?? null, [...decision.names].sort()],
    decision.purpose,
    [decision.by.set.name, decision.by.set.hash],
    [cleaned.policy.id, cleaned.policy.hash, detectorHash, cleaned.label],
    [ask.dialect.name, ask.dialect.shape, cleaned.stream],
    [...codes.entries()].sort(([one], [other]) => (one < other ? -1 : 1)),
    // Invented words look like any other: only a book with the very same ones says the same.
    book.surrogates.serialize() ?? null,
  ]
  const refs = new Map<Route, string>()
  for (const route of decision.routes) {
    const prompt = cleaned.promptFor(route)
    if (prompt === undefined) continue
    const basis = basisOf(route, prompt)
    const to = [hashOf(route.vendor), route.model, basis.basis, basis.agreement, basis.agreementDocument]
    refs.set(route, keys.pseudonym('answer', JSON.stringify([...common, to, bytesFor.hash(route)])))
  }
  return { refs, isInPrompt: (code) => codes.has(code) || book.surrogates.find(code) !== undefined }
}

/** The bytes for each kind of vendor, made once, as they would leave. */
function encodedOnce(ask: Ask, cleaned: Cleaned) {
  const made = new Map<string, Buffer>()
  const bytes = (route: Route): Buffer | undefined => {
    const prompt = cleaned.promptFor(route)
    if (prompt === undefined) return undefined
    const { kind } = route.vendor
    const known = made.get(kind) ?? encode(prompt, ask.dialect.shape, kind).bytes
    made.set(kind, known)
    return known
  }
  return {
    texts: (routes: readonly Route[]): string[] => [...new Set(routes.map(bytes))].map((one) => one?.toString() ?? ''),
    hash: (route: Route): string =>
      createHash('sha256')
        .update(bytes(route) ?? '')
        .digest('base64url'),
  }
}

/** The codes of the prompt and what each stands for; `null`: nothing in this book. */
function codesIn(texts: readonly string[], book: CodeBook): Map<string, readonly [string, string] | null> {
  const codes = new Map<string, readonly [string, string] | null>()
  for (const text of texts)
    for (const { start, end } of findCodes(text)) {
      const written = text.slice(start, end)
      const entry = book.find(written)
      codes.set(entry?.code ?? written, entry === undefined ? null : [entry.kind, entry.value])
    }
  return codes
}
