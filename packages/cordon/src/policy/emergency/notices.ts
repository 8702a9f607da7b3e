import { createHmac } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Egress } from '../../kernel/egress.ts'
import type { Store, Tx } from '../../store/store.ts'
import {
  claimNotices,
  countPending,
  insertNotice,
  markAcknowledged,
  type NoticeRow,
  postpone,
} from './notice.queries.ts'

/** Something that somebody outside this machine is to know at once. Ids, codes and times: never a patient. */
export interface Notice {
  /** The same id is told once, however often it is put down. */
  readonly id: string
  readonly what: 'emergency.started' | 'patients.limit' | 'findings.limit'
  readonly body: Readonly<Record<string, string | number>>
}

export interface Notices {
  /** Puts it down in the caller's transaction: what is committed is told, what is rolled back is not. False: it was there before. */
  put(tx: Tx, tenant: string, notice: Notice): Promise<boolean>
  /** One round: tells what is due; what is not acknowledged (status 200 to 299) is told again, later and later. */
  deliver(tenant: string): Promise<{ told: number; pending: number }>
}

export interface NoticeRecipient {
  /** Where it listens. */
  readonly url: string
  /** What it checks `x-cordon-signature` with; absent: not signed. */
  readonly secret?: string | undefined
}

/** Notices that one round tells, one after the other. */
const ROUND_MAX = 20
const ATTEMPT_MS = 15 * SECOND
/** A node that took a notice and died gives it back by time alone. */
const CLAIM_MS = (ROUND_MAX + 1) * ATTEMPT_MS
const RETRY_MS_MAX = 5 * MINUTE

/** Without a recipient notices are kept: they are told as soon as there is one. */
export function createNotices(deps: {
  store: Store
  egress: Egress
  recipient: NoticeRecipient | undefined
  now: Clock
}): Notices {
  const { store, egress, recipient, now } = deps
  if (recipient !== undefined) egress.allow(new URL(recipient.url).origin)

  async function tell(tenant: string, to: NoticeRecipient, notice: NoticeRow): Promise<boolean> {
    const told = await send(egress, to, { ...notice, tenant }, now())
    await store.within(tenant, (tx) =>
      told
        ? markAcknowledged(tx, tenant, notice.id, new Date(now()))
        : postpone(tx, tenant, notice.id, new Date(now() + retryMs(notice.attempts))),
    )
    return told
  }

  return {
    put: (tx, tenant, { id, what, body }) => insertNotice(tx, { tenant, id, what, body, at: new Date(now()) }),
    async deliver(tenant) {
      let told = 0
      if (recipient !== undefined) {
        const due = { at: new Date(now()), until: new Date(now() + CLAIM_MS), max: ROUND_MAX }
        const claimed = await store.within(tenant, (tx) => claimNotices(tx, tenant, due))
        for (const notice of claimed) if (await tell(tenant, recipient, notice)) told += 1
      }
      return { told, pending: await store.within(tenant, (tx) => countPending(tx, tenant)) }
    },
  }
}

/** 1 s, 2 s, 4 s … 5 min, for ever: a notice is not given up. */
function retryMs(attempts: number): number {
  return Math.min(RETRY_MS_MAX, SECOND * 2 ** Math.min(20, Math.max(0, attempts - 1)))
}

async function send(
  egress: Egress,
  { url, secret }: NoticeRecipient,
  notice: NoticeRow & { tenant: string },
  at: number,
): Promise<boolean> {
  const { origin, pathname, search } = new URL(url)
  const { id, what, tenant, body, created_at } = notice
  const text = JSON.stringify({ id, what, tenant, at: created_at.toISOString(), ...(body as object) })
  const signed = secret === undefined ? {} : { 'x-cordon-signature': signature(secret, at, text) }
  try {
    const answer = await egress.request({
      origin,
      method: 'POST',
      path: `${pathname}${search}`,
      headers: { 'content-type': 'application/json', ...signed },
      body: text,
      signal: AbortSignal.timeout(ATTEMPT_MS),
    })
    answer.close()
    return answer.status >= 200 && answer.status < 300
  } catch (error) {
    if (error instanceof CordonError) return false
    throw error
  }
}

/** `t=<seconds>,v1=<hex HMAC-SHA256 over "<seconds>.<body>">`: the time is in it, so that nothing old is replayed. */
export function signature(secret: string, at: number, text: string): string {
  const seconds = Math.floor(at / SECOND)
  const mac = createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')
  return `t=${seconds},v1=${mac}`
}
