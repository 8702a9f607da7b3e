import { timingSafeEqual } from 'node:crypto'
import { Application, CordonError, Principal } from '@cordon/contract'
import { z } from 'zod'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, MINUTE } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../api-key.ts'
import { type KeyText, mintKey, parseKey } from '../key-text.ts'
import { createRecentCallers } from '../recent-callers.ts'
import { findToken, insertToken, type TokenRow } from './access-token.queries.ts'

/**
 * Tokens that Cordon issues itself. They are opaque: what they allow is looked up, so that whoever is revoked is out at
 * once here and within 5 s at other nodes, and nobody outside has a key to verify them with.
 */
export interface AccessTokens {
  issue(grant: Grant): Promise<{ readonly token: string; readonly caller: Caller; readonly expiresAt: number }>
  /** Throws `credentials_invalid`, one answer for every cause. */
  authenticate(token: string): Promise<Held>
  recognises(token: string): boolean
  /** Call after a person or an application changed. */
  forget(): void
}

/** Who comes with a token, until when (milliseconds). */
export interface Held extends Caller {
  readonly expiresAt: number
}

/** For whom, through which application, by whom. */
export interface Grant {
  readonly tenant: string
  readonly principal: Principal
  readonly application: Application
  readonly delegate: Principal | undefined
  /** Nearest first; the delegate is the first. */
  readonly actors: readonly string[]
  readonly scope: string
  readonly launchPatient: string | undefined
  /** No token outlives what it was given for; milliseconds, absent: nothing else ends it. */
  readonly until?: number
}

/** SMART Backend Services: five minutes at most. */
export const TOKEN_LIFETIME_MS = 5 * MINUTE

export function createAccessTokens(deps: { store: Store; keyring: Keyring; now: Clock; random: RandomBytes }) {
  const { store, keyring, now, random } = deps
  const recent = createRecentCallers<Held>(now)
  const nobody = random(32)

  const verify = async (key: KeyText, proof: Uint8Array): Promise<Held> => {
    const generation = recent.generation()
    const row = await store.within(key.tenant, (tx) => findToken(tx, key.tenant, key.id))
    const genuine = timingSafeEqual(row?.hmac ?? nobody, proof)
    if (row === undefined || !genuine || !isLive(row, now())) throw new CordonError('credentials_invalid')
    const expiresAt = row.expiresAt.getTime()
    const caller = { ...callerOf(key, row, await openLaunch(keyring, key, row.launch)), expiresAt }
    if (!isRegistered(caller)) throw new CordonError('credentials_invalid')
    recent.keep(key.id, { proof, caller, expiresAt, generation })
    return caller
  }

  const tokens: AccessTokens = {
    async issue({ until = Number.POSITIVE_INFINITY, ...grant }) {
      const { tenant, principal, application, delegate, actors, scope, launchPatient } = grant
      const key = mintKey(tenant, random, 'ct')
      const expiresAt = Math.min(now() + TOKEN_LIFETIME_MS, until)
      const row = {
        tenant,
        id: key.id,
        hmac: keyring.pepper(key.text),
        application: application.id,
        principal: principal.id,
        delegate: delegate?.id ?? null,
        actors,
        scope,
        launch: launchPatient === undefined ? null : await sealLaunch(keyring, key, launchPatient),
        createdAt: new Date(now()),
        expiresAt: new Date(expiresAt),
      }
      await store.within(tenant, (tx) => insertToken(tx, row))
      return { token: key.text, expiresAt, caller: speaking(key, { ...grant, launchPatient }) }
    },

    async authenticate(text) {
      const key = parseKey(text, 'ct')
      if (key === undefined) throw new CordonError('credentials_invalid')
      const proof = keyring.pepper(key.text)
      return recent.fresh(key.id, proof) ?? (await verify(key, proof))
    },

    recognises(text) {
      const key = parseKey(text, 'ct')
      return key !== undefined && recent.known(key.id, keyring.pepper(key.text))
    },

    forget: () => recent.forgetAll(),
  }
  return tokens
}

/** Every way a token may have ended: its time, and everybody whom it speaks for. */
function isLive(row: TokenRow, at: number): boolean {
  const principal = row.principal !== null && row.principalRevokedAt === null
  const delegate = row.delegateId === null || (row.delegate !== null && row.delegateRevokedAt === null)
  const application = row.application !== null && row.applicationRevokedAt === null
  return at < row.expiresAt.getTime() && principal && delegate && application
}

/** What the token was given under still stands in the application's registration. */
function isRegistered({ application, delegate }: Caller): boolean {
  return application?.client !== undefined && (delegate === undefined || application.actsForPeople === true)
}

const Actors = z.array(z.string())

function callerOf(key: KeyText, row: TokenRow, launchPatient: string | undefined): Caller {
  return speaking(key, {
    tenant: key.tenant,
    principal: Principal.parse(row.principal),
    application: Application.parse(row.application),
    delegate: row.delegateId === null ? undefined : Principal.parse(row.delegate),
    actors: Actors.parse(row.actors),
    scope: row.scope,
    launchPatient,
  })
}

function speaking({ id }: KeyText, { delegate, actors, launchPatient, ...grant }: Omit<Grant, 'until'>): Caller {
  return {
    ...grant,
    keyId: id,
    method: 'bearer',
    ...(delegate === undefined ? {} : { delegate, actors }),
    ...(launchPatient === undefined ? {} : { launchPatient }),
  }
}

const place = ({ tenant, id }: KeyText) => ({ tenant, table: 'access_token', row: id, column: 'launch' })

async function sealLaunch(keyring: Keyring, key: KeyText, patient: string): Promise<Uint8Array> {
  const sealing = await keyring.sealing({ tenant: key.tenant, purpose: 'vault' })
  return sealing.seal(Buffer.from(patient), place(key))
}

async function openLaunch(keyring: Keyring, key: KeyText, sealed: Uint8Array | null): Promise<string | undefined> {
  if (sealed === null) return undefined
  const opening = await keyring.opening(key.tenant, sealed)
  return Buffer.from(opening.open(sealed, place(key))).toString('utf8')
}
