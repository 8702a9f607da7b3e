import type { Journal } from '../../audit/journal.ts'
import type { Reply } from '../../providers/provider.ts'
import type { Dispatched } from '../dispatch.ts'
import { receiptOf } from '../receipt.ts'
import type { Stages } from '../stages.ts'
import type { AnswerCache, KeptAnswer, Looked } from './answer-cache.ts'

export interface CachedDispatchDeps {
  readonly cache: AnswerCache
  readonly journal: Pick<Journal, 'checkpoint'>
  readonly dispatch: Stages['dispatch']
  /** Told of each request whose application has the cache. */
  readonly onLooked: (kind: Looked['kind']) => void
}

/**
 * Answers from the cache what was asked before, of a vendor that the decision of now allows. Nothing leaves then, so there is no
 * disclosure: the outcome names the one that the answer came by, and so does the receipt. Else it asks, and the answer is kept.
 */
export function createCachedDispatch(deps: CachedDispatchDeps): Stages['dispatch'] {
  const { cache, journal, dispatch, onLooked } = deps
  return async (ask, cleaned, decision, trail) => {
    const looked = await cache.look(ask, cleaned, decision)
    if (looked === undefined) return dispatch(ask, cleaned, decision, trail)
    onLooked(looked.kind)
    if (looked.kind === 'hit') {
      const { disclosure } = looked.answer
      trail.cached(disclosure)
      return { reply: replyOf(looked.answer), receipt: await receiptOf(journal, disclosure), cache: 'hit' }
    }
    const dispatched: Dispatched = await dispatch(ask, cleaned, decision, trail)
    const keeper = looked.kind === 'miss' ? looked.keeper(dispatched) : undefined
    return { ...dispatched, cache: looked.kind, ...(keeper === undefined ? {} : { keeper }) }
  }
}

/** As it came from the vendor, at the pace of its reader. */
function replyOf({ stream, events }: KeptAnswer): Exclude<Reply, { kind: 'refused' }> {
  const [json = {}] = events
  return stream ? { kind: 'stream', events: oneByOne(events), tls: undefined } : { kind: 'whole', json, tls: undefined }
}

async function* oneByOne(events: KeptAnswer['events']) {
  yield* events
}
