import { z } from 'zod'
import { Reason } from './decision.ts'
import { Asking, Counts, Payload, Ref } from './entry-fields.ts'

/**
 * Version 1 of the bodies that have a newer one. Journals of six years hold them, so these shapes are never changed; no
 * new entry is written in them, but for the outcome that a start writes for a request of which nothing more is known.
 */
export const V1 = {
  intent: z.strictObject({
    class: z.literal('intent'),
    v: z.literal(1),
    ...Asking,
    route: Ref,
    bytesDeclared: z.int().min(0).optional(),
  }),
  disclosure: z.strictObject({
    class: z.literal('disclosure'),
    v: z.literal(1),
    ...Asking,
    attempt: z.int().min(1),
    vendor: Ref,
    account: Ref,
    region: Ref,
    model: Ref,
    agreement: Ref,
    agreementDocument: Ref,
    policy: Ref,
    policyHash: Ref,
    detectorHash: Ref,
    ...Payload,
    identifiers: Counts,
    turnsRevised: z.int().min(0),
    passages: z.int().min(0),
  }),
  outcome: z.strictObject({
    class: z.literal('outcome'),
    v: z.literal(1),
    request: Ref,
    /** As far as it became known before the end; absent in an outcome written at the next start. */
    purpose: Ref.optional(),
    patient: Ref.optional(),
    outcome: z.enum(['answered', 'refused', 'failed', 'abandoned', 'unknown']),
    code: Ref.optional(),
    reasons: z.array(Reason).max(64).default([]),
    upstreamStatus: z.int().optional(),
    tokensIn: z.int().optional(),
    tokensOut: z.int().optional(),
    bytesOut: z.int().min(0),
    ms: z.int().min(0),
    tls: Ref.optional(),
  }),
  deidentification: z.strictObject({
    class: z.literal('deidentification'),
    v: z.literal(1),
    ...Asking,
    conversation: Ref,
    format: Ref,
    policy: Ref,
    policyHash: Ref,
    detectorHash: Ref,
    label: z.enum(['clean', 'phi']),
    identifiers: Counts,
    ...Payload,
  }),
  reidentification: z.strictObject({
    class: z.literal('reidentification'),
    v: z.literal(1),
    ...Asking,
    conversation: Ref,
    format: Ref,
    restored: Counts,
    left: z.int().min(0),
  }),
  authentication: z.strictObject({
    class: z.literal('authentication'),
    v: z.literal(1),
    source: Ref,
    code: Ref,
    count: z.int().min(1),
    from: Ref,
    to: Ref,
  }),
  reading: z.strictObject({
    class: z.literal('reading'),
    v: z.literal(1),
    principal: Ref,
    what: Ref,
    patient: Ref.optional(),
    purpose: Ref.optional(),
    count: z.int().min(0),
  }),
}
