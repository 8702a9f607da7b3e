import { timingSafeEqual } from 'node:crypto'
import { CordonError, Principal } from '@cordon/contract'
import type { PeopleSettings } from '../../config/people.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, DAY, HOUR, MINUTE } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { Caller } from '../api-key.ts'
import { createRecentCallers } from '../recent-callers.ts'
import { mintSession, parseSession, type SessionText } from './session-text.ts'
import {
  deleteEnded,
  type Ending,
  endSessions,
  type FoundSession,
  findSession,
  insertSession,
  lockPerson,
  moveIdleEnd,
  type SessionRow,
  selectLapsed,
  selectOpen,
} from './sessions.queries.ts'

/** How somebody came in; what follows the plus is the second factor. */
export type Method =
  | 'enrolment'
  | 'password'
  | 'password+totp'
  | 'password+passkey'
  | 'password+recovery'
  | 'passkey'
  | 'oidc'

/** A session as its cookie shows it: who, and until when. */
export interface SignedIn {
  readonly caller: Caller & { readonly method: 'session' }
  readonly how: Method
  readonly source: string
  /** Without a sign of the person; moved on by `extend` alone. */
  readonly idleEndsAt: number
  /** Whatever happens. */
  readonly endsAt: number
  /** Goes with every write that a cookie authenticates. */
  readonly csrf: string
}

export interface SessionInfo {
  readonly id: string
  readonly how: string
  readonly source: string
  readonly createdAt: number
  readonly idleEndsAt: number
  readonly endsAt: number
}

export interface NewSession {
  readonly tenant: string
  readonly principal: string
  readonly how: Method
  readonly source: string
  /** A second factor came with the login. */
  readonly steppedUpAt?: number
}

export interface Opened {
  readonly cookie: string
  readonly id: string
}

type Which = { readonly principal: string; readonly ids?: readonly string[]; readonly except?: string }

/** The cookie's text is given once and kept nowhere: SQL has its HMAC. */
export interface Sessions {
  /**
   * `record` is awaited last in its transaction, as in all of these: what it throws is thrown, and nothing changed. `still`
   * is asked first, once nobody else can change the person's account: what it throws is thrown as well.
   */
  open(
    asked: NewSession,
    record: (opened: { id: string; ended: string[] }) => Promise<void>,
    still?: (tx: Tx) => Promise<void>,
  ): Promise<Opened>
  /** Throws `session_ended` for every text that is no open session of an active person. */
  authenticate(cookie: string): Promise<SignedIn>
  /** Whether this very cookie was good here lately; reads no database and grants nothing. */
  recognises(cookie: string): boolean
  /** The same person and absolute end under a new text, with the second factor just shown; the old text is dead. */
  stepUp(signedIn: SignedIn, record: (id: string) => Promise<void>): Promise<{ cookie: string; id: string }>
  /**
   * Throws `session_ended` unless this session of theirs is open and the person active in SQL, whatever memory says; both
   * stay so until the transaction ends. For what outlives a session: a stolen one is remembered for seconds elsewhere.
   */
  require(tx: Tx, of: { tenant: string; principal: string; session: string }): Promise<void>
  /** A sign of the person: idle time begins anew. */
  extend(signedIn: SignedIn): Promise<SignedIn>
  /** Those that were open. Felt at once in this process, within 5 s on other nodes. `also` is done with it, or neither is. */
  end(tenant: string, which: Which, by: Ending, also: (tx: Tx, ended: string[]) => Promise<void>): Promise<string[]>
  list(tenant: string, principal: string): Promise<SessionInfo[]>
  /** Ends what is idle or past its end; `record` runs before it counts as done, once for each over all nodes. */
  lapse(tenant: string, record: (row: SessionRow, by: Ending) => Promise<void>): Promise<number>
  /** Call after a person changed: nobody stays in memory under the old definition. */
  forget(): void
}

const LAPSED_AT_ONCE = 100
const KEPT_MS = 30 * DAY

