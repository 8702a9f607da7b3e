import { CordonError, type Receipt } from '@cordon/contract'
import type { Deidentifier } from '@cordon/deid'
import type { Journal } from '../audit/journal.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Providers } from '../providers/catalogue.ts'
import { encode } from '../providers/encode.ts'
import type { Reply } from '../providers/provider.ts'
import type { Ask } from './ask.ts'
import { basisOf } from './basis.ts'
import type { Cleaned } from './clean.ts'
import { receiptOf } from './receipt.ts'
import { saltedHash } from './salted-hash.ts'
import type { Permit } from './stages.ts'
import type { Trail } from './trail.ts'

type Answered = Exclude<Reply, { kind: 'refused' }>

/** What the vendor answered, and the receipt of the disclosure that asked it. */
export interface Dispatched {
  readonly reply: Answered
  readonly receipt: Receipt
}

export interface DispatchDeps {
  readonly journal: Journal
  readonly providers: Providers
  readonly deidentifier: Pick<Deidentifier, 'detectorHash'>
  readonly random: RandomBytes
}

/**
 * One attempt at one recipient. The disclosure entry is durable before the first byte leaves: no record, no request
 * (45 CFR 164.312(b), 164.528).
 */
export function createDispatch({ journal, providers, deidentifier, random }: DispatchDeps) {
  return async function dispatch(ask: Ask, cleaned: Cleaned, decision: Permit, trail: Trail): Promise<Dispatched> {
    const [route] = decision.routes
    if (route === undefined) throw new CordonError('agreement_missing')
    const { vendor, model } = route
    const basis = basisOf(route, cleaned.prompt)
    const encoded = encode(cleaned.prompt, ask.dialect.shape, vendor.kind)
    trail.asks(vendor, model)
    const index = await trail.disclose({
      attempt: 1,
      vendor: vendor.id,
      account: vendor.account,
      region: vendor.region,
      model,
      ...basis,
      policy: cleaned.policy.id,
      policyHash: cleaned.policy.hash,
      detectorHash: deidentifier.detectorHash,
      ...saltedHash(encoded.bytes, random),
      payloadBytes: encoded.bytes.length,
      identifiers: { ...cleaned.counts },
      turnsRevised: cleaned.turnsRevised,
      passages: cleaned.sources.reveal().length,
      resources: [...cleaned.resources],
      ...(cleaned.labels.length === 0 ? {} : { labels: [...cleaned.labels] }),
      label: cleaned.label,
    })
    const receipt = await receiptOf(journal, index)
    const reply = await providers
      .of(vendor)
      .send({ shape: ask.dialect.shape, prompt: encoded, model, stream: cleaned.stream, signal: ask.signal })
    trail.heard({
      upstreamStatus: reply.kind === 'refused' ? reply.status : 200,
      ...(reply.tls === undefined ? {} : { tls: reply.tls }),
    })
    if (reply.kind === 'refused') throw new CordonError('upstream_refused', { at: `status ${reply.status}` })
    return { reply, receipt }
  }
}
