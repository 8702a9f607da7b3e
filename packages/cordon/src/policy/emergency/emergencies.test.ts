import { CordonError, type EntryBody, type Principal } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EmergencySettings } from '../../config/emergency.ts'
import { PeopleSettings } from '../../config/people.ts'
import type { Caller } from '../../identity/api-key.ts'
import { openRealParts, type RealParts, twoPeople } from '../../identity/real-parts.fixtures.ts'
import { DAY, HOUR, MINUTE } from '../../kernel/clock.ts'
import { createIds } from '../../kernel/id.ts'
import { createPatients, patientPseudonym } from '../patients/patients.ts'
import { createEmergencies, type Emergencies } from './emergencies.ts'
import { addWorkingDays } from './working-days.ts'

/** A Friday, noon. */
const NOW = Date.UTC(2026, 10, 20, 12)
const TEXT = 'Found unconscious; says the name is Zebediah Quillfeather.'

let parts: RealParts
let emergencies: Emergencies
let entries: EntryBody[]
let told: string[]
let writes: boolean
let tenant: string
let n = 0

beforeAll(async () => {
  parts = await openRealParts(NOW)
})
afterAll(() => parts.close())
beforeEach(() => {
  parts.clock.ms = NOW
  tenant = `t${++n}`
  entries = []
  told = []
  writes = true
  emergencies = make()
})

function make(settings: Partial<EmergencySettings> = {}, keyring = parts.keyring): Emergencies {
  const now = () => parts.clock.ms
  return createEmergencies({
    store: parts.store,
    keyring,
    journal: {
      writable: true,
      append: (_tenant, body) => {
        if (!writes) return Promise.reject(new CordonError('journal_unavailable'))
        return Promise.resolve({ index: entries.push(body), seq: entries.length })
      },
    },
    notices: {
      put: (_tx, _tenant, notice) => {
        told.push(JSON.stringify(notice))
        return Promise.resolve(true)
      },
    },
    people: PeopleSettings.parse({}),
    secondPerson: twoPeople,
    settings: { ...EmergencySettings.parse({}), ...settings },
    timeZone: 'UTC',
    now,
    newId: createIds({ now, random: parts.random }),
  })
}

const person = (id: string, roles: Principal['roles'], kind: Principal['kind'] = 'user'): Principal => ({
  id,
  kind,
  name: id,
  roles,
})
const by = (who = person('dr-c', ['clinician']), over: Partial<Caller> = {}): Caller => ({
  tenant,
  principal: who,
  keyId: 'k',
  steppedUpAt: parts.clock.ms,
  ...over,
})
const asked = { patient: 'Patient/p', reason: 'cannot-consent', text: TEXT } as const
const officer = person('officer', ['compliance'])
const events = () => entries.map((entry) => (entry.class === 'emergency' ? entry.event : entry.class))

