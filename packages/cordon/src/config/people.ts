import { TenantId } from '@cordon/contract'
import { z } from 'zod'

/** An origin as browsers write it: scheme, host and port, no path. */
const Origin = z
  .url()
  .max(500)
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'scheme://host[:port], without a path')

/** RFC 9106 and OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane; more, never less. */
const Password = z.strictObject({
  memoryKib: z.int().min(19_456).max(1_048_576).default(19_456).describe('Memory of one Argon2id hash, in KiB.'),
  passes: z.int().min(2).max(20).default(2).describe('Passes of one Argon2id hash.'),
  lanes: z.int().min(1).max(16).default(1).describe('Lanes of one Argon2id hash.'),
  atOnceMax: z.int().min(1).max(64).default(2).describe('Passwords hashed at once: logins cannot take the machine.'),
  waitingMax: z.int().min(1).max(1_000).default(32).describe('Logins that wait to be hashed; the next is refused.'),
})

/** People who sign in at an identity provider: OpenID Connect, authorization code with PKCE. */
const Oidc = z.strictObject({
  issuer: z.url().max(500).describe('The issuer, as its discovery document writes it.'),
  clientId: z.string().min(1).max(255).describe('What this deployment is called there.'),
  secretFrom: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of an environment variable')
    .optional()
    .describe('The environment variable with the client’s secret; absent: a public client.'),
  origins: z
    .array(Origin)
    .max(8)
    .default([])
    .describe('Origins of its token and key endpoints, where they are not the issuer’s own.'),
  scope: z
    .string()
    .max(200)
    .default('openid')
    .describe('What is asked for: `openid` is enough, people are known by `sub`.'),
  acr: z.array(z.string().max(200)).max(16).default([]).describe('`acr` values that count as a second factor.'),
  amr: z
    .array(z.string().max(60))
    .max(16)
    .default(['mfa', 'hwk'])
    .describe('`amr` values (RFC 8176) of which one counts as a second factor.'),
})
export type OidcLogin = z.infer<typeof Oidc>

/** People at the admin door: local accounts, sessions, second factors. */
export const PeopleSettings = z.strictObject({
  origin: Origin.optional().describe(
    'What browsers call the admin door, as `https://cordon.example.org`; absent: `localhost` and its port. Passkeys belong to its host.',
  ),
  secondFactor: z
    .enum(['required', 'when-enrolled'])
    .default('required')
    .describe(
      '`required`: who has none can only enrol one, and a step-up refuses them. `when-enrolled`: only who has one shows it.',
    ),
  stepUpMinutes: z.int().min(1).max(15).default(5).describe('How long a second factor that was shown counts.'),
  idleMinutes: z
    .int()
    .min(1)
    .max(15)
    .default(15)
    .describe('A session ends after so long without a sign of its person.'),
  warnMinutes: z.int().min(1).max(5).default(2).describe('How long before that the person is warned.'),
  sessionHours: z.int().min(1).max(12).default(12).describe('A session ends after so long, whatever happens.'),
  sessionsMax: z.int().min(1).max(100).default(10).describe('Open sessions of one person; the oldest ends first.'),
  enrolmentHours: z.int().min(1).max(168).default(72).describe('How long a one-time enrolment code is good.'),
  secondPersonDays: z
    .int()
    .min(0)
    .max(90)
    .default(7)
    .describe(
      'Days for which somebody who adds, changes or enrols an account, takes its second factors away or makes a key for it is not a second person beside it, nor are two whose accounts one person did that to. 0: only the same person is not two.',
    ),
  approvalDays: z
    .int()
    .min(1)
    .max(90)
    .default(14)
    .describe('Days after which what the first of two people asked for lapses.'),
  password: Password.prefault({}),
  oidc: Oidc.optional().describe(
    'The identity provider at which the operator’s people sign in; absent: local accounts only.',
  ),
  oidcOf: z
    .record(TenantId, Oidc)
    .refine((of) => Object.keys(of).length <= 256, 'at most 256 organisations')
    .default({})
    .describe(
      'The same for other organisations of this deployment, by their id; each with a provider, a client and a callback of its own.',
    ),
})
export type PeopleSettings = z.infer<typeof PeopleSettings>
