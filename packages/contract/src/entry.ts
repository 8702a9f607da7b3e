import { z } from 'zod'
import { Reason } from './decision.ts'

/** The classes of journal entry. The class stands in the leaf; everything that names somebody is in the sealed body. */
export const EntryClass = z.enum([
  'intent', // before the first PHI is read
  'disclosure', // before every attempt at a recipient
  'outcome', // whatever happened
  'deidentification', // before a de-identified document is handed out
  'reidentification', // before identifiers are put back for a caller
  'authentication', // refused credentials, counted by the minute
  'ingest', // records taken in
  'configuration', // applications, users, keys, vendors, agreements
  'lifecycle', // start, stop, recovery, torn tail, disk full
  'reading', // an admin's read of the log or of a record
])
export type EntryClass = z.infer<typeof EntryClass>

const Ref = z.string().max(200)
const Counts = z.record(z.string().regex(/^[A-Z0-9]{1,16}$/), z.int().min(0))

/** Who asked, through what, for whom. `patient` is a per-tenant HMAC or `unstated`. */
const Asking = {
  request: Ref,
  principal: Ref,
  application: Ref,
  onBehalfOf: Ref.optional(),
  purpose: Ref,
  patient: Ref,
}

/** The body of an entry, before sealing: canonical JSON, at most 65,535 bytes, never text of a record. */
export const EntryBody = z.discriminatedUnion('class', [
  z.strictObject({
    class: z.literal('intent'),
    v: z.literal(1),
    ...Asking,
    route: Ref,
    bytesDeclared: z.int().min(0).optional(),
  }),
  z.strictObject({
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
    /** SHA-256 over a random salt (kept here) and the bytes sent. */
    payloadSalt: Ref,
    payloadHash: Ref,
    payloadBytes: z.int().min(0),
    identifiers: Counts,
    /** Turns whose upstream bytes changed because a later turn revealed an identifier in them. */
    turnsRevised: z.int().min(0),
    passages: z.int().min(0),
  }),
  z.strictObject({
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
  z.strictObject({
    class: z.literal('deidentification'),
    v: z.literal(1),
    ...Asking,
    /** The conversation's pseudonym: what was coded and what was put back meet in it. */
    conversation: Ref,
    format: Ref,
    policy: Ref,
    policyHash: Ref,
    detectorHash: Ref,
    label: z.enum(['clean', 'phi']),
    identifiers: Counts,
    /** SHA-256 over a random salt (kept here) and the document handed out. */
    payloadSalt: Ref,
    payloadHash: Ref,
    payloadBytes: z.int().min(0),
  }),
  z.strictObject({
    class: z.literal('reidentification'),
    v: z.literal(1),
    ...Asking,
    conversation: Ref,
    format: Ref,
    /** Different codes put back, by kind, and how many were left as they were. */
    restored: Counts,
    left: z.int().min(0),
  }),
  z.strictObject({
    class: z.literal('authentication'),
    v: z.literal(1),
    source: Ref,
    code: Ref,
    count: z.int().min(1),
    from: Ref,
    to: Ref,
  }),
  z.strictObject({
    class: z.literal('ingest'),
    v: z.literal(1),
    principal: Ref,
    source: Ref,
    kept: z.record(Ref, z.int()),
    skipped: z.record(Ref, z.int()),
  }),
  z.strictObject({
    class: z.literal('configuration'),
    v: z.literal(1),
    principal: Ref,
    action: Ref,
    subject: Ref,
    hash: Ref.optional(),
  }),
  z.strictObject({
    class: z.literal('lifecycle'),
    v: z.literal(1),
    event: Ref,
    detail: z.record(Ref, z.union([Ref, z.int()])),
  }),
  z.strictObject({
    class: z.literal('reading'),
    v: z.literal(1),
    principal: Ref,
    what: Ref,
    patient: Ref.optional(),
    purpose: Ref.optional(),
    count: z.int().min(0),
  }),
])
export type EntryBody = z.infer<typeof EntryBody>
