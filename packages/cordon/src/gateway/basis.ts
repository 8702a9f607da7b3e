import { CordonError, type Basis as Kind } from '@cordon/contract'
import { isInside, isPrivate, type Route } from '../policy/agreements/recipients.ts'
import { hashOfResult } from '../policy/agreements/statement.ts'
import type { Prompt } from './clean.ts'

/** Under what a prompt goes to its recipient, as the disclosure entry says it. */
export interface Basis {
  readonly basis: Kind
  readonly agreement: string
  readonly agreementDocument: string
}

/**
 * The last look before the record and the wire: outside, and without an agreement, only what was made under the very
 * determination that opened the route may go. Throws `agreement_missing` for anything else.
 */
export function basisOf({ vendor, agreement, validated }: Route, prompt: Prompt): Basis {
  if (agreement !== undefined) {
    const basis = agreement.kind === 'data-use' ? 'data-use-agreement' : 'agreement'
    return { basis, agreement: agreement.id, agreementDocument: agreement.documentSha256 }
  }
  if (isPrivate(vendor)) return { basis: 'private', agreement: 'none: private', agreementDocument: 'none: private' }
  if (isInside(vendor)) return { basis: 'inside', agreement: 'none: inside', agreementDocument: 'none: inside' }
  if (validated === undefined || determinationOf(prompt) !== validated.determination.id)
    throw new CordonError('agreement_missing')
  const agreementDocument = hashOfResult(validated.result)
  return { basis: 'validated-route', agreement: `none: validated route ${validated.id}`, agreementDocument }
}

/** Of `Clean` made under `expert`; PHI has none, whatever agreement permits it elsewhere. */
function determinationOf(prompt: Prompt): string | undefined {
  return 'determination' in prompt && prompt.policy.startsWith('expert/') ? prompt.determination : undefined
}
