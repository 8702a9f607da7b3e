import { z } from 'zod'
import { DeidPolicy } from './deidentify.ts'
import { Purpose } from './purpose.ts'
import { Price } from './quota.ts'

const Instant = z.iso.datetime()
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** The endpoint of a recipient: what an agreement has to match, field by field. */
export const Vendor = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    name: z.string().min(1).max(200),
    /** Postal address, for an accounting of disclosures: 164.528(b)(2)(ii). */
    address: z.string().min(1).max(500).optional(),
    /** `local/extract` answers in process; `openai` is any OpenAI-compatible endpoint, `anthropic` any that speaks Messages. */
    kind: z.enum(['local-extract', 'openai', 'anthropic']),
    /** Inside: it runs in Cordon's own process, so nothing is disclosed and no agreement is needed. */
    placement: z.enum(['outside', 'inside']).default('outside'),
    /** Base URL, ending before `/chat/completions` or `/v1/messages`. For `local-extract`: `local://extract`. */
    baseUrl: z.string().max(500),
    product: z.string().min(1).max(100),
    tier: z.string().min(1).max(100),
    account: z.string().min(1).max(200).default('default'),
    region: z.string().min(1).max(60),
    /** Model names it serves, or `*`. */
    models: z.array(z.string().max(200)).min(1).max(500),
    /** What it charges; a model without a price counts in tokens alone. */
    prices: z.array(Price).max(500).optional(),
    /** Where the vendor's key is read from: the name of an environment variable or `file:` path. */
    keyFrom: z.string().max(500).optional(),
  })
  .refine(({ kind, placement }) => placement === 'outside' || kind === 'local-extract', {
    path: ['placement'],
    message: 'only local-extract runs inside',
  })
export type Vendor = z.infer<typeof Vendor>

/** A dated proof about the vendor's settings. Older than `freshDays`, it no longer counts. */
export const Proof = z.strictObject({
  holds: z.boolean(),
  seenOn: Instant,
  freshDays: z.int().min(1).max(400).default(90),
})
export type Proof = z.infer<typeof Proof>

/** The facts of a signed agreement that the gate compares. 164.504(e): no use or disclosure that it does not permit. */
export const Agreement = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  /** `data-use` is that of a limited data set, 164.514(e)(4): it permits nothing else that is still PHI. */
  kind: z.enum(['business-associate', 'data-use']),
  vendor: z.string().max(64),
  /** SHA-256 of the signed document. */
  documentSha256: Sha256,
  effective: Instant,
  expires: Instant,
  terminated: Instant.optional(),
  service: z.strictObject({
    host: z.string().max(300),
    product: z.string().max(100),
    tier: z.string().max(100),
    account: z.string().max(200),
    region: z.string().max(60),
    models: z.array(z.string().max(200)).min(1),
  }),
  /** Permitted purposes: an absent permission is a no. */
  purposes: z.array(Purpose).min(1),
  /** Under which policies what leaves may have been made; absent: Safe Harbor only. */
  deidPolicies: z.array(DeidPolicy).min(1).max(8).optional(),
  proofs: z.strictObject({ noTraining: Proof, retention: Proof }),
})
export type Agreement = z.infer<typeof Agreement>
