import { createHash } from 'node:crypto'
import {
  CordonError,
  type EmergencyReason,
  type EmergencyRequest,
  type EmergencyReview,
  type NewestBody,
  type Principal,
} from '@cordon/contract'
import type { Journal } from '../../audit/journal.ts'
import type { EmergencySettings } from '../../config/emergency.ts'
import type { PeopleSettings } from '../../config/people.ts'
import type { Keyring, Place } from '../../crypto/keyring.ts'
import type { Caller } from '../../identity/api-key.ts'
import { isSteppedUp } from '../../identity/people/people.ts'
import type { SecondPerson } from '../../identity/second-person.ts'
import { type Clock, DAY, HOUR } from '../../kernel/clock.ts'
import type { Store, Tx } from '../../store/store.ts'
import { hasRight } from '../decision/roles.ts'
import { patientPseudonym } from '../patients/patients.ts'
import {
  countSince,
  findGrant,
  type GrantRow,
  grantInForce,
  insertGrant,
  lockGrant,
  lockPerson,
  lockRunOut,
  noteGrant,
  selectGrants,
  standing,
} from './emergency.queries.ts'
import { type Emergency, mayBreakGlass } from './emergency.ts'
import type { Notices } from './notices.ts'
import { addWorkingDays } from './working-days.ts'

/** A broken glass, from its reason to its review. Times are milliseconds; the patient is a pseudonym. */
export interface Grant {
  readonly id: string
  readonly person: string
  readonly application: string | undefined
  readonly patient: string
  readonly reason: EmergencyReason
  readonly startedAt: number
  readonly until: number
  readonly state: 'open' | 'stopped' | 'expired'
  readonly usedAt: number | undefined
  readonly reviewDue: number
  readonly overdue: boolean
  readonly reviewedBy: string | undefined
  readonly reviewedAt: number | undefined
  readonly outcome: EmergencyReview['outcome'] | undefined
  readonly incident: string | undefined
}

/** What only a reviewer sees: the words, and the patient as the person stated them. */
export interface ShownGrant extends Grant {
  readonly text: string
  readonly stated: string
}

/** How things stand, as far as this node knows. */
export interface EmergencyStanding {
  readonly open: number
  /** When each that is not settled has to be looked at, soonest first; at most 1,000. */
  readonly due: readonly number[]
}

export interface Emergencies {
  /**
   * Breaks the glass: the entry `started` is durable before the grant is anybody's. Throws `right_missing` for a role or a
   * program that may not, `step_up_required`, `resource_invalid` for more hours than the site allows, and `rate_limited`
   * beyond the bound of one day. Whether there is such a patient is not looked at: the answer is the same.
   */
  open(caller: Caller, asked: EmergencyRequest): Promise<Grant>
  /** By whoever holds it, or by a reviewer. Throws `not_found` when there is none open. */
  stop(tenant: string, by: Principal, id: string): Promise<Grant>
  /** Throws `own_review_refused` for the holder, `second_person_required` for who is none beside them; `not_found` for one that is settled, or none. */
  review(tenant: string, by: Principal, id: string, review: EmergencyReview): Promise<Grant>
  list(tenant: string): Promise<Grant[]>
  show(tenant: string, id: string): Promise<ShownGrant>
  /**
   * The grant, if it is in force for this very person and for one of these names of the patient: it was asked for by one name, and is
   * for whoever bears it. One query in every case.
   */
  inForceFor(
    tenant: string,
    of: { id: string; person: string; patient: readonly string[] },
  ): Promise<Emergency | undefined>
  /** A record was opened under it: the first time is an entry of its own, durable when this resolves. */
  used(tenant: string, id: string, request: string): Promise<void>
  /** Notes what has run out, and looks how things stand. */
  proceed(tenant: string): Promise<EmergencyStanding>
}

export interface EmergenciesDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly journal: Pick<Journal, 'append' | 'writable'>
  readonly notices: Pick<Notices, 'put'>
  readonly secondPerson: Pick<SecondPerson, 'require'>
  readonly settings: EmergencySettings
  /** How long a second factor that was shown counts. */
  readonly people: PeopleSettings
  /** Of the site, for working days. */
  readonly timeZone: string
  readonly now: Clock
  readonly newId: () => string
}

