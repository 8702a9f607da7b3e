import { isAbsolute } from 'node:path'
import { Role, TenantId } from '@cordon/contract'
import { z } from 'zod'

const origin = () => z.string().regex(/^https?:\/\/[^/\s]+$/, 'scheme://host[:port], without a path')
const variable = () => z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of an environment variable')

/** What may sign a token. No shared secrets, and no `none`: both have let strangers in elsewhere. */
export const TOKEN_ALGORITHMS = ['RS256', 'ES256', 'PS256', 'RS384', 'ES384', 'EdDSA'] as const

/** An identity provider whose tokens open the application door. */
const Issuer = z.strictObject({
  issuer: z.url().max(500).describe('Its issuer URL, exactly as its tokens have it; discovery starts from it.'),
  tenant: TenantId.optional().describe('The organisation whose people it knows; absent: the operator’s.'),
  audiences: z.array(z.string().min(1).max(500)).min(1).max(16).describe('Audiences that mean this boundary.'),
  algorithms: z
    .array(z.enum(TOKEN_ALGORITHMS))
    .min(1)
    .default(['RS256', 'ES256'])
    .describe('Signatures that are accepted.'),
  clients: z
    .record(z.string().min(1).max(255), z.string().min(1).max(64))
    .describe('Which application a client id (`azp`, `client_id`) is.'),
  scopes: z
    .enum(['smart', 'ignored'])
    .default('smart')
    .describe('`smart`: a token’s SMART scopes bound it, and one without any reaches nothing; `ignored`: it has none.'),
  skewSeconds: z.int().min(0).max(60).default(60).describe('How far the two clocks may be apart.'),
  alsoAt: z.array(origin()).max(4).default([]).describe('Other origins at which it keeps its keys.'),
  introspection: z
    .strictObject({
      clientId: z.string().min(1).max(255).describe('As whom Cordon asks.'),
      secretFrom: variable().describe('The environment variable with the client’s secret.'),
      opaque: z
        .boolean()
        .default(true)
        .describe('Whether tokens that only it can read are taken to be its own; at one issuer at most.'),
      always: z.boolean().default(false).describe('Ask about signed tokens too, so that a revocation is felt at once.'),
    })
    .optional()
    .describe('RFC 7662: asking the issuer about a token. Without it, only signed tokens are accepted.'),
})
export type IssuerSettings = z.infer<typeof Issuer>

/** `identity:` of `cordon.yaml`: who may call the application door, beside holders of API keys. */
export const IdentitySettings = z.strictObject({
  issuers: z
    .array(Issuer)
    .max(16)
    .default([])
    .refine(
      (issuers) => issuers.filter(({ introspection }) => introspection?.opaque === true).length <= 1,
      'one issuer alone may take opaque tokens: introspection.opaque has to be false at the others',
    )
    .describe('Identity providers whose tokens are accepted; docs/guides/identity.md has the settings of each.'),
  jwksRefreshMs: z
    .int()
    .min(10_000)
    .max(300_000)
    .default(60_000)
    .describe(
      'How old the keys of an issuer or an application may be, in milliseconds: a key withdrawn there stops working within this time. A shorter `Cache-Control: max-age` of theirs counts, down to 10 s; a longer one does not.',
    ),
  jwksHeldMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(600_000)
    .describe('How old they may be while they cannot be read again, in milliseconds; then their tokens are refused.'),
  publicUrl: origin()
    .optional()
    .describe('Where applications reach the application door: what a client’s assertion names as audience.'),
  caFile: z
    .string()
    .refine(isAbsolute, 'must be absolute')
    .optional()
    .describe('PEM certificates that issuers are trusted by, beside the public ones.'),
  licenceRequiredFor: z
    .array(Role)
    .max(16)
    .default([])
    .describe('Roles that count only while the person’s licence is in date.'),
})
export type IdentitySettings = z.infer<typeof IdentitySettings>

/** How long keys of issuers and applications are believed. */
export const keyTimesOf = ({ jwksRefreshMs, jwksHeldMs }: Pick<IdentitySettings, 'jwksRefreshMs' | 'jwksHeldMs'>) => ({
  refreshMs: jwksRefreshMs,
  heldMs: jwksHeldMs,
})
