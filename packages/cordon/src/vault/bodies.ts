import type { Clean } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import { type Clock, DAY } from '../kernel/clock.ts'
import type { PhiUnderAgreement } from '../policy/agreements/phi-under-agreement.ts'
import { reading, type Store } from '../store/store.ts'
import { deleteExpiredBodies, insertBodies, selectBodies } from './bodies.queries.ts'

type Kind = 'left' | 'received'

/** What left and what came back: de-identified, sealed, kept for a while. The raw texts are not kept at all. */
export interface Bodies {
  keeper(tenant: string, request: string, left: Clean | PhiUnderAgreement): BodyKeeper
  read(tenant: string, request: string): Promise<Partial<Record<Kind, unknown>>>
  expire(tenant: string): Promise<number>
}

export interface BodyKeeper {
  /** One answer, or one event of a streamed answer, as the vendor sent it. Beyond the bound the rest is not kept. */
  received(json: Record<string, unknown>): void
  /** Nothing of the answer is kept: it held what nobody may read. */
  dropReceived(): void
  keep(): Promise<void>
}

export interface BodiesDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly now: Clock
  /** 0 keeps nothing. */
  readonly bodyDays: number
  readonly receivedBytesMax?: number
}

export function createBodies({
  store,
  keyring,
  now,
  bodyDays,
  receivedBytesMax = 4 * 1024 * 1024,
}: BodiesDeps): Bodies {
  const place = (tenant: string, request: string, column: Kind) => ({ tenant, table: 'body', row: request, column })

  async function sealed(tenant: string, request: string, kind: Kind, value: unknown): Promise<Uint8Array> {
    const key = await keyring.sealing({ tenant, purpose: 'body' })
    return key.seal(Buffer.from(JSON.stringify(value)), place(tenant, request, kind))
  }

  async function keep(tenant: string, request: string, bodies: Record<Kind, unknown>): Promise<void> {
    const [left, received] = await Promise.all([
      sealed(tenant, request, 'left', bodies.left),
      sealed(tenant, request, 'received', bodies.received),
    ])
    const kept = insertBodies(request, { left, received }, new Date(now() + bodyDays * DAY))
    await store.read(tenant, [reading([kept], () => undefined)])
  }

  return {
    keeper(tenant, request, left) {
      const events: unknown[] = []
      let bytes = 0
      return {
        received(json) {
          bytes += JSON.stringify(json).length
          if (bytes <= receivedBytesMax) events.push(json)
        },
        dropReceived() {
          events.length = 0
          bytes = receivedBytesMax
        },
        async keep() {
          if (bodyDays > 0) await keep(tenant, request, { left: left.value, received: events })
        },
      }
    },
    async read(tenant, request) {
      const rows = await store.within(tenant, (tx) => selectBodies(tx, tenant, request, new Date(now())))
      const opened = await Promise.all(
        rows.map(async ({ kind, sealed }) => {
          const key = await keyring.opening(tenant, sealed)
          const plain = key.open(sealed, place(tenant, request, kind))
          return [kind, JSON.parse(Buffer.from(plain).toString('utf8')) as unknown] as const
        }),
      )
      return Object.fromEntries(opened)
    },
    expire: (tenant) => store.within(tenant, (tx) => deleteExpiredBodies(tx, tenant, new Date(now()))),
  }
}
