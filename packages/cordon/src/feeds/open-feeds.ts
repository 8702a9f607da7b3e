import { readFileSync } from 'node:fs'
import type { Journal } from '../audit/journal.ts'
import type { AdtSettings } from '../config/feeds.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { type Clock, DAY } from '../kernel/clock.ts'
import type { ListenSettings } from '../kernel/listen.ts'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/store.ts'
import { openAdtFeed } from './adt-feed.ts'
import { forgetMessages } from './feed.queries.ts'
import { createKeptMessages, type KeptMessages } from './kept.ts'
import { createRefusedCounts } from './refused.ts'
import { createTakeIn } from './take-in.ts'

export interface Feeds {
  readonly kept: KeptMessages
  /** Where ADT messages are taken; undefined: nowhere. */
  readonly adtPort: number | undefined
  /** Forgets which messages came more than 30 days ago: their senders do not send them again. */
  forget(): Promise<void>
  close(): Promise<void>
}

const REMEMBERED_MS = 30 * DAY
/** How many messages may be kept where no feed is configured any more. */
const KEPT_MAX = 10_000

/** Opens what the configuration names. Rejects when an address cannot be listened on or a certificate cannot be read. */
export async function openFeeds(deps: {
  readonly adt: AdtSettings | undefined
  readonly tenant: string
  readonly store: Store
  readonly keyring: Keyring
  readonly journal: Pick<Journal, 'append'>
  readonly log: Log
  readonly now: Clock
  readonly newId: () => string
}): Promise<Feeds> {
  const { adt, tenant, store, now, log } = deps
  const takeIn = adt === undefined ? undefined : createTakeIn({ ...deps, settings: adt })
  const kept = createKeptMessages({ ...deps, keptMax: adt?.keptMax ?? KEPT_MAX, takeIn })
  const refused = createRefusedCounts(deps)
  const listening =
    adt === undefined || takeIn === undefined
      ? undefined
      : await openAdtFeed({ ...deps, settings: adt, tls: tlsOf(adt), takeIn, kept, refused })
  if (listening !== undefined)
    log.info('listening', { address: `mllp://${listening.host}:${listening.port}`, event: 'adt' })
  return {
    kept,
    adtPort: listening?.port,
    forget: () => store.within(tenant, (tx) => forgetMessages(tx, tenant, new Date(now() - REMEMBERED_MS))),
    close: async () => {
      await listening?.close()
      await refused.close()
    },
  }
}

function tlsOf({ tls }: AdtSettings): ListenSettings['tls'] {
  if (tls === undefined) return undefined
  const pem = (file: string) => readFileSync(file, 'utf8')
  return {
    cert: pem(tls.certificateFile),
    key: pem(tls.keyFile),
    clientCa: tls.clientCaFile === undefined ? undefined : pem(tls.clientCaFile),
  }
}
