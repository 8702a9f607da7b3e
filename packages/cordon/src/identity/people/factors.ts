import { CordonError } from '@cordon/contract'
import type { Keyring, Place } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store, Tx } from '../../store/store.ts'
import { change, type RecordChange } from '../change.ts'
import {
  confirmTotp,
  findPasskey,
  insertPasskey,
  putPendingTotp,
  replaceRecoveryCodes,
  selectFactors,
  takeCounter,
  takeRecoveryCode,
  takeStep,
} from './factors.queries.ts'
import { mintCode, readCode } from './one-time-code.ts'
import {
  type AuthenticationResponse,
  authenticationOptions,
  type RegistrationResponse,
  registrationOptions,
  type Site,
  verifyAssertion,
  verifyRegistration,
} from './passkeys.ts'
import type { Sessions } from './sessions.ts'
import type { Stub, Tickets } from './tickets.ts'
import { shownOf, stepOf, totpSecretBytes } from './totp.ts'
import type { Waits } from './waits.ts'

/** A second factor as it is shown. */
export type Shown =
  | { readonly totp: string }
  | { readonly recoveryCode: string }
  | { readonly passkey: AuthenticationResponse }
export type Kind = 'totp' | 'passkey' | 'recovery'

export interface Who {
  readonly tenant: string
  readonly principal: string
}

/** In which session somebody adds a factor: it has to be open when the factor comes into force. */
export interface InSession extends Who {
  readonly session: string
}

export interface Enrolled {
  readonly totp: boolean
  readonly passkeys: readonly { readonly id: string; readonly createdAt: number; readonly usedAt: number | undefined }[]
  readonly recoveryCodesLeft: number
}

export interface Factors {
  enrolled(who: Who): Promise<Enrolled>
  /** Throws `login_refused` for one that is wrong or was used before, `rate_limited` while the account has to wait. */
  show(who: Who, shown: Shown, site: Site): Promise<Kind>
  /** Whose passkey this is, once it verified. Throws `login_refused`. */
  showPasskey(tenant: string, response: AuthenticationResponse, site: Site): Promise<string>
  /** What a browser needs to ask for a passkey: of somebody, or of whoever comes. */
  askPasskey(tenant: string, site: Site, principal?: string): ReturnType<typeof authenticationOptions>
  /** A new secret, in force once a code of it was shown. This and what follows throws `session_ended`. */
  beginTotp(who: InSession): Promise<{ secret: string; uri: string }>
  /**
   * Throws `login_refused`. Answers the recovery codes when this is the first factor: they are shown once. Recorded in the
   * transaction that makes it, as the next two are.
   */
  finishTotp(who: InSession, code: string, record: RecordChange): Promise<string[]>
  beginPasskey(who: Who, site: Site): ReturnType<typeof registrationOptions>
  /** Throws `passkey_refused`. */
  finishPasskey(who: InSession, response: RegistrationResponse, site: Site, record: RecordChange): Promise<string[]>
  renewRecoveryCodes(who: InSession, record: RecordChange): Promise<string[]>
}

const RECOVERY_CODES = 10
const PASSKEYS_MAX = 20

