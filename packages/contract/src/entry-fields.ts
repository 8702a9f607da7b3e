import { z } from 'zod'

/** Ids, codes, hashes and pseudonyms: never text of a record. */
export const Ref = z.string().max(200)

/** How many, by identifier type. */
export const Counts = z.record(z.string().regex(/^[A-Z0-9]{1,16}$/), z.int().min(0))

/** What an answer, or a passage of a chart, was kept from carrying on. */
export const FINDINGS = [
  'other-name',
  'other-number',
  'other-email',
  'canary',
  'code-in-link',
  'hidden-text',
  'passage-left-out',
  'passage-marked',
] as const
export type Finding = (typeof FINDINGS)[number]

/** Who asked, through what, for whom. `patient` is a per-tenant HMAC or `unstated`. */
export const Asking = {
  request: Ref,
  principal: Ref,
  application: Ref,
  /** The person for whom somebody else asks: then the principal, too, because the rights are theirs. */
  onBehalfOf: Ref.optional(),
  purpose: Ref,
  patient: Ref,
}

/** The same since version 2, with where they asked from. */
export const AskingFrom = {
  ...Asking,
  /** The client's address, as the connection has it. */
  source: Ref.optional(),
  /** Who acts for the principal, nearest first (RFC 8693 `act`): ids of services and agents. */
  actors: z.array(Ref).max(8).optional(),
  /** Of a copy that was sent to another vendor to compare: the request it is a copy of. Nobody was given its answer. */
  shadowOf: Ref.optional(),
  /** The encounter that was stated, as a pseudonym. */
  encounter: Ref.optional(),
  /** The emergency grant that was stated, in force or not. */
  emergency: Ref.optional(),
}

/** SHA-256 over a random salt (kept here) and what was sent or handed out. */
export const Payload = {
  payloadSalt: Ref,
  payloadHash: Ref,
  payloadBytes: z.int().min(0),
}

/**
 * What the policies were asked, as codes alone, so that the same question can be put to others (`cordon policy check
 * --against`). Who asked, what for and about whom stand in the entry itself.
 */
export const AccessFacts = z.strictObject({
  action: z.enum(['ask', 'retrieve', 'deidentify', 'reidentify']),
  kind: z.enum(['user', 'service']),
  roles: z.array(Ref).max(16),
  suspended: z.boolean(),
  licence: z.enum(['in-date', 'expired', 'unstated']),
  actors: z.array(Ref).max(16),
  purposeFixed: Ref.optional(),
  /** Whether a patient was stated. */
  patient: z.boolean(),
  relationships: z.array(Ref).max(16),
  consent: z.enum(['permit', 'deny', 'none']),
  scope: z.enum(['reaches', 'falls-short', 'unbounded']),
  emergency: z.boolean(),
  /** Of the chart, where it was decided by class. */
  classes: z
    .array(z.strictObject({ kind: Ref, labels: z.array(Ref).max(16), consent: z.enum(['permit', 'deny', 'none']) }))
    .max(200),
  /** Classes that are not written here. */
  classesMore: z.int().min(0),
})
export type AccessFacts = z.infer<typeof AccessFacts>

/** Of one access decision: what came out, the rule it rests on, and the set of rules by name, version and SHA-256. */
export const Decided = z.strictObject({
  effect: z.enum(['permit', 'deny']),
  /** The deciding rule of a refusal; of a permit, `all`: every rule held. */
  rule: Ref,
  policy: Ref,
  policyHash: Ref,
  /** The policies of the set that decided, by id. */
  policies: z.array(Ref).max(64).optional(),
  /** In outcomes only; absent: it ended before the policies were asked. */
  access: AccessFacts.optional(),
})
export type Decided = z.infer<typeof Decided>

/** TLS of each hop, as negotiated (`TLSv1.3`); absent: no TLS, which is loopback or the same process. */
export const Hops = z.strictObject({ client: Ref.optional(), vendor: Ref.optional() })
export type Hops = z.infer<typeof Hops>
