import { timingSafeEqual } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, DAY, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Store } from '../../store/store.ts'
import { networkOf } from '../limit-sources.ts'
import { clearBuckets, deleteOldBuckets, takeAttempts } from './waits.queries.ts'

/**
 * How failed attempts make the next one wait: after `free` of them 1 s, doubling up to the bound. One source gets slow soon
 * and for long. An account gets slow for everybody only after many, and never for longer than half a minute; a browser in
 * which its owner signed in before waits for its own failures only, so that no stranger can keep the owner out. A second factor is tried only by who has the first: there the account waits in earnest.
 */
const WAITS = {
  source: { free: 5, waitMsMax: 15 * MINUTE },
  account: { free: 20, waitMsMax: 30 * SECOND },
  device: { free: 5, waitMsMax: 15 * MINUTE },
  secondFactor: { free: 5, waitMsMax: 15 * MINUTE },
} as const
type Wait = keyof typeof WAITS

/** Buckets of each kind: bounded, and alike for names that nobody has. */
const BUCKETS = 65_536
const FORGET_MS = DAY
const DEVICE_ID_CHARACTERS = 22

export interface Attempt {
  /** Call once it succeeded: what failed before is forgotten. */
  succeeded(): Promise<void>
}

/** Attempts are counted before they are looked at, so that many at once are no way around it. Shared by all nodes. */
export interface Waits {
  /** An attempt at a name from a source, or from a browser that is known. Throws `rate_limited` while it has to wait. */
  password(tenant: string, name: string, from: { source: string; device: string | undefined }): Promise<Attempt>
  /** What a browser shows the next time, to be known as one in which this person signed in. Opens nothing. */
  device(tenant: string, name: string): string
  /** Whether this person signed in before in the browser that shows this. */
  knows(tenant: string, name: string, device: string | undefined): boolean
  secondFactor(tenant: string, principal: string): Promise<Attempt>
  expire(tenant: string): Promise<void>
}

export function createWaits(deps: {
  store: Store
  keyring: Pick<Keyring, 'pepper'>
  now: Clock
  random: RandomBytes
}): Waits {
  const { store, keyring, now, random } = deps

  const deviceOf = (tenant: string, name: string, id: string): string =>
    id + Buffer.from(keyring.pepper(`device:${JSON.stringify([tenant, name, id])}`)).toString('base64url')
  const knows = (tenant: string, name: string, device = ''): boolean => {
    const genuine = Buffer.from(deviceOf(tenant, name, device.slice(0, DEVICE_ID_CHARACTERS)))
    const shown = Buffer.from(device)
    return shown.length === genuine.length && timingSafeEqual(shown, genuine)
  }

  const bucketOf = (kind: Wait, tenant: string, what: string): number => {
    const keyed = Buffer.from(keyring.pepper(`wait:${kind}:${tenant}:${what}`)).readUInt16BE(0)
    return Object.keys(WAITS).indexOf(kind) * BUCKETS + keyed
  }
  const attempt = async (tenant: string, kinds: readonly (readonly [Wait, string])[]): Promise<Attempt> => {
    const asked = kinds.map(([kind, what]) => ({ bucket: bucketOf(kind, tenant, what), ...WAITS[kind] }))
    const at = now()
    await store.within(tenant, async (tx) => {
      const taken = await takeAttempts(tx, tenant, asked, new Date(at), new Date(at - FORGET_MS))
      // Thrown inside, so that all is undone: who has to wait at one bucket takes no attempt of another.
      if (!taken) throw new CordonError('rate_limited', { at: 'attempts' })
    })
    const buckets = asked.map(({ bucket }) => bucket)
    return { succeeded: () => store.within(tenant, (tx) => clearBuckets(tx, tenant, buckets)) }
  }

  return {
    password: (tenant, name, { source, device }) =>
      attempt(
        tenant,
        knows(tenant, name, device)
          ? [['device', device ?? '']]
          : [
              ['source', `${networkOf(source)} ${name}`],
              ['account', name],
            ],
      ),
    device: (tenant, name) => deviceOf(tenant, name, Buffer.from(random(16)).toString('base64url')),
    knows,
    secondFactor: (tenant, principal) => attempt(tenant, [['secondFactor', principal]]),
    expire: (tenant) => store.within(tenant, (tx) => deleteOldBuckets(tx, tenant, new Date(now() - FORGET_MS))),
  }
}
