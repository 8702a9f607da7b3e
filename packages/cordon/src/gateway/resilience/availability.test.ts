import { CordonError } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ResilienceSettings } from '../../config/resilience.ts'
import { openRealParts, type RealParts, unrecorded } from '../../identity/real-parts.fixtures.ts'
import { DAY } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { createAvailability } from './availability.ts'
import { createDrills } from './drills.ts'
import { createTiers } from './tiers.ts'

let parts: RealParts
const tiers = createTiers(ResilienceSettings.parse({}))
const now = (): number => parts.clock.ms
beforeAll(async () => {
  parts = await openRealParts(Date.UTC(2026, 10, 23))
}, 60_000)
afterAll(() => parts.close())

describe('the availability of an organisation', () => {
  it('is told although what another one counted cannot be written, and nothing of that is lost', async () => {
    let isOut = true
    const store: Pick<Store, 'within'> = {
      within: (tenant, work) =>
        isOut && tenant === 'other'
          ? Promise.reject(new CordonError('store_unavailable'))
          : parts.store.within(tenant, work),
    }
    const availability = createAvailability({ store, now, tiers })
    availability.count('one', 'standard', 'answered')
    availability.count('other', 'standard', 'vendor')
    expect(await availability.of('one')).toMatchObject([{ tier: 'standard', requests: 1, answered: 1 }])
    await expect(availability.of('other')).rejects.toMatchObject({ code: 'store_unavailable' })
    isOut = false
    expect(await availability.of('other')).toMatchObject([{ requests: 1, vendor: 1 }])
  })
})

describe('a drill', () => {
  it('is kept as long as what is counted, with what came of it, and no longer', async () => {
    let drills = 0
    const made = createDrills({
      store: parts.store,
      now,
      newId: () => `drill-${++drills}`,
      tiers,
      vendors: async () => [{ id: 'acme' }],
      applications: async () => [],
    })
    for (const tenant of ['one', 'other']) {
      const { drill } = await made.start(tenant, { vendor: 'acme', person: 'p', minutes: 5 }, unrecorded)
      made.saw(tenant, { drill: drill.id, vendor: 'globex', code: undefined, fallbackMs: 4 })
    }
    parts.clock.ms += 366 * DAY
    await made.forget('one')
    expect(await made.list('one')).toMatchObject([{ id: 'drill-1', results: [{ vendor: 'globex', requests: 1 }] }])
    parts.clock.ms += 2 * DAY
    await made.forget('one')
    expect(await made.list('one')).toEqual([])
    expect(await made.list('other')).toHaveLength(1)
    const left = await parts.store.within('one', (tx) => tx.selectFrom('drill_answer').selectAll().execute())
    expect(left).toEqual([])
  })
})
