import { Principal } from '@cordon/contract'
import type { Keyring, Place } from '../../crypto/keyring.ts'
import type { Store } from '../../store/store.ts'
import { findPerson, type PersonRow } from './accounts.queries.ts'
import type { Who } from './factors.ts'

/** People with their accounts as SQL has them, and the sealing of passwords. */
export interface Accounts {
  find(tenant: string, user: string): Promise<PersonRow | undefined>
  sealPassword(who: Who, hashed: string): Promise<Buffer>
  openPassword(who: Who, sealed: Uint8Array | null | undefined): Promise<string | undefined>
  /** What changes with every password, and with every time that factors are taken away. Tells nothing of either. */
  generationOf(row: Pick<PersonRow, 'password' | 'resetAt'>): string
  /** Whether the person is active and the account of the generation by which they were looked at. */
  isStill(row: PersonRow | undefined, generation: string): boolean
}

export function createAccounts({ store, keyring }: { store: Store; keyring: Keyring }): Accounts {
  const generationOf: Accounts['generationOf'] = ({ password, resetAt }) => {
    const account = JSON.stringify([Buffer.from(password ?? []).toString('base64url'), resetAt?.getTime()])
    return Buffer.from(keyring.pepper(`account:${account}`)).toString('base64url')
  }
  return {
    find: (tenant, user) => store.within(tenant, (tx) => findPerson(tx, tenant, user)),
    async sealPassword(who, hashed) {
      const key = await keyring.sealing({ tenant: who.tenant, purpose: 'directory' })
      return Buffer.from(key.seal(Buffer.from(hashed), placeOf(who)))
    },
    async openPassword(who, sealed) {
      if (sealed === null || sealed === undefined) return undefined
      const key = await keyring.opening(who.tenant, sealed)
      return Buffer.from(key.open(sealed, placeOf(who))).toString('utf8')
    },
    generationOf,
    isStill: (row, generation) => isActive(row) && generationOf(row) === generation,
  }
}

/** A person of the workforce who is registered, not revoked and not suspended; a service never signs in. */
export function isActive(row: PersonRow | undefined): row is PersonRow {
  if (row === undefined || row.revokedAt !== null) return false
  const { kind, suspended } = Principal.parse(row.definition)
  return kind === 'user' && suspended !== true
}

function placeOf({ tenant, principal }: Who): Place {
  return { tenant, table: 'local_account', row: principal, column: 'password' }
}
