import { timingSafeEqual } from 'node:crypto'
import { Application, CordonError, Principal } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { type Clock, DAY } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Store, Tx } from '../store/store.ts'
import { findKey, insertKey, type KeyRow, markKeyRevoked, selectKeys } from './api-key.queries.ts'
import { type Change, change, type RecordChange } from './change.ts'
import { findEntry } from './directory.queries.ts'
import { type KeyText, mintKey, parseKey } from './key-text.ts'
import { createRecentCallers } from './recent-callers.ts'

/** Who is asking, once the key is verified. */
export interface Caller {
  readonly tenant: string
  readonly principal: Principal
  /** Absent: an administrator's key, for the admin door only. */
  readonly application?: Application
  /** What was shown, by an id that is no secret: a key's, a session's, a certificate's thumbprint, a token's hash. */
  readonly keyId: string
  /** How; absent: an API key. */
  readonly method?: 'api-key' | 'bearer' | 'certificate' | 'session' | 'client-assertion'
  /** Who acts for the principal, nearest first (RFC 8693 `act`): ids of applications, services and agents. */
  readonly actors?: readonly string[]
  /** The nearest of them, where it is registered here: nothing may be done that it may not do itself. */
  readonly delegate?: Principal
  /** What the token allows, as it came (space-separated SMART scopes); absent: it is not bounded by scopes. */
  readonly scope?: string
  /** The patient that a SMART launch chose: no other one may be asked about. */
  readonly launchPatient?: string
  /** When a second factor was last shown, in milliseconds; absent: never. */
  readonly steppedUpAt?: number
}

export interface KeyInfo {
  readonly id: string
  readonly principal: string
  readonly application: string | undefined
  /** The person who answers for a service's key. */
  readonly owner: string | undefined
  readonly createdAt: number
  readonly expiresAt: number
  readonly revokedAt: number | undefined
}

export interface NewKeyAsk {
  readonly tenant: string
  readonly principal: string
  readonly application?: string
  /** The person who answers for it: required for a service's key. */
  readonly owner?: string
  /** Milliseconds from now; 365 days when absent and at most for a service, 730 for a person: no key is without an end. */
  readonly lifetimeMs?: number
  /**
   * Counts as if a second factor had just been shown: of whoever holds the root key on this machine, and of the
   * demonstration's administrator. No route issues one.
   */
  readonly steppedUp?: boolean
  /** Ends when the person enrols factors of their own. */
  readonly untilEnrolled?: boolean
}

export interface Identity {
  /**
   * A new key. `key` is shown once and kept nowhere. Throws `not_found` when the principal or the application is
   * unknown or revoked, `resource_invalid` for a lifetime or a tenant's name out of bounds. What `record` throws is
   * thrown, and there is no such key.
   */
  issueKey(
    ask: NewKeyAsk,
    record: RecordChange,
  ): Promise<{ key: string; id: string; expiresAt: number; change: Change }>
  listKeys(tenant: string): Promise<KeyInfo[]>
  /** Felt at once in this process, within 5 s on other nodes. Throws `not_found` when there is no such live key. */
  revokeKey(tenant: string, id: string, record: RecordChange): Promise<Change>
  /**
   * Takes `Bearer <key>` or the bare key of an `x-api-key` header. Throws `credentials_missing`, `credentials_invalid`
   * (one answer for every cause) or `store_unavailable`.
   */
  authenticate(credentials: string | undefined): Promise<Caller>
  /** Whether this very key was verified here lately; reads no database and grants nothing. */
  recognises(credentials: string | undefined): boolean
  /** Call after a principal or an application changed: nobody stays in memory under the old definition. */
  forgetCallers(): void
}

const LIFETIME_DEFAULT_MS = 365 * DAY
const LIFETIME_MAX_MS = 730 * DAY
const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/

