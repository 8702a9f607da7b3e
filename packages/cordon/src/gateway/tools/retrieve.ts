import { Phi } from '@cordon/deid'
import { z } from 'zod'
import type { Journal } from '../../audit/journal.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { decideRetrieve, type RetrievePermit } from '../../policy/decision/decide-retrieve.ts'
import type { GatherFacts } from '../../policy/decision/facts.ts'
import type { Emergencies } from '../../policy/emergency/emergencies.ts'
import type { PoliciesInForce } from '../../policy/sets/policies.ts'
import type { Passage, Retrieval } from '../../retrieval/retrieval.ts'
import type { Call, Frame } from '../ask.ts'
import { type Context, checkEncounter, isLaunched } from '../context.ts'
import { type Handed, recordAround, withBanner } from '../documents/record-around.ts'
import { type Guarded, guardPassages, leftOutHeader, noteGuarded } from '../passages/guard.ts'
import { receiptHeader, receiptOf } from '../receipt.ts'
import { saltedHash } from '../salted-hash.ts'
import type { Trail } from '../trail.ts'

export interface RetrieveDeps {
  readonly gatherFacts: GatherFacts
  readonly policies: PoliciesInForce
  readonly emergencies: Pick<Emergencies, 'used'>
  readonly retrieval: Pick<Retrieval, 'search'>
  readonly journal: Pick<Journal, 'checkpoint'>
  readonly random: RandomBytes
  readonly now: Clock
}

export const RetrieveArguments = z.strictObject({
  query: z.string().min(1).max(4_000).describe('What to look for, in plain words.'),
})

/**
 * Passages of the stated patient's chart, for a caller who may ask about it: the decision, the classes and the bounds of a
 * question that is answered inside. Recorded before anything is handed out.
 */
export function retrieve(
  deps: RetrieveDeps,
  call: Call,
  { query }: z.infer<typeof RetrieveArguments>,
  context: Context,
  begin: () => Trail,
): AsyncGenerator<Frame, void> {
  return recordAround(call, begin, async (trail) => {
    await trail.claims(context)
    checkEncounter(context, context.patient)
    const decision = await admit(deps, call, context)
    if (decision.effect === 'deny') return decision
    trail.admitted(decision)
    const { emergency } = decision
    if (emergency !== undefined) await deps.emergencies.used(call.caller.tenant, emergency.id, call.request)
    const read = await search(deps, call, new Phi(query), context, decision)
    const guarded = guardPassages(read, call.caller.application?.injectionsInPassages)
    if (read.length > 0) noteGuarded(trail, guarded)
    return withBanner(emergency, await handOut(deps, trail, guarded))
  })
}

async function admit({ gatherFacts, policies, now }: RetrieveDeps, { caller }: Call, context: Context) {
  const { purpose, patient, justification, task, 'break-glass': grant } = context
  const [facts, set] = await Promise.all([gatherFacts(caller, context), policies.current(caller.tenant)])
  const stated = {
    ...(justification === undefined ? {} : { justification }),
    ...(task === undefined ? {} : { task }),
    patientStated: patient !== undefined,
    emergencyStated: grant !== undefined,
    launched: isLaunched(caller, patient),
  }
  return decideRetrieve({ caller, purpose, now: now(), ...stated }, facts, set)
}

function search(
  { retrieval }: RetrieveDeps,
  { caller }: Call,
  query: Phi,
  { retrieve: of }: Context,
  { names, classes, profile, encounters }: RetrievePermit,
): Promise<Passage[]> {
  return retrieval.search({
    tenant: caller.tenant,
    names,
    classes,
    query,
    profile,
    ...(of === undefined ? {} : { of }),
    ...(encounters === undefined ? {} : { encounters }),
  })
}

/** Recorded before it is handed out, with a hash of what is, and how many passages are missing. */
async function handOut({ journal, random }: RetrieveDeps, trail: Trail, guarded: Guarded): Promise<Handed> {
  const { passages, leftOut } = guarded
  const shown = passages.map(({ source, type, date, section, text, isSuspect }, n) => ({
    n: n + 1,
    source: source.reveal(),
    type,
    date: date.reveal(),
    section,
    text: text.reveal(),
    ...(isSuspect ? { suspect: true } : {}),
  }))
  const bytes = Buffer.from(JSON.stringify(shown))
  const labels = [...new Set(passages.flatMap((each) => each.labels))].sort()
  const index = await trail.retrieved({
    ...saltedHash(bytes, random),
    payloadBytes: bytes.length,
    passages: passages.length,
    resources: [...new Set(passages.map(({ document }) => document))],
    ...(labels.length === 0 ? {} : { labels }),
  })
  const receipt = await receiptOf(journal, index)
  return {
    json: JSON.stringify({ passages: shown, ...(leftOut === 0 ? {} : { leftOut }), receipt }),
    headers: { 'x-cordon-receipt': receiptHeader(receipt), ...leftOutHeader(guarded) },
  }
}
