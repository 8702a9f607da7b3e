import { z } from 'zod'

/** Ids, codes, hashes and pseudonyms: never text of a record. */
export const Ref = z.string().max(200)

/** How many, by identifier type. */
export const Counts = z.record(z.string().regex(/^[A-Z0-9]{1,16}$/), z.int().min(0))

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
  /** The encounter that was stated, as a pseudonym. */
  encounter: Ref.optional(),
}

/** SHA-256 over a random salt (kept here) and what was sent or handed out. */
export const Payload = {
  payloadSalt: Ref,
  payloadHash: Ref,
  payloadBytes: z.int().min(0),
}

/** Of one access decision: what came out, the rule it rests on, and the set of rules by name, version and SHA-256. */
export const Decided = z.strictObject({
  effect: z.enum(['permit', 'deny']),
  /** The deciding rule of a refusal; of a permit, `all`: every rule held. */
  rule: Ref,
  policy: Ref,
  policyHash: Ref,
})
export type Decided = z.infer<typeof Decided>

/** TLS of each hop, as negotiated (`TLSv1.3`); absent: no TLS, which is loopback or the same process. */
export const Hops = z.strictObject({ client: Ref.optional(), vendor: Ref.optional() })
export type Hops = z.infer<typeof Hops>
