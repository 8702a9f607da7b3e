import type { Clock } from '../kernel/clock.ts'
import { type Decision, decide } from '../policy/decide.ts'
import type { GatherFacts } from '../policy/facts.ts'
import type { Ask } from './ask.ts'
import { checkEncounter } from './context.ts'
import type { Asked } from './dialects/dialect.ts'
import type { Trail } from './trail.ts'

export interface AdmitDeps {
  readonly gatherFacts: GatherFacts
  readonly now: Clock
}

/** Gathers the facts, calls the pure decision, and notes in the trail what it found. Deny is the default. */
export function createAdmit({ gatherFacts, now }: AdmitDeps) {
  return async function admit(ask: Ask, question: Asked, trail: Trail): Promise<Decision> {
    const { context } = question
    await trail.claims(context)
    checkEncounter(context, context.patient)
    const facts = await gatherFacts(ask.caller, context.patient, context.encounter)
    const decision = decide(
      {
        caller: ask.caller,
        purpose: context.purpose,
        patientStated: context.patient !== undefined,
        model: question.model,
        now: now(),
        wantsPassages: context.retrieve !== undefined,
      },
      facts,
    )
    if (decision.effect === 'permit')
      trail.admitted({ purpose: decision.purpose, patient: decision.patient, reasons: decision.reasons })
    return decision
  }
}
