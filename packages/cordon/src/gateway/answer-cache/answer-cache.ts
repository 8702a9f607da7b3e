import { z } from 'zod'
import type { AnswerCacheSettings } from '../../config/answer-cache.ts'
import type { DataKey, Keyring, KeyScope } from '../../crypto/keyring.ts'
import { SECOND } from '../../kernel/clock.ts'
import type { Ask } from '../ask.ts'
import type { Cleaned } from '../clean.ts'
import type { RestoredAnswer } from '../dialects/dialect.ts'
import type { Dispatched } from '../dispatch.ts'
import type { Permit } from '../stages.ts'
import { type AskedBefore, askedBefore } from './answer-ref.ts'
import { type CacheControl, readCacheControl } from './cache-control.ts'
import { isOfPrompt, isWhole } from './may-keep.ts'
import type { StoredAnswers } from './stored-answers.ts'

/**
 * Answers that are given again to exactly the same question. What is kept is what the vendor sent, in codes; it is sealed, under the
 * patient's key where there is a patient. Whoever asks has been let in, and the prompt cleaned, before anybody looks here.
 */
export interface AnswerCache {
  /** Undefined: off for this application. Never throws: whatever is wrong with the cache, the vendor is asked. */
  look(ask: Ask, cleaned: Cleaned, decision: Permit): Promise<Looked | undefined>
}

export type Looked =
  | { readonly kind: 'hit'; readonly answer: KeptAnswer }
  /** `keeper` for the answer that is got in its place. */
  | { readonly kind: 'miss'; keeper(dispatched: Dispatched): AnswerKeeper | undefined }
  /** Of those that are neither answered from here nor kept. */
  | { readonly kind: 'skip' }

const Kept = z.strictObject({
  v: z.literal(1),
  stream: z.boolean(),
  /** The index of the disclosure entry of the attempt that it answered. */
  disclosure: z.int().min(0),
  events: z.array(z.record(z.string(), z.unknown())).min(1),
})
export type KeptAnswer = z.infer<typeof Kept>

/** Hears an answer as it comes, and keeps it where all of it came. */
export interface AnswerKeeper {
  /** One answer, or one event of a streamed answer, as the vendor sent it. */
  received(json: Record<string, unknown>): void
  /** All of it was restored, and this is what was put back. Without it nothing is kept. */
  restored(answer: Pick<RestoredAnswer, 'turns' | 'opaque'>): void
  /** Something was found in it that should not be there: it is not given again, whatever becomes of it now. */
  drop(): void
  /** Never throws. */
  keep(): Promise<void>
}

export interface AnswerCacheDeps {
  readonly answers: StoredAnswers
  readonly keyring: Pick<Keyring, 'tenant' | 'sealing' | 'opening'>
  readonly settings: AnswerCacheSettings
  /** Of this node's journal, which holds the disclosures. */
  readonly origin: string
  readonly detectorHash: string
  /** Told when the cache could not do its part: nobody's answer depends on it. */
  readonly onFault: (cause: unknown) => void
}

export function createAnswerCache(deps: AnswerCacheDeps): AnswerCache {
  const { keyring, settings, onFault } = deps
  return {
    async look(ask, cleaned, decision) {
      const lifetimeS = ask.caller.application?.answerCache?.lifetimeS
      if (lifetimeS === undefined || settings.entriesMax === 0) return undefined
      const control = readCacheControl(ask.cacheControl)
      if (!control.store || !isForAnybody(ask, cleaned)) return { kind: 'skip' }
      try {
        // Before anything is asked: what is emptied from now on takes the answer with it.
        const emptyings = deps.answers.emptyings(ask.caller.tenant)
        const keys = await keyring.tenant(ask.caller.tenant)
        const asked = askedBefore({ ...deps, keys }, ask, cleaned, decision)
        const answer = await find(deps, ask, asked, control, lifetimeS).catch(onFault)
        if (answer !== undefined) return { kind: 'hit', answer }
        // The key of now: an answer that comes after it was destroyed is sealed with what nobody has any more.
        const key = await keyring.sealing(scopeOf(ask, decision))
        const keeping = { deps, ask, asked, key, patient: decision.patient, lifetimeS, emptyings }
        return { kind: 'miss', keeper: (dispatched) => keeperOf(keeping, dispatched) }
      } catch (cause) {
        onFault(cause)
        return { kind: 'skip' }
      }
    },
  }
}