export function createIdentity(deps: {
  store: Store
  keyring: Pick<Keyring, 'pepper'>
  now: Clock
  random: RandomBytes
}): Identity {
  const { store, keyring, now, random } = deps
  const recent = createRecentCallers<Caller>(now)
  // Compared against when there is no such key, so that an unknown id costs the same work as a wrong secret.
  const nobody = random(32)

  const verify = async (key: KeyText, proof: Uint8Array): Promise<Caller> => {
    const generation = recent.generation()
    const row = await store.within(key.tenant, (tx) => findKey(tx, key.tenant, key.id))
    const genuine = timingSafeEqual(row?.hmac ?? nobody, proof)
    if (row === undefined || !genuine || !isLive(row, now())) {
      // Only the genuine key may clear its own memory: a stranger who knows the id cannot.
      if (genuine) recent.forget(key.id)
      throw new CordonError('credentials_invalid')
    }
    const caller = callerOf(key, row, now())
    recent.keep(key.id, { proof, caller, expiresAt: row.expiresAt.getTime(), generation })
    return caller
  }

  return {
    async issueKey(ask, record) {
      const lifetimeMs = checkLifetime(ask)
      const key = mintKey(ask.tenant, random)
      const at = now()
      const expiresAt = at + lifetimeMs
      const row = {
        tenant: ask.tenant,
        id: key.id,
        hmac: keyring.pepper(key.text),
        principal: ask.principal,
        application: ask.application ?? null,
        owner: ask.owner ?? null,
        createdAt: new Date(at),
        expiresAt: new Date(expiresAt),
        steppedUp: ask.steppedUp === true,
        untilEnrolled: ask.untilEnrolled === true,
      }
      const { principal, application, owner } = row
      const owned = owner === null ? {} : { owner }
      const made = change('key.issue', key.id, { principal, application, expiresAt, ...owned })
      await store.within(ask.tenant, async (tx) => {
        await mustBeActive(tx, ask, lifetimeMs)
        await insertKey(tx, row)
        await record(made)
      })
      return { key: key.text, id: key.id, expiresAt, change: made }
    },

    async listKeys(tenant) {
      const rows = await store.within(tenant, (tx) => selectKeys(tx, tenant))
      return rows.map((row) => ({
        id: row.id,
        principal: row.principal,
        application: row.application ?? undefined,
        owner: row.owner ?? undefined,
        createdAt: row.created_at.getTime(),
        expiresAt: row.expires_at.getTime(),
        revokedAt: row.revoked_at?.getTime(),
      }))
    },

    async revokeKey(tenant, id, record) {
      const made = change('key.revoke', id)
      const work = async (tx: Tx): Promise<void> => {
        const revoked = await markKeyRevoked(tx, tenant, id, new Date(now()))
        if (!revoked) throw new CordonError('not_found', { at: 'key' })
        await record(made)
      }
      await store.within(tenant, work).finally(() => recent.forget(id))
      return made
    },

    async authenticate(credentials) {
      const key = keyIn(credentials)
      const proof = keyring.pepper(key.text)
      return recent.fresh(key.id, proof) ?? (await verify(key, proof))
    },

    recognises(credentials) {
      const key = parseKey(bareKey(credentials))
      return key !== undefined && recent.known(key.id, keyring.pepper(key.text))
    },

    forgetCallers: () => recent.forgetAll(),
  }
}

/** The key in an `Authorization` or `x-api-key` value, well formed and with its check right. */
function keyIn(credentials: string | undefined): KeyText {
  const bare = bareKey(credentials)
  if (bare === '') throw new CordonError('credentials_missing')
  const key = parseKey(bare)
  if (key === undefined) throw new CordonError('credentials_invalid')
  return key
}

function bareKey(credentials: string | undefined): string {
  return (credentials ?? '').replace(/^Bearer(?: +|$)/i, '').trim()
}

/** Every way a genuine key may have ended, looked at together. */
function isLive(row: KeyRow, at: number): boolean {
  const standing = row.revokedAt === null && at < row.expiresAt.getTime()
  const principal = row.principal !== null && row.principalRevokedAt === null
  const application = row.applicationId === null || (row.application !== null && row.applicationRevokedAt === null)
  return standing && principal && application
}

function callerOf(key: KeyText, row: KeyRow, at: number): Caller {
  const steppedUp = row.steppedUp ? { steppedUpAt: at } : {}
  const who = { tenant: key.tenant, keyId: key.id, principal: Principal.parse(row.principal), ...steppedUp }
  return row.applicationId === null ? who : { ...who, application: Application.parse(row.application) }
}

function checkLifetime(ask: NewKeyAsk): number {
  if (!TENANT.test(ask.tenant)) throw new CordonError('resource_invalid', { at: 'tenant' })
  const lifetimeMs = ask.lifetimeMs ?? LIFETIME_DEFAULT_MS
  if (!(lifetimeMs > 0 && lifetimeMs <= LIFETIME_MAX_MS))
    throw new CordonError('resource_invalid', { at: 'lifetimeMs' })
  return lifetimeMs
}

async function mustBeActive(tx: Tx, ask: NewKeyAsk, lifetimeMs: number): Promise<void> {
  const principal = await findEntry(tx, 'principal', ask.tenant, ask.principal)
  if (principal?.revoked_at !== null) throw new CordonError('not_found', { at: 'principal' })
  if (Principal.parse(principal.definition).kind === 'service') await mustBeOwned(tx, ask, lifetimeMs)
  if (ask.application === undefined) return
  const application = await findEntry(tx, 'application', ask.tenant, ask.application)
  if (application?.revoked_at !== null) throw new CordonError('not_found', { at: 'application' })
}

/** A program cannot be asked about its key: somebody who works here answers for it, and looks at it once a year. */
async function mustBeOwned(tx: Tx, { tenant, owner }: NewKeyAsk, lifetimeMs: number): Promise<void> {
  if (lifetimeMs > LIFETIME_DEFAULT_MS) throw new CordonError('resource_invalid', { at: 'lifetimeMs' })
  if (owner === undefined) throw new CordonError('resource_invalid', { at: 'owner' })
  const found = await findEntry(tx, 'principal', tenant, owner)
  if (found?.revoked_at !== null || Principal.parse(found.definition).kind !== 'user')
    throw new CordonError('not_found', { at: 'owner' })
}
