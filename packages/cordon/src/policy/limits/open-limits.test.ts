import { CordonError, type EntryBody } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { QuotaSettings } from '../../config/quotas.ts'
import { openRealParts, type RealParts } from '../../identity/real-parts.fixtures.ts'
import { DAY } from '../../kernel/clock.ts'
import { application, caller, principal } from '../decision/decide.fixtures.ts'
import { createCalendar } from './calendar.ts'
import { type Limits, openLimits } from './open-limits.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
let parts: RealParts
let tenant: string
let entries: EntryBody[]
let told: Set<string>
let n = 0
beforeAll(async () => {
  parts = await openRealParts(NOW)
})
afterAll(() => parts.close())
beforeEach(() => {
  parts.clock.ms = NOW
  tenant = `t${++n}`
  entries = []
  told = new Set()
})

function open(node: string, settings: object): Limits {
  return openLimits({
    settings: QuotaSettings.parse(settings),
    timeZone: 'UTC',
    store: parts.store,
    node,
    notices: {
      put: (_tx, _tenant, { id }) => {
        const fresh = !told.has(id)
        told.add(id)
        return Promise.resolve(fresh)
      },
    },
    journal: { append: (_tenant, body) => Promise.resolve({ index: entries.push(body), seq: 1 }) },
    now: () => parts.clock.ms,
    onAlarm: () => undefined,
    onFindingsAlarm: () => undefined,
    bodyBytesMax: 1_048_576,
  })
}

const who = (id = 'dr-c') => caller({ tenant, principal: principal({ id }) })

/** The code of a refusal, or nothing. */
function refusalOf(work: () => void): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof CordonError ? error.code : String(error)
  }
}

describe('limits on the real database', () => {
  it('are shared by nodes: together they pass what one would have, and a block each', async () => {
    const settings = { person: { requestsPerMinute: 60 } }
    const nodes = ['a', 'b', 'c'].map((name) => open(name, settings))
    let passed = 0
    for (let turn = 0; turn < 60; turn++)
      for (const node of nodes) {
        if (refusalOf(() => node.enter(who(), 0).leave({ tokens: 0, costMicros: 0 })) === undefined) passed += 1
        if (turn % 4 === 0) await node.round()
      }
    expect(passed).toBeGreaterThanOrEqual(54)
    expect(passed).toBeLessThanOrEqual(60 + 3 * 2 * 2)
    for (const node of nodes) await node.close()
  })

  it('keep a tenant’s callers apart from another’s of the same name', async () => {
    const one = open('a', { person: { tokensPerDay: 100 } })
    one.enter(who(), 0).leave({ tokens: 500, costMicros: 0 })
    await one.round()
    expect(refusalOf(() => one.enter(who(), 0))).toBe('budget_exceeded')
    const other = { ...who(), tenant: `${tenant}x` }
    expect(refusalOf(() => one.enter(other, 0))).toBeUndefined()
    await one.close()
  })

  it('remember a budget over a restart, and begin anew the next day', async () => {
    const settings = { person: { tokensPerDay: 100 } }
    const one = open('a', settings)
    one.enter(who(), 0).leave({ tokens: 90, costMicros: 0 })
    await one.close()
    const two = open('a', settings)
    two.enter(who(), 0).leave({ tokens: 15, costMicros: 0 })
    await two.round()
    expect(refusalOf(() => two.enter(who(), 0))).toBe('budget_exceeded')
    parts.clock.ms += DAY
    expect(refusalOf(() => two.enter(who(), 0))).toBeUndefined()
    await two.close()
  })

  it('count a patient once a day, on whichever node, and raise one alarm', async () => {
    const settings = { person: { patientsPerDay: 5 }, patientsOver: 'refuse' }
    const nodes = ['a', 'b'].map((name) => open(name, settings))
    const look = (node: Limits, patient: string) => refusalOf(() => node.enter(who(), 0).patient(patient))
    const served = new Set<string>()
    for (let turn = 0; turn < 20; turn++)
      for (const node of nodes) {
        const patient = `p${turn % 10}`
        if (look(node, patient) === undefined) served.add(patient)
        await node.round()
      }
    expect(served.size).toBeGreaterThanOrEqual(5)
    expect(served.size).toBeLessThanOrEqual(7)
    expect(look(nodes[0] as Limits, 'p0')).toBeUndefined()
    expect(look(nodes[1] as Limits, 'p0')).toBeUndefined()
    expect(entries).toMatchObject([{ class: 'alarm', what: 'patients-limit', principal: 'dr-c' }])
    const fresh = open('c', settings)
    expect(refusalOf(() => fresh.enter(who('dr-d'), 0).patient('p0'))).toBeUndefined()
    for (const node of [...nodes, fresh]) await node.close()
  })

  it('forget whom somebody asked about after a week', async () => {
    const one = open('a', {})
    one.enter(who(), 0).patient('p1')
    await one.round()
    const rows = () => parts.store.within(tenant, (tx) => tx.selectFrom('patient_seen').selectAll().execute())
    expect(await rows()).toMatchObject([{ person: 'dr-c', day: '2026-11-22', patient: 'p1' }])
    parts.clock.ms += 9 * DAY
    await one.forget(tenant)
    expect(await rows()).toEqual([])
    await one.close()
  })
})

