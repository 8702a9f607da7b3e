import { CordonError, type SecurityLabel, type VendorFeature } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import { type Decision, decide, wantsChart } from '../policy/decision/decide.ts'
import type { GatherFacts } from '../policy/decision/facts.ts'
import type { Emergencies } from '../policy/emergency/emergencies.ts'
import type { PoliciesInForce } from '../policy/sets/policies.ts'
import { speaks } from '../providers/catalogue.ts'
import type { Ask } from './ask.ts'
import { checkEncounter, isLaunched } from './context.ts'
import type { Asked } from './dialects/dialect.ts'
import { promptLabels } from './prompt-labels.ts'
import type { Recall } from './recall.ts'
import type { Trail } from './trail.ts'

export interface AdmitDeps {
  readonly gatherFacts: GatherFacts
  readonly emergencies: Pick<Emergencies, 'used'>
  readonly policies: PoliciesInForce
  readonly recall: Recall
  readonly now: Clock
}

/** What a question uses of a vendor's service, as far as the dialect says. */
function featuresOf({ stream, features = [] }: Asked): VendorFeature[] {
  return [...new Set<VendorFeature>(['text', ...(stream ? (['stream'] as const) : []), ...features])]
}

/** Gathers the facts, calls the pure decision, and notes in the trail what it found. Deny is the default. */
export function createAdmit(deps: AdmitDeps) {
  return async function admit(ask: Ask, question: Asked, trail: Trail): Promise<Decision> {
    const { context } = question
    await trail.claims(context)
    checkEncounter(context, context.patient)
    const decision = await decideWhole(deps, ask, question, trail)
    if (decision.effect === 'deny') return decision
    trail.admitted(decision)
    const { emergency } = decision
    if (emergency !== undefined) await deps.emergencies.used(ask.caller.tenant, emergency.id, ask.request)
    return decision
  }
}

/**
 * What a question only names is this conversation's, and whose that is is known once it was decided. So it is decided again
 * where that says something about the prompt that was not known before.
 */
async function decideWhole(deps: AdmitDeps, ask: Ask, question: Asked, trail: Trail): Promise<Decision> {
  const labels = promptLabels(question)
  trail.labelled(labels)
  const decision = await decideOn(deps, ask, question, labels)
  if (decision.effect === 'deny') return unlessOnlyKept(deps, ask, question, labels, decision)
  if (question.references === undefined && question.continues === undefined) return decision
  const { question: recalled, storedAt } = await deps.recall(ask, question, decision)
  const whole = promptLabels(recalled)
  if (whole.join() === labels.join()) return whereStored(decision, question, storedAt)
  trail.labelled(whole)
  return whereStored(await decideOn(deps, ask, question, whole), question, storedAt)
}

/** What the vendor stored only that vendor can go on with. */
function whereStored(decision: Decision, { continues }: Asked, storedAt: string | undefined): Decision {
  if (decision.effect === 'deny' || storedAt === undefined) return decision
  const routes = decision.routes.filter(({ vendor }) => vendor.id === storedAt)
  if (routes.length === 0) throw new CordonError('feature_refused', { at: continues?.at ?? 'previous_response_id' })
  return { ...decision, routes }
}

/** Where all would be well without what it wants kept at the vendor, that is what is refused, by its place. */
async function unlessOnlyKept(
  deps: AdmitDeps,
  ask: Ask,
  { kept, ...question }: Asked,
  labels: readonly SecurityLabel[],
  denied: Decision,
): Promise<Decision> {
  if (kept === undefined) return denied
  const features = question.features?.filter((one) => one !== kept.feature) ?? []
  const without = await decideOn(deps, ask, { ...question, features }, labels)
  if (without.effect === 'permit') throw new CordonError('feature_refused', { at: kept.at })
  return denied
}

async function decideOn(
  { gatherFacts, policies, now }: AdmitDeps,
  ask: Ask,
  question: Asked,
  labels: readonly SecurityLabel[],
): Promise<Decision> {
  const { context } = question
  const { application } = ask.caller
  const wantsPassages = context.retrieve !== undefined
  const chart = application !== undefined && wantsChart(application, wantsPassages)
  const [facts, set] = await Promise.all([
    gatherFacts(ask.caller, context, labels, chart),
    policies.current(ask.caller.tenant),
  ])
  return decide(
    {
      caller: ask.caller,
      purpose: context.purpose,
      patientStated: context.patient !== undefined,
      model: question.model,
      feature: ask.dialect.feature,
      now: now(),
      wantsPassages,
      promptLabels: labels,
      // What the catalogue knows are uses of models; of a tool's call the agreement says all there is.
      ...(ask.dialect.shape === 'tool-call' ? {} : { endpoint: ask.dialect.shape }),
      features: featuresOf(question),
      emergencyStated: context['break-glass'] !== undefined,
      launched: isLaunched(ask.caller, context.patient),
      ...(context.justification === undefined ? {} : { justification: context.justification }),
      ...(context.task === undefined ? {} : { task: context.task }),
    },
    // Nothing is translated: a vendor that speaks another API is none for this question.
    { ...facts, vendors: facts.vendors.filter((vendor) => speaks(vendor, ask.dialect.shape)) },
    set,
  )
}