/**
 * What an emergency opened is for the one who opened it, and looked at afterwards entry by entry; what holds something that only the
 * vendor can read belongs to one conversation there.
 */
function isForAnybody({ dialect }: Ask, { emergency, opaque, kept }: Cleaned): boolean {
  // What a vendor stored belongs to the conversation that had it stored.
  if (kept !== undefined) return false
  return emergency === undefined && !opaque && dialect.shape !== 'count-tokens' && dialect.shape !== 'tool-call'
}

/** Shredding a patient takes these with it. */
function scopeOf({ caller: { tenant } }: Ask, { patient }: Permit): KeyScope {
  return patient === undefined ? { tenant, purpose: 'body' } : { tenant, purpose: 'patient', patient }
}

const placeOf = (tenant: string, ref: string) => ({ tenant, table: 'kept_answer', row: ref, column: 'sealed' })

/** The first that opens, in the decision's order of routes. One whose key was destroyed is none. */
async function find(
  { answers, keyring, onFault }: AnswerCacheDeps,
  { caller: { tenant } }: Ask,
  { refs }: AskedBefore,
  { ageMaxS }: CacheControl,
  lifetimeS: number,
): Promise<KeptAnswer | undefined> {
  const names = [...refs.values()]
  if (ageMaxS === 0 || names.length === 0) return undefined
  const rows = await answers.find(tenant, names, Math.min(ageMaxS, lifetimeS) * SECOND)
  for (const name of names) {
    const sealed = rows.find(({ ref }) => ref === name)?.sealed
    if (sealed === undefined) continue
    try {
      const key = await keyring.opening(tenant, sealed)
      return Kept.parse(JSON.parse(Buffer.from(key.open(sealed, placeOf(tenant, name))).toString('utf8')))
    } catch (cause) {
      onFault(cause)
    }
  }
  return undefined
}

interface Keeping {
  readonly deps: AnswerCacheDeps
  readonly ask: Ask
  readonly asked: AskedBefore
  readonly key: DataKey
  readonly patient: string | undefined
  readonly lifetimeS: number
  readonly emptyings: number
}

function keeperOf(keeping: Keeping, { route, receipt, reply }: Dispatched): AnswerKeeper | undefined {
  const { deps, ask, asked, key, patient, lifetimeS, emptyings } = keeping
  const { tenant, application } = ask.caller
  const ref = route && asked.refs.get(route)
  if (ref === undefined || application === undefined) return undefined
  const events: string[] = []
  let bytes = 0
  let ofPrompt = false
  let dropped = false

  const answer = (): KeptAnswer | undefined => {
    if (dropped || !ofPrompt || bytes > deps.settings.answerBytesMax) return undefined
    const heard = events.map((event) => JSON.parse(event) as Record<string, unknown>)
    if (!isWhole(ask.dialect.shape, heard)) return undefined
    return { v: 1, stream: reply.kind === 'stream', disclosure: receipt.index, events: heard }
  }
  return {
    received(json) {
      const event = JSON.stringify(json)
      bytes += Buffer.byteLength(event)
      if (bytes <= deps.settings.answerBytesMax) events.push(event)
    },
    restored(restored) {
      ofPrompt = isOfPrompt(restored, (code) => asked.isInPrompt(code))
    },
    drop() {
      dropped = true
    },
    async keep() {
      try {
        const kept = answer()
        if (kept === undefined) return
        const sealed = key.seal(Buffer.from(JSON.stringify(kept)), placeOf(tenant, ref))
        const row = { ref, application: application.id, patient: patient ?? null, sealed }
        const opens = () => deps.keyring.opening(tenant, sealed)
        await deps.answers.put(tenant, { ...row, lifetimeMs: lifetimeS * SECOND, emptyings, opens })
      } catch (cause) {
        deps.onFault(cause)
      }
    },
  }
}
