import { CordonError, Principal } from '@cordon/contract'
import type { PeopleSettings } from '../../config/people.ts'
import type { Keyring, Place } from '../../crypto/keyring.ts'
import { type Clock, DAY, HOUR, MINUTE } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store, Tx } from '../../store/store.ts'
import { endFirstKeys } from '../api-key.queries.ts'
import { type Change, change, type RecordChange } from '../change.ts'
import { findSubject } from '../oauth/subject.queries.ts'
import { findPerson, type PersonRow, putAccount, takeEnrolment } from './accounts.queries.ts'
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
  /** Throws `login_refused`, `password_refused`. All other sessions end. */
  changePassword(signedIn: SignedIn, given: { current: string; password: string }): Promise<Change>
  /** A one-time code, shown once. Throws `not_found` where there is no such active person. */
  issueEnrolment(tenant: string, principal: string, record: RecordChange): Promise<Enrolment>
  /** Takes second factors, password and sessions away, and says so to the person. Not of oneself. */
  resetFactors(of: Who & { readonly by: string }, record: RecordChange): Promise<Change>
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
  const passwords = createPasswords(settings.password)
  const waits = createWaits(deps)
  const tickets = createTickets(deps)
  const sessions = createSessions(deps)
  const factors = createFactors({ ...deps, waits, tickets })
  const record = createPeopleRecord(deps)
  const enrolmentHmac = ({ tenant, principal }: Who, code: string) =>
    keyring.pepper(`enrolment:${JSON.stringify([tenant, principal])}:${code}`)

  const find = (tenant: string, user: string) => store.within(tenant, (tx) => findPerson(tx, tenant, user))
  const sealPassword = async (who: Who, hashed: string): Promise<Uint8Array> => {
    const key = await keyring.sealing({ tenant: who.tenant, purpose: 'directory' })
    return key.seal(Buffer.from(hashed), placeOf(who))
  }
  const openPassword = async (who: Who, sealed: Uint8Array | null | undefined): Promise<string | undefined> => {
    if (sealed === null || sealed === undefined) return undefined
    const key = await keyring.opening(who.tenant, sealed)
    return Buffer.from(key.open(sealed, placeOf(who))).toString('utf8')
  }

  const enter = async (asked: NewSession): Promise<Login> => {
    const { tenant, principal, source, how } = asked
    const { cookie } = await sessions.open(asked, async ({ id, ended }) => {
      await record.authentication({ tenant, principal, source, session: id }, 'login', how)
      for (const session of ended) await record.authentication({ tenant, principal, source, session }, 'revoked')
    })
    return { cookie, device: waits.device(tenant, principal) }
  }
  /** Who has a second factor shows it; who has none is in, and what they may do there is the door's to decide. */
  const enterOrAsk = async (asked: NewSession): Promise<Login> => {
    const { totp, passkeys, recoveryCodesLeft } = await factors.enrolled(asked)
    if (!totp && passkeys.length === 0) return enter(asked)
    const has = { totp, passkey: passkeys.length > 0, recovery: recoveryCodesLeft > 0 }
    return {
      ticket: tickets.mint(halfWay(asked)),
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
      const row = await find(tenant, user)
      const who = { tenant, principal: user }
      const genuine = await passwords.verify(password, await openPassword(who, row?.password))
      if (!genuine || !isActive(row)) {
        throw record.refused({ tenant, source, principal: row === undefined ? undefined : user })
      }
      await attempt.succeeded()
      return enterOrAsk({ ...who, how: 'password', source })
    },

    async enrol({ tenant, user, code, password, source, device }) {
      const attempt = await waits.password(tenant, user, { source, device })
      const who = { tenant, principal: user }
      const row = await find(tenant, user)
      const taken = {
        enrolment: enrolmentHmac(who, readCode(code) ?? ''),
        password: await sealPassword(who, await passwords.hash(password, user)),
        now: new Date(now()),
      }
      const named = { tenant, source, principal: row === undefined ? undefined : user }
      if (!isActive(row)) throw record.refused(named)
      const set = async (tx: Tx): Promise<void> => {
        if (!(await takeEnrolment(tx, tenant, user, taken))) throw new CordonError('login_refused')
        await record.changed(tenant, user, change('account.password', user))
        // Somebody else was shown it, who added them; from now on they come in by themselves.
        for (const key of await endFirstKeys(tx, tenant, user, taken.now))
          await record.changed(tenant, user, change('key.revoke', key))
      }
      await sessions.end(tenant, { principal: user }, 'revoked', set).catch((error: unknown) => {
        throw record.refused(named, error)
      })
      await attempt.succeeded()
      return enterOrAsk({ ...who, how: 'enrolment', source })
    },

    async finish({ tenant, user, ticket, shown, source }, site) {
      const who = { tenant, principal: user }
      if (!tickets.fits(ticket, halfWay(who))) throw new CordonError('login_refused')
      const kind = await factors.show(who, shown, site).catch((error: unknown) => {
        throw record.refused({ tenant, source, principal: user }, error)
      })
      const stillActive = isActive(await find(tenant, user))
      if (!stillActive || !(await tickets.spend(ticket, halfWay(who)))) throw new CordonError('login_refused')
      return enter({ ...who, how: `password+${kind}`, source, steppedUpAt: now() })
    },

    async askPasskey({ tenant, user, ticket }, site) {
      if (!tickets.fits(ticket, halfWay({ tenant, principal: user }))) throw new CordonError('login_refused')
      return factors.askPasskey(tenant, site, user)
    },

    async loginWithPasskey({ tenant, response, source }, site) {
      const principal = await factors.showPasskey(tenant, response, site)
      if (!isActive(await find(tenant, principal))) throw new CordonError('login_refused')
      return enter({ tenant, principal, how: 'passkey', source, steppedUpAt: now() })
    },

    async loginAs({ tenant, issuer, subject, source, steppedUpAt }) {
      const person = await store.within(tenant, (tx) => findSubject(tx, tenant, { issuer, subject }))
      if (person === undefined || !isActive({ definition: person.definition, revokedAt: person.revoked_at })) {
        throw record.refused({ tenant, source, principal: person?.id })
      }
      const steppedUp = steppedUpAt === undefined ? {} : { steppedUpAt }
      return enter({ tenant, principal: person.id, how: 'oidc', source, ...steppedUp })
    },

    async changePassword({ caller, source }, { current, password }) {
      const who = { tenant: caller.tenant, principal: caller.principal.id }
      const attempt = await waits.password(who.tenant, who.principal, { source, device: undefined })
      const row = await find(who.tenant, who.principal)
      const genuine = await passwords.verify(current, await openPassword(who, row?.password))
      if (!genuine) throw new CordonError('login_refused')
      await attempt.succeeded()
      const sealed = await sealPassword(who, await passwords.hash(password, who.principal))
      const others = (await sessions.list(who.tenant, who.principal)).map(({ id }) => id)
      const ids = others.filter((id) => id !== caller.keyId)
      const made = change('account.password', who.principal)
      await sessions.end(who.tenant, { principal: who.principal, ids }, 'revoked', async (tx) => {
        await putAccount(tx, who.tenant, who.principal, { password: Buffer.from(sealed) })
        await record.changed(who.tenant, who.principal, made)
      })
      return made
    },

    async issueEnrolment(tenant, principal, recordIt) {
      if (!isActive(await find(tenant, principal))) throw new CordonError('not_found', { at: 'user' })
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

    async resetFactors({ tenant, principal, by }, recordIt) {
      if ((await find(tenant, principal)) === undefined) throw new CordonError('not_found', { at: 'user' })
      // Whoever lost a factor cannot be the one who says so: a stolen session would.
      if (principal === by) throw new CordonError('right_missing', { at: 'user (another administrator resets it)' })
      const made = change('second-factor.reset', principal)
      const none = { password: null, enrolment: null, enrolment_ends_at: null }
      await sessions.end(tenant, { principal }, 'revoked', async (tx) => {
        await deleteFactors(tx, tenant, principal)
        await putAccount(tx, tenant, principal, { ...none, reset_by: by, reset_at: new Date(now()) })
        await recordIt(made)
      })
      return made
    },

    async told({ tenant, principal }) {
      const row = await find(tenant, principal)
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

/** A person of the workforce who is registered, not revoked and not suspended; a service never signs in. */
function isActive(row: Pick<PersonRow, 'definition' | 'revokedAt'> | undefined): boolean {
  if (row === undefined || row.revokedAt !== null) return false
  const { kind, suspended } = Principal.parse(row.definition)
  return kind === 'user' && suspended !== true
}

function halfWay({ tenant, principal }: Who): Stub {
  return { tenant, use: 'second-factor', of: principal }
}

function placeOf({ tenant, principal }: Who): Place {
  return { tenant, table: 'local_account', row: principal, column: 'password' }
}

/** Whether a second factor was shown lately enough for what needs one now. */
export function isSteppedUp(steppedUpAt: number | undefined, settings: PeopleSettings, now: number): boolean {
  // Another node's clock may be a little ahead.
  return steppedUpAt !== undefined && steppedUpAt - now < MINUTE && now - steppedUpAt < settings.stepUpMinutes * MINUTE
}