export function createEmergencies(deps: EmergenciesDeps): Emergencies {
  const { store, keyring, journal, notices, settings, now, newId } = deps
  const due = (from: number) => addWorkingDays(from, settings.reviewWorkingDays, deps.timeZone)
  const said = new Set<string>()

  const append = (tenant: string, principal: string, row: Noted, more: Event) =>
    journal.append(tenant, {
      class: 'emergency',
      v: 1,
      principal,
      grant: row.id,
      holder: row.person,
      patient: row.patient,
      reason: row.reason,
      until: row.ends_at.toISOString(),
      ...more,
    })

  /** The patient's pseudonym, and the words under the patient's key, which is minted where there is none. */
  const sealedWords = async (of: { tenant: string; id: string; person: string }, asked: EmergencyRequest) => {
    const { tenant, id, person } = of
    const patient = patientPseudonym(await keyring.tenant(tenant), asked.patient)
    const key = await keyring.sealing({ tenant, purpose: 'patient', patient })
    const words: Words = { text: asked.text, stated: asked.patient, patient, person }
    return { patient, sealed: key.seal(Buffer.from(JSON.stringify(words)), placeOf(tenant, id)) }
  }

  const inForceFor: Emergencies['inForceFor'] = async (tenant, of) => {
    const row = await store.within(tenant, (tx) => grantInForce(tx, { tenant, ...of, at: new Date(now()) }))
    return row === undefined ? undefined : { id: row.id, until: row.ends_at.getTime() }
  }

  /** The entry first, then the row: what cannot be recorded does not happen. */
  const note = async (tx: Tx, tenant: string, by: string, row: GrantRow, event: Event, set: Set_): Promise<Grant> => {
    await append(tenant, by, row, event)
    await noteGrant(tx, tenant, row.id, set)
    return shown({ ...row, ...set }, now())
  }

  return {
    async open(caller, asked) {
      const { tenant, principal, application } = caller
      requireHolder(caller)
      const steppedUp = isSteppedUp(caller.steppedUpAt, deps.people, now())
      if (settings.secondFactor === 'required' && !steppedUp) throw new CordonError('step_up_required')
      const hours = asked.hours ?? settings.hours
      if (hours > settings.hours) throw new CordonError('resource_invalid', { at: 'hours' })
      if (!journal.writable) throw new CordonError('journal_unavailable')

      const at = now()
      const id = newId()
      return store.within(tenant, async (tx) => {
        await lockPerson(tx, tenant, principal.id)
        // Before anything of the patient: a refusal mints no key, and takes as long whoever the patient is.
        if ((await countSince(tx, tenant, principal.id, new Date(at - DAY))) >= settings.perDayMax)
          throw new CordonError('rate_limited', { at: 'emergency.perDayMax', retryAfterS: DAY / 1_000 })
        const row = {
          id,
          person: principal.id,
          application: application?.id ?? null,
          reason: asked.reason,
          ...(await sealedWords({ tenant, id, person: principal.id }, asked)),
          started_at: new Date(at),
          ends_at: new Date(at + hours * HOUR),
          due_at: new Date(due(at)),
        }
        await insertGrant(tx, { tenant, ...row })
        await notices.put(tx, tenant, { id: `emergency ${id}`, what: 'emergency.started', body: noticeOf(row) })
        await append(tenant, principal.id, row, {
          event: 'started',
          steppedUp,
          words: createHash('sha256').update(row.sealed).digest('hex'),
          ...(application === undefined ? {} : { application: application.id }),
        })
        return shown({ ...row, ...UNTOUCHED, sealed: Buffer.from(row.sealed) }, at)
      })
    },

    stop: (tenant, by, id) =>
      store.within(tenant, async (tx) => {
        const row = await lockGrant(tx, tenant, id)
        const at = now()
        const theirs = row?.person === by.id || hasRight(by, 'emergency-review')
        if (row === undefined || !theirs || stateOf(row, at) !== 'open')
          throw new CordonError('not_found', { at: 'emergency grant' })
        return note(tx, tenant, by.id, row, { event: 'stopped' }, { stopped_at: new Date(at) })
      }),

    review: (tenant, by, id, { outcome, incident }) =>
      store.within(tenant, async (tx) => {
        if (by.kind !== 'user') throw new CordonError('right_missing')
        const row = await lockGrant(tx, tenant, id)
        if (row === undefined || isSettled(row)) throw new CordonError('not_found', { at: 'emergency grant' })
        if (row.person === by.id) throw new CordonError('own_review_refused')
        await deps.secondPerson.require(tx, tenant, row.person, by.id)
        const at = now()
        const event = { event: 'reviewed', outcome, ...(incident === undefined ? {} : { incident }) } as const
        const set = { outcome, incident: incident ?? null, reviewed_by: by.id, reviewed_at: new Date(at) }
        // What needs a follow-up is not settled: it comes back.
        const again = outcome === 'needs-follow-up' ? { due_at: new Date(due(at)) } : {}
        return note(tx, tenant, by.id, row, event, { ...set, ...again })
      }),

    async list(tenant) {
      const rows = await store.within(tenant, (tx) => selectGrants(tx, tenant))
      return rows.map((row) => shown(row, now()))
    },

    async show(tenant, id) {
      const row = await store.within(tenant, (tx) => findGrant(tx, tenant, id))
      if (row === undefined) throw new CordonError('not_found', { at: 'emergency grant' })
      const words = await openWords(keyring, tenant, row)
      return { ...shown(row, now()), ...words }
    },

    inForceFor,

    async used(tenant, id, request) {
      // Said before by this process: no need to ask the database again for each request.
      if (said.has(`${tenant} ${id}`)) return
      await store.within(tenant, async (tx) => {
        const row = await lockGrant(tx, tenant, id)
        if (row === undefined || row.used_at !== null) return
        await note(tx, tenant, row.person, row, { event: 'used', request }, { used_at: new Date(now()) })
      })
      if (said.size >= SAID_MAX) said.clear()
      said.add(`${tenant} ${id}`)
    },

    proceed: (tenant) =>
      store.within(tenant, async (tx) => {
        const at = new Date(now())
        for (const row of await lockRunOut(tx, tenant, at))
          await note(tx, tenant, 'cordon', row, { event: 'expired' }, { expired_at: at })
        const { open, due: dates } = await standing(tx, tenant, at)
        return { open, due: dates.map((date) => date.getTime()) }
      }),
  }
}

