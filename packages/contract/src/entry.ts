import { z } from 'zod'
import { NamedFeature } from './agreement.ts'
import { Reason } from './decision.ts'
import { EmergencyOutcome, EmergencyReason } from './emergency.ts'
import { AskingFrom, Counts, Decided, FINDINGS, Hops, Payload, Ref } from './entry-fields.ts'
import { V1 } from './entry-v1.ts'
import { SecurityLabel } from './label.ts'
import { AttestedFact } from './vendor.ts'

/** The classes of journal entry. The class stands in the leaf; everything that names somebody is in the sealed body. */
export const EntryClass = z.enum([
  'intent', // before the first PHI is read
  'disclosure', // before every attempt at a recipient
  'outcome', // whatever happened
  'deidentification', // before a de-identified document is handed out
  'reidentification', // before identifiers are put back for a caller
  'authentication', // a key's first use in a while; refused credentials, counted by the minute
  'ingest', // records taken in
  'configuration', // applications, users, keys, vendors, agreements
  'lifecycle', // start, stop, recovery, torn tail, disk full
  'reading', // an admin's read of the log or of a record, exports included
  'review', // a named person's sign-off of a week
  'emergency', // glass broken, used, mended, looked at
  'attestation', // what a vendor's own settings were found to be
  'alarm', // something that somebody has to look at: too many patients in one day
])
export type EntryClass = z.infer<typeof EntryClass>

/** Where something was sent: a vendor by its registration. */
const Recipient = { vendor: Ref, account: Ref, region: Ref, model: Ref }

/** Why something may go to a recipient; the accounting of disclosures (164.528) asks for it. */
export const Basis = z.enum([
  'inside', // answered in this process: nothing went to anybody
  'private', // answered by a model server of the operator's own: nothing went to anybody else
  'agreement', // a business associate contract, 164.504(e)
  'data-use-agreement', // of a limited data set, 164.514(e)(4)
  'validated-route', // de-identified under an expert's determination, 164.514(b)(1)
  'authorization', // signed by the individual, 164.508
  'individual', // to the individual, 164.502(a)(1)(i)
])
export type Basis = z.infer<typeof Basis>