export function createFactors(deps: {
  store: Store
  keyring: Keyring
  waits: Waits
  tickets: Tickets
  sessions: Pick<Sessions, 'require'>
  now: Clock
  random: RandomBytes
}): Factors {
  const { store, keyring, waits, tickets, sessions, now, random } = deps
  const recoveryHmac = ({ tenant, principal }: Who, code: string) =>
    keyring.pepper(`recovery:${JSON.stringify([tenant, principal])}:${code}`)

  const enrolled = async ({ tenant, principal }: Who): Promise<Enrolled> => {
    const { totp, passkeys, recoveryCodesLeft } = await store.within(tenant, (tx) =>
      selectFactors(tx, tenant, principal),
    )
    return {
      totp: totp !== undefined && totp.secret !== null,
      passkeys: passkeys.map(({ id, created_at, used_at }) => ({
        id,
        createdAt: created_at.getTime(),
        usedAt: used_at?.getTime(),
      })),
      recoveryCodesLeft,
    }
  }
  const openSecret = async (who: Who, column: 'secret' | 'pending') => {
    const { totp } = await store.within(who.tenant, (tx) => selectFactors(tx, who.tenant, who.principal))
    const sealed = totp?.[column] ?? undefined
    if (sealed === undefined) throw new CordonError('login_refused')
    const key = await keyring.opening(who.tenant, sealed)
    return { sealed, secret: key.open(sealed, placeOf(who)) }
  }

  const showTotp = async (who: Who, code: string): Promise<boolean> => {
    const { secret } = await openSecret(who, 'secret')
    const step = stepOf(secret, code, now())
    return step !== undefined && store.within(who.tenant, (tx) => takeStep(tx, who.tenant, who.principal, step))
  }
  const showRecovery = async (who: Who, typed: string): Promise<boolean> => {
    const code = readCode(typed)
    if (code === undefined) return false
    const hmac = recoveryHmac(who, code)
    return store.within(who.tenant, (tx) => takeRecoveryCode(tx, who.tenant, who.principal, hmac, new Date(now())))
  }
  const usePasskey = async (
    response: AuthenticationResponse,
    site: Site,
    stub: (of: string) => Stub,
  ): Promise<string> => {
    const { tenant } = stub('')
    const row = await store.within(tenant, (tx) => findPasskey(tx, tenant, response.id))
    const { userHandle } = response.response
    if (row === undefined || (userHandle !== undefined && userHandle !== handleOf(row)))
      throw new CordonError('login_refused')
    const credential = { id: row.id, publicKey: row.public_key, counter: Number(row.counter) }
    const own = stub(row.principal)
    const { counter, challenge } = await verifyAssertion(site, response, credential, (each) => tickets.fits(each, own))
    const taken =
      (await tickets.spend(challenge, own)) &&
      (await store.within(tenant, (tx) => takeCounter(tx, tenant, row.id, counter, new Date(now()))))
    if (!taken) throw new CordonError('login_refused')
    return row.principal
  }
  const VERIFY = {
    totp: (who: Who, shown: { totp: string }) => showTotp(who, shown.totp),
    recovery: (who: Who, shown: { recoveryCode: string }) => showRecovery(who, shown.recoveryCode),
    passkey: async ({ tenant, principal }: Who, shown: { passkey: AuthenticationResponse }, site: Site) =>
      principal ===
      (await usePasskey(shown.passkey, site, () => ({ tenant, use: 'passkey-second-factor', of: principal }))),
  }

  const newRecoveryCodes = async (tx: Tx, who: Who): Promise<string[]> => {
    const codes = Array.from({ length: RECOVERY_CODES }, () => mintCode(random))
    const hmacs = codes.map((code) => recoveryHmac(who, readCode(code) ?? ''))
    await replaceRecoveryCodes(tx, who.tenant, who.principal, hmacs)
    return codes
  }
  /** A factor and, with the first one, its recovery codes. */
  const add = (who: InSession, kind: 'totp' | 'passkey', record: RecordChange, put: (tx: Tx) => Promise<void>) =>
    store.within(who.tenant, async (tx) => {
      await sessions.require(tx, who)
      await put(tx)
      const { recoveryCodesLeft } = await selectFactors(tx, who.tenant, who.principal)
      const codes = recoveryCodesLeft > 0 ? [] : await newRecoveryCodes(tx, who)
      await record(change('second-factor.add', who.principal, { kind }))
      return codes
    })

  return {
    enrolled,
    async show(who, shown, site) {
      const attempt = await waits.secondFactor(who.tenant, who.principal)
      const [kind, good] =
        'totp' in shown
          ? (['totp', await VERIFY.totp(who, shown)] as const)
          : 'recoveryCode' in shown
            ? (['recovery', await VERIFY.recovery(who, shown)] as const)
            : (['passkey', await VERIFY.passkey(who, shown, site)] as const)
      if (!good) throw new CordonError('login_refused')
      await attempt.succeeded()
      return kind
    },
    showPasskey: (tenant, response, site) =>
      usePasskey(response, site, () => ({ tenant, use: 'passkey-login', of: '' })),
    async askPasskey(tenant, site, principal) {
      if (principal === undefined)
        return authenticationOptions(site, {
          challenge: tickets.mint({ tenant, use: 'passkey-login', of: '' }),
          known: [],
        })
      const { passkeys } = await enrolled({ tenant, principal })
      const challenge = tickets.mint({ tenant, use: 'passkey-second-factor', of: principal })
      return authenticationOptions(site, { challenge, known: passkeys.map(({ id }) => id) })
    },
    async beginTotp(who) {
      const secret = random(totpSecretBytes)
      const key = await keyring.sealing({ tenant: who.tenant, purpose: 'directory' })
      const sealed = key.seal(secret, placeOf(who))
      await store.within(who.tenant, async (tx) => {
        await sessions.require(tx, who)
        await putPendingTotp(tx, who.tenant, who.principal, sealed)
      })
      return shownOf(secret, who.principal)
    },
    async finishTotp(who, code, record) {
      const attempt = await waits.secondFactor(who.tenant, who.principal)
      const { sealed, secret } = await openSecret(who, 'pending')
      const step = stepOf(secret, code, now())
      if (step === undefined) throw new CordonError('login_refused')
      const codes = await add(who, 'totp', record, async (tx) => {
        const confirmed = await confirmTotp(tx, who.tenant, who.principal, { pending: sealed, step })
        if (!confirmed) throw new CordonError('login_refused')
      })
      await attempt.succeeded()
      return codes
    },
    async beginPasskey(who, site) {
      const { passkeys } = await enrolled(who)
      if (passkeys.length >= PASSKEYS_MAX) throw new CordonError('passkey_refused', { at: 'passkeys' })
      const challenge = tickets.mint({ tenant: who.tenant, use: 'passkey-enrol', of: who.principal })
      return registrationOptions(site, who, { challenge, known: passkeys.map(({ id }) => id) })
    },
    async finishPasskey(who, response, site, record) {
      const stub: Stub = { tenant: who.tenant, use: 'passkey-enrol', of: who.principal }
      const { credential, challenge } = await verifyRegistration(site, response, (each) => tickets.fits(each, stub))
      const row = {
        tenant: who.tenant,
        id: credential.id,
        principal: who.principal,
        public_key: credential.publicKey,
        counter: credential.counter,
        created_at: new Date(now()),
      }
      if (!(await tickets.spend(challenge, stub))) throw new CordonError('passkey_refused')
      return add(who, 'passkey', record, async (tx) => {
        if (!(await insertPasskey(tx, row))) throw new CordonError('passkey_refused')
      })
    },
    renewRecoveryCodes: (who, record) =>
      store.within(who.tenant, async (tx) => {
        await sessions.require(tx, who)
        const codes = await newRecoveryCodes(tx, who)
        await record(change('second-factor.recovery', who.principal))
        return codes
      }),
  }
}

/** The pending secret becomes the one in force without being sealed anew: they share their place. */
function placeOf({ tenant, principal }: Who): Place {
  return { tenant, table: 'totp_factor', row: principal, column: 'secret' }
}

function handleOf({ tenant, principal }: Who): string {
  return Buffer.from(`${tenant}/${principal}`).toString('base64url')
}
