import type { Ask, Frame } from './ask.ts'
import type { Stages } from './stages.ts'

/**
 * A request, as a story. Every ending (answered, refused, failed, abandoned by the client) leaves through the same
 * `finally`. A consumer that stops reading ends it as abandoned.
 */
export async function* answer(ask: Ask, stages: Stages): AsyncGenerator<Frame, void> {
  const trail = stages.begin(ask)
  try {
    await trail.intend() // no record, no request
    trail.enter() // rate, places and budgets of caller and application
    const question = await stages.read(ask) // bounded, parsed, every field known
    const decision = await stages.admit(ask, question, trail) // who, which patient, what for, under which agreement
    if (decision.effect === 'deny') return yield await trail.denied(decision)
    const cleaned = await stages.clean(ask, question, decision) // Phi in, Clean out; minimised first
    const reply = await stages.dispatch(ask, cleaned, decision, trail) // trail.disclose before the attempt
    yield* stages.restore(ask, reply, cleaned, trail)
    trail.answered()
  } catch (error) {
    yield await trail.failed(error)
  } finally {
    await trail.settle()
  }
}