export function createSessions(deps: {
  store: Store
  keyring: Pick<Keyring, 'pepper'>
  settings: PeopleSettings
  now: Clock
  random: RandomBytes
}): Sessions {
  const { store, keyring, settings, now, random } = deps
  const recent = createRecentCallers<SignedIn>(now)
  const nobody = random(32)
  const idleMs = settings.idleMinutes * MINUTE
  const hmacOf = ({ text }: SessionText) => keyring.pepper(`session:${text}`)
  const csrfOf = ({ text }: SessionText) => Buffer.from(keyring.pepper(`csrf:${text}`)).toString('base64url')

  const verify = async (session: SessionText, proof: Uint8Array): Promise<SignedIn> => {
    const generation = recent.generation()
    const row = await store.within(session.tenant, (tx) => findSession(tx, session.tenant, session.id))
    const genuine = timingSafeEqual(row?.hmac ?? nobody, proof)
    if (row === undefined || !genuine || !isOpen(row, now())) {
      // Only the genuine cookie may clear its own memory: a stranger who knows the id cannot.
      if (genuine) recent.forget(session.id)
      throw new CordonError('session_ended')
    }
    const signedIn = signedInOf(row, csrfOf(session))
    recent.keep(session.id, { proof, caller: signedIn, expiresAt: endOf(row), generation })
    return signedIn
  }

  return {
    async open({ tenant, principal, how, source, steppedUpAt }, record, still) {
      const session = mintSession(tenant, random)
      const at = now()
      const row = {
        tenant,
        id: session.id,
        hmac: Buffer.from(hmacOf(session)),
        principal,
        method: how,
        source: source.slice(0, 200),
        created_at: new Date(at),
        idle_ends_at: new Date(at + idleMs),
        ends_at: new Date(at + settings.sessionHours * HOUR),
        stepped_up_at: steppedUpAt === undefined ? null : new Date(steppedUpAt),
      }
      const ended = await store.within(tenant, async (tx) => {
        await lockPerson(tx, tenant, principal)
        await still?.(tx)
        const open = await selectOpen(tx, tenant, principal, new Date(at))
        const ids = open.slice(settings.sessionsMax - 1).map(({ id }) => id)
        await insertSession(tx, row)
        const closed = await endSessions(tx, tenant, { principal, ids }, { by: 'revoked', at: new Date(at) })
        await record({ id: session.id, ended: closed })
        return closed
      })
      for (const id of ended) recent.forget(id)
      return { cookie: session.text, id: session.id }
    },

    async authenticate(cookie) {
      const session = parseSession(cookie)
      if (session === undefined) throw new CordonError('session_ended')
      const proof = hmacOf(session)
      return recent.fresh(session.id, proof) ?? (await verify(session, proof))
    },

    recognises(cookie) {
      const session = parseSession(cookie)
      return session !== undefined && recent.known(session.id, hmacOf(session))
    },

    async stepUp({ caller, how, source, endsAt }, record) {
      const { tenant, keyId, principal } = caller
      const session = mintSession(tenant, random)
      const at = now()
      await store.within(tenant, async (tx) => {
        await lockPerson(tx, tenant, principal.id)
        const ended = await endSessions(
          tx,
          tenant,
          { principal: principal.id, ids: [keyId] },
          { by: 'rotated', at: new Date(at) },
        )
        // Revoked in the meantime: a second factor does not bring it back.
        if (ended.length === 0) throw new CordonError('session_ended')
        await insertSession(tx, {
          tenant,
          id: session.id,
          hmac: Buffer.from(hmacOf(session)),
          principal: principal.id,
          method: how,
          source,
          created_at: new Date(at),
          idle_ends_at: new Date(at + idleMs),
          ends_at: new Date(endsAt),
          stepped_up_at: new Date(at),
        })
        await record(session.id)
      })
      recent.forget(keyId)
      return { cookie: session.text, id: session.id }
    },

    async require(tx, { tenant, principal, session }) {
      await lockPerson(tx, tenant, principal)
      const row = await findSession(tx, tenant, session)
      if (row?.principal !== principal || !isOpen(row, now())) throw new CordonError('session_ended')
    },

    async extend(signedIn) {
      const { tenant, keyId } = signedIn.caller
      const idleEndsAt = Math.min(now() + idleMs, signedIn.endsAt)
      const moved = await store.within(tenant, (tx) => moveIdleEnd(tx, tenant, keyId, new Date(idleEndsAt)))
      recent.forget(keyId)
      if (!moved) throw new CordonError('session_ended')
      return { ...signedIn, idleEndsAt }
    },

    async end(tenant, which, by, also) {
      let atCommit = false
      const work = async (tx: Tx): Promise<string[]> => {
        await lockPerson(tx, tenant, which.principal)
        const ended = await endSessions(tx, tenant, which, { by, at: new Date(now()) })
        await also(tx, ended)
        atCommit = true
        return ended
      }
      const ended = await store.within(tenant, work).catch((error: unknown) => {
        // Whether a commit whose answer was lost took place is not known: nobody stays in memory.
        if (atCommit) recent.forgetAll()
        throw error
      })
      for (const id of which.ids ?? ended) recent.forget(id)
      return ended
    },

    async list(tenant, principal) {
      const rows = await store.within(tenant, (tx) => selectOpen(tx, tenant, principal, new Date(now())))
      return rows.map((row) => ({
        id: row.id,
        how: row.method,
        source: row.source,
        createdAt: row.created_at.getTime(),
        idleEndsAt: row.idle_ends_at.getTime(),
        endsAt: row.ends_at.getTime(),
      }))
    },

    lapse: (tenant, record) =>
      store.within(tenant, async (tx) => {
        const at = new Date(now())
        const rows = await selectLapsed(tx, tenant, at, LAPSED_AT_ONCE)
        for (const row of rows) {
          const by = row.ends_at <= at ? 'absolute' : 'idle'
          await record(row, by)
          await endSessions(tx, tenant, { principal: row.principal, ids: [row.id] }, { by, at })
        }
        await deleteEnded(tx, tenant, new Date(at.getTime() - KEPT_MS))
        return rows.length
      }),

    forget: () => recent.forgetAll(),
  }
}

function endOf(row: SessionRow): number {
  return Math.min(row.idle_ends_at.getTime(), row.ends_at.getTime())
}

/** Every way a genuine session may have ended, looked at together. */
function isOpen(row: FoundSession, at: number): boolean {
  const standing = row.ended_at === null && at < endOf(row)
  return standing && row.revokedAt === null && Principal.parse(row.definition).suspended !== true
}

function signedInOf(row: FoundSession, csrf: string): SignedIn {
  const steppedUp = row.stepped_up_at === null ? {} : { steppedUpAt: row.stepped_up_at.getTime() }
  return {
    caller: {
      tenant: row.tenant,
      principal: Principal.parse(row.definition),
      keyId: row.id,
      method: 'session',
      ...steppedUp,
    },
    how: row.method as Method,
    source: row.source,
    idleEndsAt: row.idle_ends_at.getTime(),
    endsAt: row.ends_at.getTime(),
    csrf,
  }
}
