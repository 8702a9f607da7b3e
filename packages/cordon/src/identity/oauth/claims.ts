import { createHash } from 'node:crypto'
import { z } from 'zod'

/** What a verified token says, whoever signed it and however it was checked. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  /** The application that it was issued to, however the issuer calls it. Undefined: it says none. */
  readonly client: string | undefined
  readonly scope: string | undefined
  /** The patient of a SMART launch, as `Patient/<id>`. */
  readonly patient: string | undefined
  /** RFC 8693: who acts for the subject, nearest first. */
  readonly actors: readonly Named[]
  /** RFC 8693: the only one who may. */
  readonly mayAct: Named | undefined
  /** When the issuer last asked for more than a password (RFC 8176), in milliseconds. */
  readonly steppedUpAt: number | undefined
  /** RFC 7800: it is worth something only beside this proof. Undefined: to whoever bears it. */
  readonly bound: Bound | undefined
  /** Milliseconds. */
  readonly expiresAt: number
}

/** To a client certificate (RFC 8705), by the SHA-256 of its DER in base64url; or to something that nothing here proves. */
export type Bound = { readonly certificate: string } | 'unproven'

export interface Named {
  readonly issuer: string
  readonly subject: string
}

/** Without control characters: none is in a name, and NUL is no text in SQL. */
const text = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}*$/u)
/** Seconds, as RFC 7519 has them; what is beyond a date is no date. */
const Seconds = z.number().min(0).max(8_640_000_000_000)
const Actor = z.object({ sub: text, iss: text.optional(), act: z.unknown().optional() })

const Payload = z.object({
  iss: text,
  sub: text,
  exp: Seconds,
  iat: Seconds.optional(),
  auth_time: Seconds.optional(),
  amr: z.array(z.string().max(100)).max(20).optional(),
  azp: text.optional(),
  client_id: text.optional(),
  // As Okta calls it, and Entra in tokens of version 1.
  cid: text.optional(),
  appid: text.optional(),
  cnf: z.unknown().optional(),
  scope: z.string().max(8_192).optional(),
  // As some write it (Entra, Okta).
  scp: z.union([z.string().max(8_192), z.array(z.string().max(300)).max(200)]).optional(),
  patient: z
    .string()
    .regex(/^(Patient\/)?[A-Za-z0-9.-]{1,64}$/)
    .optional(),
  act: z.unknown().optional(),
  may_act: z.unknown().optional(),
})

/** Undefined for a payload whose claims are not what they should be. */
export function readClaims(payload: unknown): Claims | undefined {
  const read = Payload.safeParse(payload)
  if (!read.success) return undefined
  const { iss, sub, exp, azp, client_id, cid, appid, scope, scp, patient, act, may_act, cnf } = read.data
  const [client, another] = new Set([azp, client_id, cid, appid].filter((name) => name !== undefined))
  // Two names of the client that differ: one of them is not the client.
  if (another !== undefined) return undefined
  const actors = chainOf(act, iss)
  const mayAct = may_act === undefined ? undefined : chainOf(may_act, iss)?.[0]
  if (actors === undefined || (may_act !== undefined && mayAct === undefined)) return undefined
  return {
    issuer: iss,
    subject: sub,
    client,
    scope: scope ?? (Array.isArray(scp) ? scp.join(' ') : scp),
    patient: patient === undefined ? undefined : `Patient/${patient.replace(/^Patient\//, '')}`,
    actors,
    mayAct,
    steppedUpAt: steppedUpAt(read.data),
    bound: cnf === undefined ? undefined : boundBy(cnf),
    expiresAt: exp * 1_000,
  }
}

const Thumbprint = z.strictObject({ 'x5t#S256': z.string().regex(/^[A-Za-z0-9_-]{43}$/) })

/** A certificate and nothing beside it. A key of DPoP (`jkt`) would be proven by a header that is not read here. */
function boundBy(cnf: unknown): Bound {
  const read = Thumbprint.safeParse(cnf)
  return read.success ? { certificate: read.data['x5t#S256'] } : 'unproven'
}

/** Two certificates are not both proven by one connection. */
export function narrowBound(one: Bound | undefined, other: Bound | undefined): Bound | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const same = one !== 'unproven' && other !== 'unproven' && one.certificate === other.certificate
  return same ? one : 'unproven'
}

/** Methods that are, or say that there was, a second factor. */
const SECOND_FACTOR: ReadonlySet<string> = new Set(['mfa', 'otp', 'hwk', 'sc'])

/** Never later than the token itself. */
function steppedUpAt({ amr = [], auth_time, iat = 0 }: z.infer<typeof Payload>): number | undefined {
  if (auth_time === undefined || !amr.some((method) => SECOND_FACTOR.has(method))) return undefined
  return Math.min(auth_time, iat) * 1_000
}

/** A delegation is not handed on further than this. */
export const ACTORS_MAX = 4

function chainOf(act: unknown, issuer: string): Named[] | undefined {
  const chain: Named[] = []
  for (let next = act; next !== undefined; ) {
    const read = Actor.safeParse(next)
    if (!read.success || chain.length === ACTORS_MAX) return undefined
    chain.push({ issuer: read.data.iss ?? issuer, subject: read.data.sub })
    next = read.data.act
  }
  return chain
}

/** An actor whom the directory does not know, for the record: subjects are often addresses of people. */
export function unregistered({ issuer, subject }: Named): string {
  return `unregistered:${createHash('sha256').update(`${issuer}\n${subject}`).digest('base64url').slice(0, 22)}`
}