/** The newest body of each class, before sealing: canonical JSON, at most 65,535 bytes, never text of a record. */
const NEWEST = {
  intent: z.strictObject({
    class: z.literal('intent'),
    v: z.literal(2),
    ...AskingFrom,
    route: Ref,
    bytesDeclared: z.int().min(0).optional(),
    hops: Hops,
  }),
  disclosure: z.strictObject({
    class: z.literal('disclosure'),
    v: z.literal(2),
    ...AskingFrom,
    attempt: z.int().min(1),
    ...Recipient,
    basis: Basis,
    agreement: Ref,
    agreementDocument: Ref,
    /** Who may have what: the access decision. */
    decision: Decided,
    /** How the text was de-identified, and what it is now: no longer health information of anybody, or still. */
    policy: Ref,
    policyHash: Ref,
    detectorHash: Ref,
    label: z.enum(['clean', 'phi']),
    /** What the recipient keeps, or hands on, under the agreement; absent: nothing. */
    kept: NamedFeature.optional(),
    ...Payload,
    identifiers: Counts,
    /** Security labels of the records that passages were taken from, and of the caller's own text. */
    labels: z.array(SecurityLabel).max(16).optional(),
    promptLabels: z.array(SecurityLabel).max(16).optional(),
    /** Turns whose upstream bytes changed because a later turn revealed an identifier in them. */
    turnsRevised: z.int().min(0),
    passages: z.int().min(0),
    /** The documents that passages were taken from, as pseudonyms. */
    resources: z.array(Ref).max(64),
  }),
  outcome: z.strictObject({
    class: z.literal('outcome'),
    v: z.literal(2),
    ...AskingFrom,
    outcome: z.enum(['answered', 'refused', 'failed', 'abandoned', 'unknown']),
    code: Ref.optional(),
    /** Absent: it ended before anything was decided. */
    decision: Decided.optional(),
    reasons: z.array(Reason).max(64).default([]),
    /** The last that was asked; absent: nothing was sent to anybody. */
    recipient: z.strictObject(Recipient).optional(),
    attempts: z.int().min(0),
    /**
     * Answered from what was kept of an earlier answer: nothing was sent, so nothing is billed, and the tokens are those that the
     * vendor counted then. The disclosure is the one by which it came, at this index of the same journal.
     */
    cached: z.strictObject({ disclosure: z.int().min(0) }).optional(),
    upstreamStatus: z.int().optional(),
    tokensIn: z.int().optional(),
    tokensOut: z.int().optional(),
    /** The vendor did not say, or not to the end: tokens are estimated from what was sent and received. */
    tokensEstimated: z.boolean().optional(),
    /** In millionths of the deployment's currency, by the vendor's registered prices; absent: there are none. */
    costMicros: z.int().min(0).optional(),
    bytesOut: z.int().min(0),
    ms: z.int().min(0),
    /** Until the vendor's answer began. */
    vendorMs: z.int().min(0).optional(),
    /** How many things were found in the answer, or in passages of the chart, that did not go on; never what. */
    found: z.partialRecord(z.enum(FINDINGS), z.int().min(1)).optional(),
    hops: Hops,
  }),
  deidentification: z.strictObject({
    class: z.literal('deidentification'),
    v: z.literal(2),
    ...AskingFrom,
    decision: Decided,
    /** The conversation's pseudonym: what was coded and what was put back meet in it. */
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
    v: z.literal(2),
    ...AskingFrom,
    decision: Decided,
    conversation: Ref,
    format: Ref,
    /** Different codes put back, by kind, and how many were left as they were. */
    restored: Counts,
    left: z.int().min(0),
  }),
  authentication: z.strictObject({
    class: z.literal('authentication'),
    v: z.literal(2),
    result: z.enum(['accepted', 'refused']),
    source: Ref,
    /** Of one accepted: the key's id, and whose it is. */
    key: Ref.optional(),
    principal: Ref.optional(),
    application: Ref.optional(),
    /** How: an API key, a bearer token, a certificate, a client's signed assertion; of a person `password+totp`, `passkey`, `oidc`. */
    method: Ref.optional(),
    actors: z.array(Ref).max(8).optional(),
    /** Of a person's session, whose id is `key`; absent: the use of a key, or refusals that are counted. */
    event: z.enum(['login', 'step-up', 'logoff', 'idle-end', 'absolute-end', 'revoked']).optional(),
    /** Of refused ones: the code seen last. */
    code: Ref.optional(),
    count: z.int().min(1),
    from: Ref,
    to: Ref,
  }),
  ingest: z.strictObject({
    class: z.literal('ingest'),
    v: z.literal(1),
    principal: Ref,
    source: Ref,
    kept: z.record(Ref, z.int()),
    skipped: z.record(Ref, z.int()),
  }),
  configuration: z.strictObject({
    class: z.literal('configuration'),
    v: z.literal(1),
    principal: Ref,
    action: Ref,
    subject: Ref,
    hash: Ref.optional(),
  }),
  lifecycle: z.strictObject({
    class: z.literal('lifecycle'),
    v: z.literal(1),
    event: Ref,
    detail: z.record(Ref, z.union([Ref, z.int()])),
  }),
  reading: z.strictObject({
    class: z.literal('reading'),
    v: z.literal(2),
    principal: Ref,
    /** What was read: `list`, `entry`, `proof`, `request`, `export ocsf`, `accounting`, `review`. */
    what: Ref,
    /** What was asked for, as pseudonyms, ids and codes. */
    filters: z.record(Ref, Ref),
    patient: Ref.optional(),
    purpose: Ref.optional(),
    /** Entries that were handed out, or may have been. */
    count: z.int().min(0),
  }),
  review: z.strictObject({
    class: z.literal('review'),
    v: z.literal(1),
    principal: Ref,
    /** ISO week, `2026-W47`. */
    week: z.string().regex(/^[0-9]{4}-W[0-9]{2}$/),
    /** SHA-256 (hex) of the report that the person saw. */
    report: z.string().regex(/^[0-9a-f]{64}$/),
    finding: z.enum(['nothing', 'followed-up', 'incident']),
    /** Entries of the week that are the reviewer's own doing. */
    own: z.int().min(0),
  }),
  emergency: z.strictObject({
    class: z.literal('emergency'),
    v: z.literal(1),
    event: z.enum(['started', 'used', 'stopped', 'expired', 'reviewed']),
    /** Who did this: the person, the reviewer, or `cordon` where time did. */
    principal: Ref,
    grant: Ref,
    /** Who broke the glass, for whose record, why, and how long it may last. */
    holder: Ref,
    patient: Ref,
    reason: EmergencyReason,
    until: Ref,
    /** Of `started`: through which application (absent: the admin door), with a second factor or without. */
    application: Ref.optional(),
    steppedUp: z.boolean().optional(),
    /** Of `started`: SHA-256 (hex) of the sealed words, which are in no entry. */
    words: Ref.optional(),
    /** Of `used`: the first request that it opened a record for. */
    request: Ref.optional(),
    /** Of `reviewed`. */
    outcome: EmergencyOutcome.optional(),
    incident: Ref.optional(),
  }),
  attestation: z.strictObject({
    class: z.literal('attestation'),
    v: z.literal(1),
    /** Who asked for it; `cordon`: the hour did. */
    principal: Ref,
    vendor: Ref,
    account: Ref,
    region: Ref,
    fact: AttestedFact,
    /** `unanswered`: the vendor did not say, and what was known before stands until it is stale. */
    answer: z.enum(['holds', 'fails', 'unanswered']),
    /** The setting, in a word of the vendor's table; of what was not answered, why. */
    found: Ref,
    /** SHA-256 (hex) of the registration that it was read under. */
    registration: Ref,
  }),
  alarm: z.strictObject({
    class: z.literal('alarm'),
    v: z.literal(1),
    /** What went off, for example `patients-limit`. */
    what: Ref,
    /** Whose doing it was; absent: nobody's. */
    principal: Ref.optional(),
    application: Ref.optional(),
    detail: z.record(Ref, z.union([Ref, z.int()])),
  }),
} satisfies { [Class in EntryClass]: z.ZodType<{ class: Class }> }

