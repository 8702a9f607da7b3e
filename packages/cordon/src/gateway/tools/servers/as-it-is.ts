import { CordonError } from '@cordon/contract'
import { createCodeBook, Phi } from '@cordon/deid'
import type { RandomBytes } from '../../../kernel/random.ts'
import { insideAsItIs } from '../../../policy/agreements/phi-under-agreement.ts'
import type { Cleaned } from '../../clean.ts'
import type { Asked } from '../../dialects/dialect.ts'
import type { Permit } from '../../stages.ts'

/**
 * Arguments for a server of the operator's own, about a patient whom this caller may see: nothing is disclosed to anybody, so nothing
 * is taken out, and no code is made that an answer could bring back.
 */
export function cleanInside(random: RandomBytes, question: Asked, decision: Permit): Cleaned {
  const [route] = decision.routes
  if (route === undefined) throw new CordonError('agreement_missing')
  const phi = question.outgoing(route.model, undefined)
  return {
    prompt: insideAsItIs(decision, route, phi),
    promptFor: (other) => (decision.routes.includes(other) ? insideAsItIs(decision, other, phi) : undefined),
    policy: { id: 'none', hash: 'none' },
    label: 'phi',
    model: route.model,
    stream: false,
    turns: question.turns,
    counts: {},
    turnsRevised: 0,
    sources: new Phi([]),
    resources: [],
    labels: [],
    codes: { book: createCodeBook({ random }), remember: async () => undefined },
    emergency: decision.emergency,
    // No vendor writes its answer: a server of the house may speak of whomever it is asked about.
    isStranger: () => false,
    opaque: false,
  }
}
