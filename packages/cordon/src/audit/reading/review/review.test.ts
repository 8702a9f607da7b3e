import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personPseudonym } from '../facets.ts'
import { anyBody, openReading, type Reading } from '../reading.fixture.ts'
import { outOfHours } from './office-hours.ts'
import { createReview, type Review } from './review.ts'
import { weekNamed, weekOf, weeksBetween } from './week.ts'

const DAY = 86_400_000

describe('an ISO week', () => {
  it.each([
    ['2024-12-30', '2025-W01'],
    ['2026-01-01', '2026-W01'],
    ['2026-11-22', '2026-W47'],
    ['2026-11-23', '2026-W48'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['1970-01-01', '1970-W01'],
  ])('of %s is %s', (date, name) => {
    const week = weekOf(Date.parse(date))
    expect(week.name).toBe(name)
    expect(new Date(week.from).getUTCDay()).toBe(1)
    expect(weekNamed(name)).toEqual(week)
  })

  it('of any moment holds it, and the weeks follow on each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => {
        const week = weekOf(time)
        expect(week.from <= time && time < week.to).toBe(true)
        expect(weekOf(week.to).from).toBe(week.to)
        expect(weekNamed(week.name)).toEqual(week)
      }),
    )
    expect(weeksBetween(Date.parse('2026-11-11'), Date.parse('2026-11-23')).map(({ name }) => name)).toEqual([
      '2026-W46',
      '2026-W47',
    ])
  })

  it.each(['2026-W54', '2025-W53', '2026-W00', '2026-47', 'last', ''])('%j is none', (name) => {
    expect(() => weekNamed(name)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('out of hours', () => {
  it('is by the site’s own clock, daylight saving included', () => {
    const late = outOfHours({ timeZone: 'America/Chicago', from: 7, to: 19 })
    expect(late(Date.parse('2026-11-20T12:59:00Z'))).toBe(true) // Friday 06:59
    expect(late(Date.parse('2026-11-20T13:00:00Z'))).toBe(false)
    expect(late(Date.parse('2026-07-17T12:00:00Z'))).toBe(false) // Friday 07:00 in summer
    expect(late(Date.parse('2026-11-21T01:00:00Z'))).toBe(true) // Friday 19:00
    expect(late(Date.parse('2026-11-21T18:00:00Z'))).toBe(true) // Saturday noon
  })
})

describe('a week’s review', () => {
  let here: Reading
  let review: Review
  beforeAll(async () => {
    here = await openReading()
    const hours = { timeZone: 'UTC', from: 7, to: 19 }
    const now = () => here.clock.ms
    const people = () => Promise.resolve(['ann', 'ben', 'officer'])
    review = createReview({ ...here, node: 'test', now, hours, people })
  })
  afterAll(() => here.close())

  const MONDAY = Date.parse('2026-11-16')
  const intent = (principal: string, patient: string, purpose = 'TREAT') =>
    ({
      class: 'intent',
      v: 2,
      request: 'r',
      principal,
      application: 'a',
      purpose,
      patient,
      route: '/v1',
      hops: {},
    }) as const

  async function at(tenant: string, time: number, body: Parameters<Reading['journal']['append']>[1]): Promise<void> {
    here.clock.ms = time
    await here.journal.append(tenant, body)
  }

  it('counts what happened in it, and nothing of the week before but that a pair is not new', async () => {
    const tenant = here.newTenant()
    const [P, Q] = ['P'.repeat(22), 'Q'.repeat(22)]
    await at(tenant, MONDAY - DAY, intent('ann', P))
    await at(tenant, MONDAY, intent('ann', P))
    await at(tenant, MONDAY + 10 * 3_600_000, intent('ann', Q, 'BTG'))
    await at(tenant, MONDAY + 11 * 3_600_000, intent('cleo', Q, 'ETREAT'))
    await at(tenant, MONDAY + 12 * 3_600_000, intent('ben', 'unstated'))
    const refused = {
      class: 'authentication',
      v: 2,
      result: 'refused',
      source: 's',
      code: 'credentials_invalid',
      count: 7,
      from: 'x',
      to: 'x',
    } as const
    await at(tenant, MONDAY + DAY, refused)
    await at(tenant, MONDAY + 7 * DAY, intent('ben', P))
    const { report } = await review.report({ tenant, principal: 'officer' }, '2026-W47')
    const cleo = personPseudonym(await here.keyring.tenant(tenant), 'cleo')
    expect(report).toMatchObject({
      entries: 5,
      byClass: { authentication: 7, intent: 4 },
      byPerson: { ann: 2, ben: 1, [cleo]: 1 },
      failedLogins: { credentials_invalid: 7 },
      breakGlass: { ann: 1, [cleo]: 1 },
      outOfHours: { ann: 1 },
      firstTime: { count: 2 },
    })
    expect(report.firstTime.pairs).toContainEqual({ person: 'ann', patient: Q })
  })

  it('counts copies for another vendor as nobody’s doing, and by how they ended', async () => {
    const tenant = here.newTenant()
    const P = 'P'.repeat(22)
    const night = MONDAY + 2 * 3_600_000
    const ended = { reasons: [], attempts: 1, bytesOut: 0, ms: 1, hops: {} }
    const outcome = { ...intent('ann', P), ...ended, class: 'outcome' } as const
    const { route: _, ...asked } = outcome
    await at(tenant, MONDAY + 12 * 3_600_000, intent('ann', P))
    await at(tenant, MONDAY + 12 * 3_600_000, { ...asked, outcome: 'answered' })
    await at(tenant, night, { ...intent('ann', P, 'HOPERAT'), shadowOf: 'r' })
    await at(tenant, night, { ...asked, outcome: 'answered', shadowOf: 'r' })
    await at(tenant, night, { ...intent('ben', P, 'HOPERAT'), shadowOf: 'r' })
    const denied = { effect: 'deny', rule: 'r', policy: 'p', policyHash: 'h' } as const
    const refused = { outcome: 'refused', code: 'agreement_missing', decision: denied } as const
    await at(tenant, night, { ...asked, ...refused, principal: 'ben', shadowOf: 'r' })
    const { report, own } = await review.report({ tenant, principal: 'ann' }, '2026-W47')
    expect(report).toMatchObject({
      entries: 6,
      byClass: { intent: 3, outcome: 3 },
      copies: { answered: 1, refused: 1 },
      byPerson: { ann: 2 },
      byOutcome: { answered: 1 },
      refusals: {},
      outOfHours: {},
      firstTime: { count: 1, pairs: [{ person: 'ann', patient: P }] },
    })
    expect([Object.keys(report.byPerson), report.refusals, report.outOfHours]).toEqual([['ann'], {}, {}])
    expect(own).toBe(2)
  })

  it('is the same whoever asks and whenever, so that a signature stands for what was seen', async () => {
    const tenant = here.newTenant()
    for (const body of fc.sample(anyBody, 40)) await at(tenant, MONDAY + 3 * DAY, body)
    here.clock.ms = MONDAY + 8 * DAY
    const one = await review.report({ tenant, principal: 'officer' }, '2026-W47')
    const other = await review.report({ tenant, principal: 'ann' }, '2026-W47')
    expect(other.hash).toBe(one.hash)
    const signed = await review.sign(
      { tenant, principal: 'ann' },
      { week: '2026-W47', hash: one.hash, finding: 'followed-up' },
    )
    expect(signed.own).toBe(other.own)
    expect(await review.weeks({ tenant, principal: 'officer' })).toMatchObject([
      { week: '2026-W47', signed: { by: 'ann', report: one.hash } },
    ])
    expect((await review.report({ tenant, principal: 'officer' }, '2026-W47')).hash).toBe(one.hash)
  })

  it('is not signed while the week runs, nor for another report', async () => {
    const tenant = here.newTenant()
    await at(tenant, MONDAY + DAY, intent('ann', 'P'.repeat(22)))
    const { hash } = await review.report({ tenant, principal: 'officer' }, '2026-W47')
    const sign = (of: string) =>
      review.sign({ tenant, principal: 'officer' }, { week: '2026-W47', hash: of, finding: 'nothing' })
    await expect(sign(hash)).rejects.toMatchObject({ code: 'usage' })
    here.clock.ms = MONDAY + 8 * DAY
    await expect(sign('0'.repeat(64))).rejects.toMatchObject({ code: 'review_changed' })
    expect(await review.weeks({ tenant, principal: 'officer' })).toEqual([{ week: '2026-W47' }])
  })

  it('of no journal lists no week', async () => {
    expect(await review.weeks({ tenant: here.newTenant(), principal: 'officer' })).toEqual([])
  })
})
