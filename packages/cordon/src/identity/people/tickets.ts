import { timingSafeEqual } from 'node:crypto'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, MINUTE } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store } from '../../store/store.ts'
import { deleteSpent, insertSpent } from './tickets.queries.ts'

/** What a ticket is for, and whose: one that was made for something else never fits. */
export interface Stub {
  readonly tenant: string
  readonly use: 'second-factor' | 'passkey-login' | 'passkey-second-factor' | 'passkey-enrol' | 'oidc'
  /** Whom it is for; empty where nobody is known yet. */
  readonly of: string
}

export const ticketMs = 5 * MINUTE
const RANDOM_BYTES = 16
const TIME_BYTES = 6
const BODY_BYTES = RANDOM_BYTES + TIME_BYTES
const PROOF_BYTES = 32

/**
 * Challenges and the state between two steps of a login: 54 bytes in base64url, good for 5 minutes, once. A ticket carries
 * its own proof, so that strangers who ask for them cost no memory and no row; only one that is used is kept, until its end.
 */
export interface Tickets {
  mint(stub: Stub): string
  /** Whether it was made for this, here or by another node, and has not ended. It may still have been spent. */
  fits(ticket: string, stub: Stub): boolean
  /** The same, and uses it up: false the second time, on any node. */
  spend(ticket: string, stub: Stub): Promise<boolean>
  expire(tenant: string): Promise<void>
}

export function createTickets(deps: {
  store: Store
  keyring: Pick<Keyring, 'pepper'>
  now: Clock
  random: RandomBytes
}): Tickets {
  const { store, keyring, now, random } = deps
  const proofOf = (body: Uint8Array, { tenant, use, of }: Stub): Uint8Array =>
    keyring.pepper(`ticket:${JSON.stringify([tenant, use, of])}:${Buffer.from(body).toString('hex')}`)

  const fits: Tickets['fits'] = (ticket, stub) => {
    const bytes = Buffer.from(ticket.slice(0, 200), 'base64url')
    if (bytes.length !== BODY_BYTES + PROOF_BYTES || bytes.toString('base64url') !== ticket) return false
    const body = bytes.subarray(0, BODY_BYTES)
    return timingSafeEqual(bytes.subarray(BODY_BYTES), proofOf(body, stub)) && now() < endOf(body)
  }

  return {
    mint(stub) {
      const ends = Buffer.alloc(TIME_BYTES)
      ends.writeUIntBE(now() + ticketMs, 0, TIME_BYTES)
      const body = Buffer.concat([random(RANDOM_BYTES), ends])
      return Buffer.concat([body, proofOf(body, stub)]).toString('base64url')
    },
    fits,
    async spend(ticket, stub) {
      if (!fits(ticket, stub)) return false
      const row = {
        tenant: stub.tenant,
        hmac: keyring.pepper(`spent:${ticket}`),
        expires_at: new Date(now() + ticketMs),
      }
      return store.within(stub.tenant, (tx) => insertSpent(tx, row))
    },
    expire: (tenant) => store.within(tenant, (tx) => deleteSpent(tx, tenant, new Date(now()))),
  }
}

function endOf(body: Buffer): number {
  return body.readUIntBE(RANDOM_BYTES, TIME_BYTES)
}
