import { CordonError } from '@cordon/contract'
import type { PeopleSettings } from '../../config/people.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, DAY, HOUR, MINUTE } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store, Tx } from '../../store/store.ts'
import { endFirstKeys } from '../api-key.queries.ts'
import { type Change, change, type RecordChange } from '../change.ts'
import { findSubject } from '../oauth/subject.queries.ts'
import { findPerson, type PersonRow, putAccount, takeEnrolment } from './accounts.queries.ts'
import { createAccounts, isActive } from './accounts.ts'
import { deleteFactors } from './factors.queries.ts'
import { createFactors, type Factors, type Shown, type Who } from './factors.ts'
import { mintCode, readCode } from './one-time-code.ts'
import type { AuthenticationResponse, Site } from './passkeys.ts'
import { createPasswords } from './passwords.ts'
import { createPeopleRecord, type PeopleRecord, type RecordDeps } from './record.ts'
import { createSessions, type NewSession, type Sessions, type SignedIn } from './sessions.ts'
import { createTickets, type Stub, type Tickets } from './tickets.ts'
import { createWaits } from './waits.ts'

/** Who knocks: an address, and what this browser was given when its person signed in. */
export interface From {
  readonly source: string
  readonly device?: string | undefined
}

/** Signed in; or half-way, with a ticket to bring the second factor with. */
export type Login =
  | { readonly cookie: string; readonly device: string }
  | { readonly ticket: string; readonly factors: readonly ('totp' | 'passkey' | 'recovery')[] }

export interface Credentials extends From {
  readonly tenant: string
  readonly user: string
  readonly password: string
}

/**
 * People of the admin door, with accounts of this deployment. Every refusal of a login is `login_refused`, after the same
 * work, whether there is such a person or not; `rate_limited` while too many failed; nobody is in before the entry is durable.
 * Every other change has its entry in its own transaction: what cannot be recorded does not happen.
 */
export interface People {
  readonly sessions: Sessions
  readonly factors: Factors
  readonly tickets: Tickets
  readonly record: PeopleRecord
  /** Whether this person signed in before in the browser that shows this. */
  knows(tenant: string, user: string, device: string): boolean
  login(given: Credentials): Promise<Login>
  /** Sets the password with the one-time code. Throws `password_refused` as well. */
  enrol(given: Credentials & { readonly code: string }): Promise<Login>
  /** The second step of a login. */
  finish(given: From & { tenant: string; user: string; ticket: string; shown: Shown }, site: Site): Promise<Login>
  /** What a browser needs to bring a passkey as the second step of a login. Throws `login_refused`. */
  askPasskey(given: { tenant: string; user: string; ticket: string }, site: Site): ReturnType<Factors['askPasskey']>
  loginWithPasskey(given: From & { tenant: string; response: AuthenticationResponse }, site: Site): Promise<Login>
  /** Somebody whom an identity provider vouched for. Nobody is made: there must be one registration of this subject. */
  loginAs(given: From & { tenant: string; issuer: string; subject: string; steppedUpAt?: number }): Promise<Login>
  /** Throws `login_refused`, `password_refused`, `session_ended`. All other sessions end. */
  changePassword(signedIn: SignedIn, given: From & { current: string; password: string }): Promise<Change>
  /** A one-time code, shown once. Throws `not_found` where there is no such active person. */
  issueEnrolment(tenant: string, principal: string, record: RecordChange): Promise<Enrolment>
  /** Takes second factors, password and sessions away, and says so to the person. Not of oneself. */
  resetFactors(of: Who & { readonly by: string; readonly source: string }, record: RecordChange): Promise<Change>
  /** What the person is to be told. */
  told(who: Who): Promise<{ secondFactorReset?: { by: string; at: number } }>
  /** Ends and deletes what has lapsed. */
  expire(tenant: string): Promise<void>
}

export interface Enrolment {
  readonly code: string
  /** Milliseconds. */
  readonly endsAt: number
  readonly change: Change
}

const TOLD_MS = 90 * DAY

