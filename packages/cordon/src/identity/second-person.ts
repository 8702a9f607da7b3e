import { CordonError, Principal } from '@cordon/contract'
import type { PeopleSettings } from '../config/people.ts'
import { type Clock, DAY } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import { findEntry } from './directory.queries.ts'
import { isOneBehind, putHand } from './second-person.queries.ts'

/**
 * Where two people are asked for, whether these are two. Whoever adds, changes or enrols an account, takes its factors away
 * or makes a key of its person could be its person, until somebody had days to notice (`people.secondPersonDays`).
 */
export interface SecondPerson {
  /** `hand` is about to have a hand in this account. Awaited before the change: one that fails leaves a stricter rule. */
  noteHand(tenant: string, principal: string, hand: string): Promise<void>
  /** Throws `second_person_required` where one of them, or a third, stands behind both. */
  require(tx: Tx, tenant: string, first: string, second: string): Promise<void>
  /**
   * Whether what the first one asked for at that time still counts: not once they have left, were suspended, may no longer do
   * it, or `people.approvalDays` have passed.
   */
  stillAsks(tx: Tx, tenant: string, asked: Asked): Promise<boolean>
}

interface Asked {
  readonly by: string
  readonly at: Date
  /** Whether somebody of these roles may ask for it. */
  readonly may: (principal: Principal) => boolean
}

/** Longer than any `people.secondPersonDays`. */
const KEPT_MS = 100 * DAY

export function createSecondPerson(deps: {
  store: Store
  settings: Pick<PeopleSettings, 'secondPersonDays' | 'approvalDays'>
  now: Clock
}): SecondPerson {
  const { store, settings, now } = deps
  return {
    async noteHand(tenant, principal, hand) {
      if (principal === hand) return
      const row = { tenant, principal, hand, at: new Date(now()) }
      await store.within(tenant, (tx) => putHand(tx, row, new Date(now() - KEPT_MS)))
    },

    async require(tx, tenant, first, second) {
      const since = new Date(now() - settings.secondPersonDays * DAY)
      if (await isOneBehind(tx, { tenant, first, second, since })) throw new CordonError('second_person_required')
    },

    async stillAsks(tx, tenant, { by, at, may }) {
      if (now() - at.getTime() > settings.approvalDays * DAY) return false
      const row = await findEntry(tx, 'principal', tenant, by)
      if (row === undefined || row.revoked_at !== null) return false
      const principal = Principal.parse(row.definition)
      return principal.suspended !== true && may(principal)
    },
  }
}