describe('the calendar', () => {
  it.each([
    ['UTC', 'day', '2026-11-22T12:00:00Z', '2026-11-22', '2026-11-23T00:00:00Z'],
    ['America/Chicago', 'day', '2026-11-22T03:00:00Z', '2026-11-21', '2026-11-22T06:00:00Z'],
    // A day of 25 hours.
    ['America/Chicago', 'day', '2026-11-01T12:00:00Z', '2026-11-01', '2026-11-02T06:00:00Z'],
    ['UTC', 'month', '2026-02-10T00:00:00Z', '2026-02', '2026-03-01T00:00:00Z'],
  ] as const)('in %s a %s at %s is %s and ends %s', (zone, kind, at, name, ends) => {
    const found = createCalendar(zone)(kind, Date.parse(at))
    expect(found.name).toBe(name)
    expect(Math.abs(found.ends - Date.parse(ends))).toBeLessThanOrEqual(1_000)
  })
})

describe('what a caller declares', () => {
  it('takes no more of a budget than a body may be large, and gives it back at once', async () => {
    const settings = { application: { tokensPerDay: 1_000_000 } }
    const [here, there] = [open('here', settings), open('there', settings)]
    const mallory = { ...who('mallory'), application: application({ id: 'shared' }) }
    const honest = { ...who('honest'), application: application({ id: 'shared' }) }
    const place = here.enter(mallory, Number.MAX_SAFE_INTEGER)
    await here.round()
    place.leave({ tokens: 0, costMicros: 0 })
    await here.round()
    await there.round()
    for (let n = 0; n < 6; n++) {
      expect(refusalOf(() => there.enter(honest, 100).leave({ tokens: 30_000, costMicros: 0 }))).toBeUndefined()
      parts.clock.ms += 2_000
      await there.round()
    }
    let served = 0
    for (; served < 100; served++) {
      if (refusalOf(() => here.enter(mallory, 0).leave({ tokens: 100_000, costMicros: 0 })) !== undefined) break
      await here.round()
    }
    expect(served).toBeLessThan(10)
  })
})

describe('the limit of patients in a day', () => {
  const through = (id: string, patientsPerDay?: number) => ({
    ...who('snoop'),
    application: application({
      id,
      ...(patientsPerDay === undefined ? {} : { quotas: { person: { patientsPerDay } } }),
    }),
  })
  const alarms = () => entries.filter((entry) => entry.class === 'alarm')

  it('is the strictest of those that were asked through, whichever came first', async () => {
    const limits = open('one', { person: { patientsPerDay: 5 } })
    limits.enter(through('wide', 100_000), 0).patient('p0')
    await limits.round()
    for (let n = 1; n < 9; n++) limits.enter(through('strict'), 0).patient(`p${n}`)
    await limits.round()
    expect(alarms()).toEqual([expect.objectContaining({ application: 'strict' })])
  })

  it('counts those whom another application let through before it', async () => {
    const limits = open('one', { person: { patientsPerDay: 5 } })
    for (let n = 0; n < 9; n++) limits.enter(through('wide', 100_000), 0).patient(`p${n}`)
    await limits.round()
    expect(alarms()).toEqual([])
    limits.enter(through('strict'), 0).patient('p0')
    await limits.round()
    expect(alarms()).toHaveLength(1)
  })
})

describe('what is found in a person’s answers of a day', () => {
  const asks = (limits: Limits, of = who()) => refusalOf(() => limits.enter(of, 0).asks())
  const find = (limits: Limits, times = 1) => limits.enter(who(), 0).found(times)
  const settings = { person: { findingsPerDay: 3 } }

  it('refuses the next question at the limit, on every node, and raises one alarm', async () => {
    const [here, there] = [open('here', settings), open('there', settings)]
    find(here, 2)
    find(there)
    expect([asks(here), asks(there)]).toEqual([undefined, undefined])
    for (const node of [here, there]) await node.round()
    // This one wrote before the other did: it hears of it behind the next question.
    expect(asks(there)).toBe('findings_limit')
    asks(here)
    for (const node of [here, there]) await node.round()
    expect([asks(here), asks(there)]).toEqual(['findings_limit', 'findings_limit'])
    for (const node of [here, there]) await node.round()
    const detail = { day: '2026-11-22', limit: 3, count: 3, action: 'refused' }
    expect(entries).toEqual([
      { class: 'alarm', v: 1, what: 'findings-limit', principal: 'dr-c', application: expect.any(String), detail },
    ])
    expect([...told]).toEqual(['findings dr-c 2026-11-22'])
    for (const node of [here, there]) await node.close()
  })

  it('is this person’s, of this organisation, on this day, and outlives a restart', async () => {
    const before = open('one', settings)
    find(before, 3)
    expect(asks(before)).toBe('findings_limit')
    await before.close()
    const limits = open('one', settings)
    asks(limits)
    await limits.round()
    expect(asks(limits)).toBe('findings_limit')
    expect(asks(limits, who('dr-d'))).toBeUndefined()
    const elsewhere = { ...who(), tenant: `${tenant}x` }
    asks(limits, elsewhere)
    await limits.round()
    expect(asks(limits, elsewhere)).toBeUndefined()
    // A document is no question: nothing in it was asked of a model.
    expect(refusalOf(() => limits.enter(who(), 0).patient('p1'))).toBeUndefined()
    parts.clock.ms += DAY
    expect(asks(limits)).toBeUndefined()
    await limits.close()
  })
})
