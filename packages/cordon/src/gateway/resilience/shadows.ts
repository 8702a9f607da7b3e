import type { Application, Purpose } from '@cordon/contract'
import { createCodeBook } from '@cordon/deid'
import type { ResilienceSettings } from '../../config/resilience.ts'
import { type Clock, HOUR } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Ask } from '../ask.ts'
import type { Cleaned } from '../clean.ts'
import type { Asked } from '../dialects/dialect.ts'
import type { Permit, Stages } from '../stages.ts'

/** Copies of questions that were answered, for another vendor, to compare. Nobody is given their answers. */
export interface Shadows {
  /** Begins a copy where the application's registration asks for one and there is room. Never throws, never waits. */
  copy(ask: Ask, question: Asked, decision: Permit): void
  /** Takes nothing new, lets what runs end within `graceMs`, gives up the rest; resolves once all of it is recorded. */
  close(graceMs: number): Promise<void>
}

type Shadow = NonNullable<Application['shadow']>

/** Comparing vendors is an operation of the house (164.501), whatever the person asked for: that is what has to be permitted. */
const PURPOSE: Purpose = 'HOPERAT'

export interface ShadowsDeps {
  readonly settings: ResilienceSettings['shadow']
  readonly now: Clock
  readonly after: (ms: number, late: () => void) => () => void
  readonly random: RandomBytes
  readonly newId: () => string
  /** Of their own: their trail counts as no request, their dispatch makes one attempt at places of its own. */
  readonly stages: Omit<Stages, 'read'>
  readonly onLeftOut: () => void
}

export function createShadows(deps: ShadowsDeps): Shadows {
  const { settings, after, random, newId, stages, onLeftOut } = deps
  const running = new Map<Promise<void>, AbortController>()
  const hour = createHourly(settings.perHourMax, deps.now)
  let closed = false

  function begin(ask: Ask, question: Asked, shadow: Shadow): void {
    const givenUp = new AbortController()
    const cancel = after(settings.ms, () => givenUp.abort())
    const copy = copyOf(ask, shadow, newId(), givenUp.signal)
    const work = run(stages, copy, questionFor(question, shadow, copy), random)
      // What could be written down of it is: a copy never becomes anybody's failure.
      .catch(() => undefined)
      .finally(() => {
        cancel()
        running.delete(work)
      })
    running.set(work, givenUp)
  }

  return {
    copy(ask, question, { emergency }) {
      const shadow = ask.caller.application?.shadow
      if (closed || shadow === undefined || !isDrawn(shadow.share, random)) return
      // 164.502(b): how another vendor counts tokens compares nothing.
      if (ask.dialect.shape === 'count-tokens') return
      if (isBoundToVendor(question)) return
      // Broken glass opens a record for one answer to one person (164.312(a)(2)(ii)), and for nothing else.
      if (emergency !== undefined || question.context['break-glass'] !== undefined) return
      if (running.size >= settings.atOnceMax || !hour.take(ask.caller.tenant)) return onLeftOut()
      begin(ask, question, shadow)
    },
    async close(graceMs) {
      closed = true
      const cancel = after(graceMs, () => {
        for (const givenUp of running.values()) givenUp.abort()
      })
      await Promise.allSettled(running.keys())
      cancel()
    },
  }
}

/** The same stages as any request's, but for the reading: its own intent, its own decision, its own disclosure, its own outcome. */
async function run(stages: ShadowsDeps['stages'], copy: Ask, question: Asked, random: RandomBytes): Promise<void> {
  const trail = stages.begin(copy)
  try {
    await trail.intend()
    const decision = await stages.admit(copy, question, trail)
    if (decision.effect === 'deny') return void (await trail.denied(decision))
    const cleaned = await stages.clean(copy, question, decision)
    const reply = await stages.dispatch(copy, cleaned, decision, trail)
    for await (const _ of stages.restore(copy, reply, unrestored(cleaned, random), trail));
    trail.answered()
  } catch (error) {
    await trail.failed(error)
  } finally {
    await trail.settle()
  }
}

/** What is to be kept at the vendor, or goes on from an answer of before, is nothing that another vendor could be asked. */
const isBoundToVendor = ({ kept, continues, references }: Asked): boolean =>
  kept !== undefined || continues !== undefined || references !== undefined

/**
 * A request of its own, for this vendor, this model and this purpose alone: the decision is asked about nothing else. No answer of
 * before is given to it, and its own is not kept.
 */
function copyOf(ask: Ask, { vendor, model }: Shadow, request: string, signal: AbortSignal): Ask {
  const { application: registered, ...caller } = ask.caller
  if (registered === undefined) throw new Error('invariant: only an application’s questions are copied')
  const { vendorShares: _, shadow: __, answerCache: ___, ...rest } = registered
  // Whoever registered copies fixed what they are for: by that a policy tells a copy from a person who states it.
  const application: Application = { ...rest, purposeFixed: PURPOSE, vendors: [vendor], models: [model] }
  const stated = 'context' in ask.stated ? { context: { ...ask.stated.context, purpose: PURPOSE } } : ask.stated
  return { ...ask, request, caller: { ...caller, application }, stated, signal, body: NOTHING, shadowOf: ask.request }
}

/** In a conversation of its own: two vendors share no codes, and the person's next turn waits for none of this. */
function questionFor(question: Asked, { model }: Shadow, { request }: Ask): Asked {
  return { ...question, model, context: { ...question.context, purpose: PURPOSE, session: `shadow-${request}` } }
}

/** Its conversation begins and ends with it: no row says which person a code stood for, because nobody will ask. */
export const UNKEPT: Pick<Vault, 'conversation'> = {
  conversation: () => ({ converse: async (work) => (await work(undefined)).result }),
}

/** Nothing is put back into an answer that nobody gets, and no turn of it is remembered. */
function unrestored(cleaned: Cleaned, random: RandomBytes): Cleaned {
  return { ...cleaned, codes: { book: createCodeBook({ random }), remember: async () => undefined } }
}

const NOTHING: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

const isDrawn = (share: number, random: RandomBytes): boolean =>
  share > 0 && Buffer.from(random(4)).readUInt32BE() / 2 ** 32 < share

/** So many of each organisation in one hour. */
function createHourly(max: number, now: Clock) {
  let hour = 0
  const taken = new Map<string, number>()
  return {
    take(tenant: string): boolean {
      const current = Math.floor(now() / HOUR)
      if (current !== hour) taken.clear()
      hour = current
      const count = taken.get(tenant) ?? 0
      if (count >= max) return false
      taken.set(tenant, count + 1)
      return true
    },
  }
}