describe('breaking the glass', () => {
  it('gives a grant of four hours for that person and that patient, and for nobody else', async () => {
    const grant = await emergencies.open(by(), asked)
    expect(grant).toMatchObject({ state: 'open', until: NOW + 4 * HOUR, person: 'dr-c' })
    const names = await parts.keyring.tenant(tenant)
    const of = { id: grant.id, person: 'dr-c', patient: [patientPseudonym(names, 'Patient/p')] }
    expect(await emergencies.inForceFor(tenant, of)).toEqual({ id: grant.id, until: NOW + 4 * HOUR })
    expect(
      await emergencies.inForceFor(tenant, { ...of, patient: [patientPseudonym(names, 'Patient/other')] }),
    ).toBeUndefined()
    expect(await emergencies.inForceFor(tenant, { ...of, person: 'dr-d' })).toBeUndefined()
    expect(await emergencies.inForceFor(tenant, { ...of, id: 'none' })).toBeUndefined()
    expect(await emergencies.inForceFor(`${tenant}x`, of)).toBeUndefined()
    parts.clock.ms += 4 * HOUR
    expect(await emergencies.inForceFor(tenant, of)).toBeUndefined()
  })

  it('is for the patient by whatever name, for as long as that is a name of theirs', async () => {
    const { id, patient } = await emergencies.open(by(), asked)
    const keys = await parts.keyring.tenant(tenant)
    const patients = createPatients(parts)
    const heldFor = async (reference: string) => {
      const { names } = await patients.look(tenant, reference, {})
      return (await emergencies.inForceFor(tenant, { id, person: 'dr-c', patient: names })) !== undefined
    }
    const held = async () => [await heldFor('Patient/p'), await heldFor('Patient/q'), await heldFor('Patient/r')]
    expect(await held()).toEqual([true, false, false])
    const of = patientPseudonym(keys, 'Patient/q')
    const link = { tenant, source: 's', kind: 'merge' as const, name: patient, of }
    await parts.store.within(tenant, (tx) => tx.insertInto('patient_link').values(link).execute())
    expect(await held()).toEqual([true, true, false])
    await parts.store.within(tenant, (tx) => tx.deleteFrom('patient_link').where('tenant', '=', tenant).execute())
    expect(await held()).toEqual([true, false, false])
  })

  it('needs a second factor that was shown lately, unless the site asks for none and says so', async () => {
    const stale = by(undefined, { steppedUpAt: NOW - 6 * MINUTE })
    const { steppedUpAt: _, ...never } = by()
    const ahead = by(undefined, { steppedUpAt: NOW + MINUTE })
    for (const caller of [stale, never, ahead])
      await expect(emergencies.open(caller, asked)).rejects.toMatchObject({ code: 'step_up_required' })
    expect(entries).toEqual([])
    await make({ secondFactor: 'where-asked' }).open(never, asked)
    expect(entries[0]).toMatchObject({ event: 'started', steppedUp: false })
  })

  it.each([
    ['a program', person('bot', ['clinician'], 'service')],
    ['who watches', person('c', ['compliance', 'security'])],
    ['who administers', person('a', ['administrator'])],
    ['a patient', person('p', ['patient', 'caregiver'])],
  ])('is not for %s', async (_who, principal) => {
    await expect(emergencies.open(by(principal), asked)).rejects.toMatchObject({ code: 'right_missing' })
    expect(entries).toEqual([])
  })

  it('lasts no longer than the site allows, and is not done all day', async () => {
    await expect(emergencies.open(by(), { ...asked, hours: 5 })).rejects.toMatchObject({ code: 'resource_invalid' })
    expect((await emergencies.open(by(), { ...asked, hours: 1 })).until).toBe(NOW + HOUR)
    const strict = make({ perDayMax: 3 })
    const many = await Promise.allSettled(Array.from({ length: 6 }, () => strict.open(by(), asked)))
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    await expect(strict.open(by(), asked)).rejects.toMatchObject({ code: 'rate_limited', retryAfterS: 86_400 })
    parts.clock.ms += DAY + 1
    await strict.open(by(), asked)
  })

  it('beyond the day’s bound mints no key, and touches nothing of the patient, however many ask at once', async () => {
    const sealedFor: string[] = []
    const keyring: typeof parts.keyring = {
      ...parts.keyring,
      sealing: (of) => {
        sealedFor.push(JSON.stringify(of))
        return parts.keyring.sealing(of)
      },
    }
    const strict = make({ perDayMax: 2 }, keyring)
    const patient = (p: number) => ({ ...asked, patient: `Patient/stranger-${p}` })
    const many = await Promise.allSettled(Array.from({ length: 6 }, (_, p) => strict.open(by(), patient(p))))
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    await expect(strict.open(by(), patient(9))).rejects.toMatchObject({ code: 'rate_limited' })
    expect(sealedFor).toHaveLength(2)
  })

  it('is recorded and told of without the words and without the patient’s name; the words are sealed', async () => {
    const grant = await emergencies.open(by(), asked)
    const patient = patientPseudonym(await parts.keyring.tenant(tenant), 'p')
    expect(entries).toMatchObject([
      { class: 'emergency', event: 'started', principal: 'dr-c', patient, steppedUp: true },
    ])
    const rows = await parts.store.within(tenant, (tx) => tx.selectFrom('emergency_grant').selectAll().execute())
    for (const text of [JSON.stringify(entries), told.join(), JSON.stringify(rows), rows[0]?.sealed.toString('latin1')])
      expect(text).not.toMatch(/Quillfeather|Patient\/p/)
    expect(told).toHaveLength(1)
    expect(told[0]).not.toContain(patient)
    expect(await emergencies.show(tenant, grant.id)).toMatchObject({ text: TEXT, stated: 'Patient/p' })
  })

  it('does not happen when it cannot be recorded', async () => {
    writes = false
    await expect(emergencies.open(by(), asked)).rejects.toMatchObject({ code: 'journal_unavailable' })
    expect(await emergencies.list(tenant)).toEqual([])
  })

  it('answers the same whether there is such a patient or not', async () => {
    const one = await emergencies.open(by(), { ...asked, patient: 'Patient/nobody' })
    expect(Object.keys(one)).toEqual(Object.keys(await emergencies.open(by(), asked)))
  })

  it('a grant that was given to somebody else in SQL does not open its words', async () => {
    const { id } = await emergencies.open(by(), asked)
    await parts.store.within(tenant, (tx) =>
      tx.updateTable('emergency_grant').set({ person: 'dr-x' }).where('id', '=', id).execute(),
    )
    await expect(emergencies.show(tenant, id)).rejects.toThrow(/invariant/)
  })
})

