import { CordonError } from '@cordon/contract'
import type { Bodies } from '../vault/bodies.ts'
import { createAnswerScan } from './answers/scan.ts'
import type { Ask, Frame } from './ask.ts'
import { bannerField, bannerHeader } from './banner.ts'
import type { Cleaned } from './clean.ts'
import type { RestoredAnswer } from './dialects/dialect.ts'
import type { Dispatched } from './dispatch.ts'
import { leftOutHeader } from './passages/guard.ts'
import { receiptHeader, redactionsHeader } from './receipt.ts'
import { restoringOf } from './restoring.ts'
import type { Trail } from './trail.ts'

export interface RestoreDeps {
  readonly bodies: Bodies
  /** Planted values: an answer that holds one is stopped. */
  readonly canaries: readonly string[]
  /** Told when a turn could not be remembered: the answer is right, but its resending may cost new bytes upstream. */
  readonly onForgotten: (cause: unknown) => void
}

/**
 * Brings an answer back inside: only codes of this conversation resolve, and never where they would carry a name out
 * in a link. Yields the head first, so that a client hears the receipt before the first token.
 */
export function createRestore({ bodies, canaries, onForgotten }: RestoreDeps) {
  return async function* restore(
    ask: Ask,
    { reply, receipt, cache, keeper, route }: Dispatched,
    cleaned: Cleaned,
    trail: Trail,
  ): AsyncGenerator<Frame, void> {
    const { book } = cleaned.codes
    const kept = bodies.keeper(ask.caller.tenant, ask.request, cleaned.prompt)
    const scan = createAnswerScan({
      isStranger: cleaned.isStranger,
      canaries,
      others: ask.caller.application?.othersInAnswers ?? 'block',
      onFound(finding) {
        trail.found(finding)
        keeper?.drop()
        if (finding === 'code-in-link') return
        withheld = true
        kept.dropReceived()
      },
    })
    let withheld = false
    const restoring = restoringOf(ask, { book, scan, turns: cleaned.turns })
    let heard: Pick<RestoredAnswer, 'turns' | 'opaque' | 'items' | 'id'> = { turns: [], opaque: [] }
    const sent = (kind: 'whole' | 'event', value: Record<string, unknown>): Frame => {
      const json = JSON.stringify(value)
      trail.sent(Buffer.byteLength(json))
      return kind === 'whole' ? { kind, json } : { kind, json, name: ask.dialect.eventName(value) }
    }
    try {
      yield { kind: 'head', stream: reply.kind === 'stream', headers: headersOf(cleaned, receipt, cache) }
      if (reply.kind === 'whole') {
        kept.received(reply.json)
        keeper?.received(reply.json)
        const answer = ask.dialect.restoreWhole(reply.json, restoring)
        heard = answer
        keeper?.restored(answer)
        trail.heard(tokensOf(answer))
        yield sent('whole', { ...answer.json, ...bannerField(cleaned.emergency) })
        return
      }
      const stream = ask.dialect.restoreStream(restoring)
      for await (const event of reply.events) {
        if (ask.signal.aborted) throw new CordonError('client_closed')
        kept.received(event)
        keeper?.received(event)
        for (const json of stream.push(event)) yield sent('event', json)
      }
      const { events, answer } = stream.end()
      for (const json of events) yield sent('event', json)
      heard = answer
      keeper?.restored(answer)
      trail.heard(tokensOf(answer))
    } finally {
      await Promise.all([kept.keep().catch(onForgotten), keeper?.keep()])
      const { turns, opaque, id } = heard
      // As the vendor wrote them, and sent on unread when a later question names one: not with what was withheld here in them.
      const items = withheld ? [] : (heard.items ?? [])
      // One that was given before is stored for whoever asked then: nobody goes on from it here.
      const at = !withheld && cleaned.isStored === true && id !== undefined && route !== undefined
      const stored = at ? { id, vendor: route.vendor.id } : undefined
      if (turns.length + opaque.length + items.length > 0 || stored !== undefined)
        await cleaned.codes.remember(turns, opaque, items, stored).catch(onForgotten)
    }
  }
}

function tokensOf({ tokensIn, tokensOut }: { tokensIn: number | undefined; tokensOut: number | undefined }) {
  return { ...(tokensIn === undefined ? {} : { tokensIn }), ...(tokensOut === undefined ? {} : { tokensOut }) }
}

function headersOf(
  cleaned: Cleaned,
  receipt: Dispatched['receipt'],
  cache: Dispatched['cache'],
): Record<string, string> {
  return {
    'x-cordon-decision': 'permit',
    'x-cordon-redactions': redactionsHeader(cleaned.counts),
    // Back inside: the person who asked was permitted to read what this names.
    ...(cleaned.sources.reveal().length === 0 ? {} : { 'x-cordon-sources': cleaned.sources.reveal().join(' ') }),
    ...leftOutHeader(cleaned.guarded),
    'x-cordon-receipt': receiptHeader(receipt),
    ...(cache === undefined ? {} : { 'x-cordon-cache': cache }),
    ...bannerHeader(cleaned.emergency),
  }
}
