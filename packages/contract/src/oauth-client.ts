import { z } from 'zod'

/** A public key as JSON (RFC 7517): nothing that is private, nothing that is shared. */
const PublicKey = z
  .record(z.string().max(20), z.union([z.string().max(4_096), z.array(z.string().max(8_192)).max(10), z.boolean()]))
  .refine(({ kty, d, k }) => (kty === 'RSA' || kty === 'EC') && d === undefined && k === undefined, 'a public key')

/** How a program without a person proves itself at `/oauth/token` (SMART Backend Services, RFC 7523). */
export const OAuthClient = z
  .strictObject({
    /** Which service of the directory it is. */
    service: z.string().min(1).max(64),
    jwks: z.strictObject({ keys: z.array(PublicKey).min(1).max(10) }).optional(),
    /** Fetched from the internet by https, or from an origin that cordon.yaml names for the same organisation. */
    jwksUri: z
      .url({ protocol: /^https?$/ })
      .max(2_048)
      .optional(),
    /** SMART scopes that it may ask for. */
    scopes: z.array(z.string().min(1).max(300)).min(1).max(100),
  })
  .refine(({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined), 'takes jwks or jwksUri')
export type OAuthClient = z.infer<typeof OAuthClient>

/** A client certificate, by its SHA-256 or by a name in it, and the service of the directory that shows it. */
export const ClientCertificate = z
  .strictObject({
    service: z.string().min(1).max(64),
    /** Of the certificate in DER, in hex. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    /** One subject alternative name, as `DNS:scribe.example` or `URI:spiffe://example/scribe`. */
    san: z
      .string()
      .max(300)
      .regex(/^(DNS|URI):[\x21-\x7e]+$/)
      .optional(),
  })
  .refine(({ sha256, san }) => (sha256 === undefined) !== (san === undefined), 'takes sha256 or san')
export type ClientCertificate = z.infer<typeof ClientCertificate>

/** A chat front end that signs who is typing: Open WebUI's `X-OpenWebUI-User-Jwt`. */
export const ChatFrontEnd = z.strictObject({
  /** Its address: the `issuer` of its people's `subject`; their `subject` is the id that it has for them. */
  issuer: z.url().max(500),
  /** The name of the secret it signs with, as the environment has it; at least 32 characters. */
  secretFrom: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/),
})
export type ChatFrontEnd = z.infer<typeof ChatFrontEnd>