type Noted = Pick<GrantRow, 'id' | 'person' | 'patient' | 'reason' | 'ends_at'>
type Set_ = Parameters<typeof noteGrant>[3]
type Event = Omit<
  NewestBody<'emergency'>,
  'class' | 'v' | 'principal' | 'grant' | 'holder' | 'patient' | 'reason' | 'until'
>

/** Grants whose first use this process remembers to have recorded. */
const SAID_MAX = 10_000

const UNTOUCHED = {
  used_at: null,
  stopped_at: null,
  expired_at: null,
  reviewed_at: null,
  reviewed_by: null,
  outcome: null,
  incident: null,
}

function requireHolder({ principal }: Caller): void {
  if (!mayBreakGlass(principal, principal.roles)) throw new CordonError('right_missing')
}

/** For whoever is told: the grant, the person, the time. Nothing of the patient, and none of the words. */
function noticeOf(row: Noted & { started_at: Date; due_at: Date }) {
  return {
    grant: row.id,
    person: row.person,
    reason: row.reason,
    started: row.started_at.toISOString(),
    until: row.ends_at.toISOString(),
    reviewDue: row.due_at.toISOString(),
  }
}

const placeOf = (tenant: string, id: string): Place => ({ tenant, table: 'emergency_grant', row: id, column: 'sealed' })

/** Opens the words and holds them against the row: one that was given to another person or patient is found out. */
async function openWords(keyring: Keyring, tenant: string, row: GrantRow): Promise<{ text: string; stated: string }> {
  const key = await keyring.opening(tenant, row.sealed)
  const opened = JSON.parse(new TextDecoder().decode(key.open(row.sealed, placeOf(tenant, row.id)))) as Words
  if (opened.patient !== row.patient || opened.person !== row.person)
    throw new Error('invariant: the words of an emergency belong to the person and the patient of their row')
  return { text: opened.text, stated: opened.stated }
}

interface Words {
  readonly text: string
  readonly stated: string
  readonly patient: string
  readonly person: string
}

function isSettled({ outcome }: Pick<GrantRow, 'outcome'>): boolean {
  return outcome === 'appropriate' || outcome === 'inappropriate'
}

function stateOf(row: Pick<GrantRow, 'stopped_at' | 'ends_at'>, at: number): Grant['state'] {
  if (row.stopped_at !== null) return 'stopped'
  return row.ends_at.getTime() <= at ? 'expired' : 'open'
}

function shown(row: GrantRow, at: number): Grant {
  return {
    id: row.id,
    person: row.person,
    application: row.application ?? undefined,
    patient: row.patient,
    reason: row.reason,
    startedAt: row.started_at.getTime(),
    until: row.ends_at.getTime(),
    state: stateOf(row, at),
    usedAt: row.used_at?.getTime(),
    reviewDue: row.due_at.getTime(),
    overdue: !isSettled(row) && row.due_at.getTime() < at,
    reviewedBy: row.reviewed_by ?? undefined,
    reviewedAt: row.reviewed_at?.getTime(),
    outcome: row.outcome ?? undefined,
    incident: row.incident ?? undefined,
  }
}