describe('a grant', () => {
  it('is stopped by whoever holds it or by a reviewer, once, and by nobody else', async () => {
    const { id, patient } = await emergencies.open(by(), asked)
    await expect(emergencies.stop(tenant, person('dr-d', ['clinician']), id)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await emergencies.stop(tenant, by().principal, id)).toMatchObject({ state: 'stopped' })
    await expect(emergencies.stop(tenant, officer, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await emergencies.inForceFor(tenant, { id, person: 'dr-c', patient: [patient] })).toBeUndefined()
    const second = await emergencies.open(by(), asked)
    await emergencies.stop(tenant, officer, second.id)
    expect(events()).toEqual(['started', 'stopped', 'started', 'stopped'])
  })

  it('says its first use once, also when two nodes have it at the same time', async () => {
    const { id } = await emergencies.open(by(), asked)
    const other = make()
    await Promise.all([
      emergencies.used(tenant, id, 'r1'),
      other.used(tenant, id, 'r2'),
      emergencies.used(tenant, id, 'r3'),
    ])
    await emergencies.used(tenant, id, 'r4')
    expect(events()).toEqual(['started', 'used'])
    expect((await emergencies.list(tenant))[0]?.usedAt).toBe(NOW)
  })

  it('that runs out is noted once, whichever node does it, and not before it can be recorded', async () => {
    await emergencies.open(by(), asked)
    parts.clock.ms += 4 * HOUR
    writes = false
    await expect(emergencies.proceed(tenant)).rejects.toMatchObject({ code: 'journal_unavailable' })
    writes = true
    const found = await Promise.all([emergencies.proceed(tenant), make().proceed(tenant)])
    expect(found.map(({ open }) => open)).toEqual([0, 0])
    await emergencies.proceed(tenant)
    expect(events()).toEqual(['started', 'expired'])
  })
})

describe('the review', () => {
  it('is due in three working days, by another person, and is overdue after', async () => {
    const { id, reviewDue } = await emergencies.open(by(), asked)
    expect(new Date(reviewDue).toISOString()).toBe('2026-11-25T12:00:00.000Z')
    const holder = person('dr-c', ['clinician', 'compliance'])
    const review = { outcome: 'appropriate' } as const
    await expect(emergencies.review(tenant, holder, id, review)).rejects.toMatchObject({ code: 'own_review_refused' })
    const bot = person('bot', ['compliance'], 'service')
    await expect(emergencies.review(tenant, bot, id, review)).rejects.toMatchObject({ code: 'right_missing' })
    parts.clock.ms = reviewDue + 1
    expect((await emergencies.list(tenant))[0]?.overdue).toBe(true)
    expect((await emergencies.proceed(tenant)).due).toEqual([reviewDue])
    expect(await emergencies.review(tenant, officer, id, review)).toMatchObject({
      outcome: 'appropriate',
      overdue: false,
    })
    expect((await emergencies.proceed(tenant)).due).toEqual([])
    await expect(emergencies.review(tenant, officer, id, review)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that needs a follow-up comes back, and ends with an outcome', async () => {
    const { id } = await emergencies.open(by(), asked)
    const again = await emergencies.review(tenant, officer, id, { outcome: 'needs-follow-up', incident: 'INC-7' })
    expect(again).toMatchObject({ incident: 'INC-7', reviewDue: addWorkingDays(NOW, 3, 'UTC') })
    expect((await emergencies.proceed(tenant)).due).toHaveLength(1)
    await emergencies.review(tenant, officer, id, { outcome: 'inappropriate', incident: 'INC-7' })
    expect((await emergencies.proceed(tenant)).due).toEqual([])
    expect(events()).toEqual(['started', 'reviewed', 'reviewed'])
  })
})

describe('working days', () => {
  it.each([
    ['2026-11-18T12:00:00Z', 3, 'UTC', '2026-11-23T12:00:00Z'],
    ['2026-11-21T12:00:00Z', 1, 'UTC', '2026-11-23T12:00:00Z'],
    // Still Friday in Honolulu when it is Saturday in UTC.
    ['2026-11-21T05:00:00Z', 1, 'Pacific/Honolulu', '2026-11-24T05:00:00Z'],
  ])('%s + %i in %s is %s', (from, days, zone, expected) => {
    expect(addWorkingDays(Date.parse(from), days, zone)).toBe(Date.parse(expected))
  })
})