export function createPeople(
  deps: {
    store: Store
    keyring: Keyring
    settings: PeopleSettings
    now: Clock
    random: RandomBytes
  } & Omit<RecordDeps, 'now'>,
): People {
  const { store, keyring, settings, now, random } = deps
  const accounts = createAccounts(deps)
  const passwords = createPasswords(settings.password)
  const waits = createWaits(deps)
  const tickets = createTickets(deps)
  const sessions = createSessions(deps)
  const factors = createFactors({ ...deps, waits, tickets, sessions })
  const record = createPeopleRecord(deps)
  const enrolmentHmac = ({ tenant, principal }: Who, code: string) =>
    keyring.pepper(`enrolment:${JSON.stringify([tenant, principal])}:${code}`)

  /** Bound to the account as it was looked at: what was shown of an older one opens nothing. */
  const halfWay = ({ tenant, principal }: Who, row: PersonRow): Stub => ({
    tenant,
    use: 'second-factor',
    of: JSON.stringify([principal, accounts.generationOf(row)]),
  })
  /** Each in an entry of its own, as who ended them is in the entry of the change. */
  const recordEnded = async ({ tenant, principal }: Who, source: string, ended: readonly string[]): Promise<void> => {
    for (const session of ended) await record.authentication({ tenant, principal, source, session }, 'revoked')
  }

  /** `row` is the account by which they were let in: one that was changed in the meantime lets nobody in. */
  const enter = async (asked: NewSession, row: PersonRow): Promise<Login> => {
    const { tenant, principal, source, how } = asked
    const generation = accounts.generationOf(row)
    const recordIt = async ({ id, ended }: { id: string; ended: string[] }) => {
      await record.authentication({ tenant, principal, source, session: id }, 'login', how)
      await recordEnded(asked, source, ended)
    }
    const { cookie } = await sessions.open(asked, recordIt, async (tx) => {
      if (!accounts.isStill(await findPerson(tx, tenant, principal), generation)) throw new CordonError('login_refused')
    })
    return { cookie, device: waits.device(tenant, principal) }
  }
  /** Who has a second factor shows it; who has none is in, and what they may do there is the door's to decide. */
  const enterOrAsk = async (asked: NewSession, row: PersonRow): Promise<Login> => {
    const { totp, passkeys, recoveryCodesLeft } = await factors.enrolled(asked)
    if (!totp && passkeys.length === 0) return enter(asked, row)
    const has = { totp, passkey: passkeys.length > 0, recovery: recoveryCodesLeft > 0 }
    return {
      ticket: tickets.mint(halfWay(asked, row)),
      factors: (['totp', 'passkey', 'recovery'] as const).filter((each) => has[each]),
    }
  }

  return {
    sessions,
    factors,
    tickets,
    record,
    knows: (tenant, user, device) => waits.knows(tenant, user, device),

    async login({ tenant, user, password, source, device }) {
      const attempt = await waits.password(tenant, user, { source, device })
      const row = await accounts.find(tenant, user)
      const who = { tenant, principal: user }
      const known = waits.knows(tenant, user, device)
      const genuine = await passwords.verify(password, await accounts.openPassword(who, row?.password), known)
      if (!genuine || !isActive(row)) {
        throw record.refused({ tenant, source, principal: row === undefined ? undefined : user })
      }
      await attempt.succeeded()
      return enterOrAsk({ ...who, how: 'password', source }, row)
    },

    async enrol({ tenant, user, code, password, source, device }) {
      const attempt = await waits.password(tenant, user, { source, device })
      const who = { tenant, principal: user }
      const row = await accounts.find(tenant, user)
      const taken = {
        enrolment: enrolmentHmac(who, readCode(code) ?? ''),
        password: await accounts.sealPassword(
          who,
          await passwords.hash(password, user, waits.knows(tenant, user, device)),
        ),
        now: new Date(now()),
      }
      const named = { tenant, source, principal: row === undefined ? undefined : user }
      if (!isActive(row)) throw record.refused(named)
      const set = async (tx: Tx, ended: string[]): Promise<void> => {
        if (!(await takeEnrolment(tx, tenant, user, taken))) throw new CordonError('login_refused')
        await recordEnded(who, source, ended)
        await record.changed(tenant, user, change('account.password', user))
        // Somebody else was shown it, who added them; from now on they come in by themselves.
        for (const key of await endFirstKeys(tx, tenant, user, taken.now))
          await record.changed(tenant, user, change('key.revoke', key))
      }
      await sessions.end(tenant, { principal: user }, 'revoked', set).catch((error: unknown) => {
        throw record.refused(named, error)
      })
      await attempt.succeeded()
      return enterOrAsk({ ...who, how: 'enrolment', source }, { ...row, password: taken.password })
    },

    async finish({ tenant, user, ticket, shown, source }, site) {
      const who = { tenant, principal: user }
      const row = await accounts.find(tenant, user)
      if (!isActive(row) || !tickets.fits(ticket, halfWay(who, row))) throw new CordonError('login_refused')
      const kind = await factors.show(who, shown, site).catch((error: unknown) => {
        throw record.refused({ tenant, source, principal: user }, error)
      })
      if (!(await tickets.spend(ticket, halfWay(who, row)))) throw new CordonError('login_refused')
      return enter({ ...who, how: `password+${kind}`, source, steppedUpAt: now() }, row)
    },

    async askPasskey({ tenant, user, ticket }, site) {
      const row = await accounts.find(tenant, user)
      const fits = isActive(row) && tickets.fits(ticket, halfWay({ tenant, principal: user }, row))
      if (!fits) throw new CordonError('login_refused')
      return factors.askPasskey(tenant, site, user)
    },

    async loginWithPasskey({ tenant, response, source }, site) {
      const principal = await factors.showPasskey(tenant, response, site)
      const row = await accounts.find(tenant, principal)
      // Looked at after the account: one that was taken away in between is seen here, or by the account.
      const { passkeys } = await factors.enrolled({ tenant, principal })
      if (!isActive(row) || !passkeys.some(({ id }) => id === response.id)) throw new CordonError('login_refused')
      return enter({ tenant, principal, how: 'passkey', source, steppedUpAt: now() }, row)
    },

    async loginAs({ tenant, issuer, subject, source, steppedUpAt }) {
      const person = await store.within(tenant, (tx) => findSubject(tx, tenant, { issuer, subject }))
      const row = person === undefined ? undefined : await accounts.find(tenant, person.id)
      if (person === undefined || !isActive(row)) {
        throw record.refused({ tenant, source, principal: person?.id })
      }
      const steppedUp = steppedUpAt === undefined ? {} : { steppedUpAt }
      return enter({ tenant, principal: person.id, how: 'oidc', source, ...steppedUp }, row)
    },

    async changePassword({ caller }, { current, password, source, device }) {
      const who = { tenant: caller.tenant, principal: caller.principal.id, session: caller.keyId }
      const attempt = await waits.password(who.tenant, who.principal, { source, device })
      const row = await accounts.find(who.tenant, who.principal)
      const genuine = await passwords.verify(current, await accounts.openPassword(who, row?.password), true)
      if (!genuine) throw record.refused({ ...who, source })
      await attempt.succeeded()
      const sealed = await accounts.sealPassword(who, await passwords.hash(password, who.principal, true))
      const made = change('account.password', who.principal)
      await sessions.end(
        who.tenant,
        { principal: who.principal, except: who.session },
        'revoked',
        async (tx, ended) => {
          await sessions.require(tx, who)
          await putAccount(tx, who.tenant, who.principal, { password: sealed })
          await recordEnded(who, source, ended)
          await record.changed(who.tenant, who.principal, made)
        },
      )
      return made
    },

    async issueEnrolment(tenant, principal, recordIt) {
      if (!isActive(await accounts.find(tenant, principal))) throw new CordonError('not_found', { at: 'user' })
      const code = mintCode(random)
      const endsAt = now() + settings.enrolmentHours * HOUR
      const enrolment = enrolmentHmac({ tenant, principal }, readCode(code) ?? '')
      const made = change('account.enrol', principal, { endsAt })
      await store.within(tenant, async (tx) => {
        const set = { enrolment: Buffer.from(enrolment), enrolment_ends_at: new Date(endsAt) }
        await putAccount(tx, tenant, principal, set)
        await recordIt(made)
      })
      return { code, endsAt, change: made }
    },

    async resetFactors({ tenant, principal, by, source }, recordIt) {
      if ((await accounts.find(tenant, principal)) === undefined) throw new CordonError('not_found', { at: 'user' })
      // Whoever lost a factor cannot be the one who says so: a stolen session would.
      if (principal === by) throw new CordonError('right_missing', { at: 'user (another administrator resets it)' })
      const made = change('second-factor.reset', principal)
      const none = { password: null, enrolment: null, enrolment_ends_at: null }
      await sessions.end(tenant, { principal }, 'revoked', async (tx, ended) => {
        await deleteFactors(tx, tenant, principal)
        await putAccount(tx, tenant, principal, { ...none, reset_by: by, reset_at: new Date(now()) })
        await recordEnded({ tenant, principal }, source, ended)
        await recordIt(made)
      })
      return made
    },

    async told({ tenant, principal }) {
      const row = await accounts.find(tenant, principal)
      const { resetBy, resetAt } = row ?? {}
      if (!resetBy || !resetAt || now() - resetAt.getTime() > TOLD_MS) return {}
      return { secondFactorReset: { by: resetBy, at: resetAt.getTime() } }
    },

    async expire(tenant) {
      await sessions.lapse(tenant, ({ id, principal, source }, by) =>
        record.authentication(
          { tenant, principal, source, session: id },
          by === 'absolute' ? 'absolute-end' : 'idle-end',
        ),
      )
      await tickets.expire(tenant)
      await waits.expire(tenant)
    },
  }
}

/** Whether a second factor was shown lately enough for what needs one now. */
export function isSteppedUp(steppedUpAt: number | undefined, settings: PeopleSettings, now: number): boolean {
  // Another node's clock may be a little ahead.
  return steppedUpAt !== undefined && steppedUpAt - now < MINUTE && now - steppedUpAt < settings.stepUpMinutes * MINUTE
}
