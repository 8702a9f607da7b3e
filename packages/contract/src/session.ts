import { z } from 'zod'
import { Role } from './principal.ts'
import type { RouteName } from './routes.ts'

/** Milliseconds since 1970. */
const Time = z.int()
const RecoveryCodes = z.array(z.string()).describe('Shown once, and only with the first factor.')

/** A session as its own person sees it. */
export const Session = z.object({
  id: z.string(),
  tenant: z.string(),
  person: z.object({ id: z.string(), name: z.string(), roles: z.array(Role) }),
  how: z.string().describe('How the person came in; what follows a plus is the second factor.'),
  now: Time.describe('By the clock of the server, in milliseconds, as every time here.'),
  idleEndsAt: Time.describe(
    'Without a sign of the person: 164.312(a)(2)(iii). `POST /api/session/extend` is one, no other request is.',
  ),
  warnAt: Time.describe('From here on the person is to be warned.'),
  endsAt: Time.describe('Whatever happens.'),
  secondsLeft: z.int().min(0).describe('Until the sooner of the two.'),
  warning: z.boolean().describe('Whether the person is to be warned now.'),
  steppedUpUntil: Time.optional().describe('How long the second factor that was shown counts.'),
  csrf: z.string().describe('Goes with every write, as `X-Cordon-Csrf`.'),
})
export type Session = z.infer<typeof Session>

const Factors = z.object({
  totp: z.boolean(),
  passkeys: z.array(z.object({ id: z.string(), createdAt: Time, usedAt: Time.optional() })),
  recoveryCodesLeft: z.int().min(0),
})

const Told = z.object({
  secondFactorReset: z
    .object({ by: z.string(), at: Time })
    .optional()
    .describe('Who took the person’s second factors away, and when; for 90 days.'),
})

/** Signed in, with cookies; or half-way. */
const Login = z.union([
  z.object({ next: z.literal('session') }),
  z.object({
    next: z.literal('second-factor'),
    ticket: z.string().describe('Goes with the second step, within five minutes.'),
    factors: z.array(z.enum(['totp', 'passkey', 'recovery'])),
  }),
])

/** What a browser needs for `navigator.credentials`: WebAuthn 3, 5.4 and 5.5, as JSON. */
const PasskeyOptions = z.looseObject({ challenge: z.string() })

const SessionInfo = z.object({
  id: z.string(),
  how: z.string(),
  source: z.string(),
  createdAt: Time,
  idleEndsAt: Time,
  endsAt: Time,
  current: z.boolean(),
})

const Ended = z.object({ ended: z.string().describe('The id of the session.') })

/** What each route of one's own session answers: nothing else goes out. A callback redirects and has no body. */
export const SESSION_ANSWERS = {
  sessionLogin: Login,
  sessionEnrol: Login,
  sessionLoginSecond: Login,
  sessionLoginPasskeyBegin: PasskeyOptions,
  sessionLoginPasskey: Login,
  sessionOidcBegin: z.object({ location: z.url().describe('Where to send the browser.') }),
  session: Session.extend({ factors: Factors, told: Told }),
  sessionExtend: Session,
  sessionLogout: Ended,
  sessions: z.object({ items: z.array(SessionInfo) }),
  sessionRevoke: Ended,
  sessionSecondBegin: PasskeyOptions,
  sessionSecond: Session,
  sessionTotpBegin: z.object({ secret: z.string(), uri: z.string() }),
  sessionTotpFinish: Session.extend({ recoveryCodes: RecoveryCodes }),
  sessionPasskeyBegin: PasskeyOptions,
  sessionPasskeyFinish: Session.extend({ recoveryCodes: RecoveryCodes }),
  sessionRecoveryCodes: z.object({ recoveryCodes: RecoveryCodes }),
  sessionPassword: z.object({ changed: z.string() }),
} as const satisfies Partial<Record<RouteName, z.ZodType>>

export type AnsweringRoute = keyof typeof SESSION_ANSWERS