/** A body as it is written today. */
export type NewestBody<Class extends EntryClass = EntryClass> = z.infer<(typeof NEWEST)[Class]>

/** A body of any version that may stand in a journal. */
export const EntryBody = z.discriminatedUnion('class', [
  z.discriminatedUnion('v', [V1.intent, NEWEST.intent]),
  z.discriminatedUnion('v', [V1.disclosure, NEWEST.disclosure]),
  z.discriminatedUnion('v', [V1.outcome, NEWEST.outcome]),
  z.discriminatedUnion('v', [V1.deidentification, NEWEST.deidentification]),
  z.discriminatedUnion('v', [V1.reidentification, NEWEST.reidentification]),
  z.discriminatedUnion('v', [V1.authentication, NEWEST.authentication]),
  NEWEST.ingest,
  NEWEST.configuration,
  NEWEST.lifecycle,
  z.discriminatedUnion('v', [V1.reading, NEWEST.reading]),
  NEWEST.review,
  NEWEST.emergency,
  NEWEST.attestation,
  NEWEST.alarm,
])
export type EntryBody = z.infer<typeof EntryBody>

/** The newest version of each class: a body that claims a later one was written by a newer Cordon. */
export const ENTRY_VERSIONS: Readonly<Record<EntryClass, number>> = Object.fromEntries(
  Object.entries(NEWEST).map(([kind, schema]) => [kind, schema.shape.v.value]),
) as Record<EntryClass, number>
