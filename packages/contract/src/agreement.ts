import { z } from 'zod'
import { DeidPolicy } from './deidentify.ts'
import { SecurityLabel } from './label.ts'
import { Purpose } from './purpose.ts'
import { VendorFeature } from './vendor.ts'

const Instant = z.iso.datetime()
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** A dated proof about the vendor's settings. Older than `freshDays`, it no longer counts. */
export const Proof = z.strictObject({
  holds: z.boolean(),
  seenOn: Instant,
  freshDays: z.int().min(1).max(400).default(90),
})
export type Proof = z.infer<typeof Proof>

/** What of a service an agreement covers: answers (and a count of their tokens), vectors of texts, or calls of an MCP server's tools. */
export const Feature = z.enum(['generation', 'embeddings', 'tool-calls'])
export type Feature = z.infer<typeof Feature>

/** What stays at the vendor, is done there by itself, or is handed on: covered only by its name, and only for `Clean`. */
export const NamedFeature = VendorFeature.extract([
  'stored-state',
  'background',
  'files',
  'batch',
  'web-search',
  'code-execution',
  'hosted-mcp',
  'context-management',
  'image-input',
  'audio',
])
export type NamedFeature = z.infer<typeof NamedFeature>

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
    /** Places beside `region` where the vendor may process, as its own name says: `us` of `us.` profiles, `datazone-us`, `global`. */
    regions: z.array(z.string().max(60)).max(50).optional(),
    /** Absent: generation only. An absent permission is a no. What is left out (`excludedFeatures`) is, even if it stands here. */
    features: z
      .array(z.enum([...Feature.options, ...NamedFeature.options]))
      .min(1)
      .max(16)
      .optional(),
  }),
  /** Permitted purposes: an absent permission is a no. */
  purposes: z.array(Purpose).min(1),
  /** Under which policies what leaves may have been made; absent: Safe Harbor only. */
  deidPolicies: z.array(DeidPolicy).min(1).max(8).optional(),
  /** Features of the service that the contract leaves out, by the catalogue's names; stronger than `service.features`. */
  excludedFeatures: z.array(VendorFeature).max(50).optional(),
  /** Kinds of records that may not go there, whatever else permits them: security labels such as `PSY`, `42CFRPart2`, `HIV`. */
  excludedLabels: z.array(SecurityLabel).max(16).optional(),
  /** Those behind the vendor whom the contract approves, 164.502(e)(1)(ii); absent: none. */
  subprocessors: z.array(z.string().min(1).max(200)).max(100).optional(),
  /** From then on nothing is disclosed under it, until a version without it is recorded: 164.504(e)(1)(ii). */
  suspended: Instant.optional(),
  proofs: z.strictObject({ noTraining: Proof, retention: Proof }),
})
export type Agreement = z.infer<typeof Agreement>
