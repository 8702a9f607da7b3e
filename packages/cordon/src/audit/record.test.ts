import type { EntryBody } from '@cordon/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSurroundings, type Surroundings } from './journal.fixture.ts'
import type { OpenedJournal } from './open-journal.ts'
import { createRecorder } from './record.ts'

let here: Surroundings
let journal: OpenedJournal
let minute: () => Promise<void> = () => Promise.resolve()
beforeEach(async () => {
  here = await createSurroundings()
  journal = await here.open()
})
afterEach(async () => {
  await journal.close()
  await here.remove()
})

function recorder(sourcesMax = 4) {
  const every = (_ms: number, work: () => Promise<void>) => {
    minute = work
    return () => undefined
  }
  return createRecorder({ journal, tenant: 'home', now: () => here.now, every, sourcesMax })
}

async function refusals(): Promise<readonly Extract<EntryBody, { class: 'authentication' }>[]> {
  const found = []
  for await (const { body } of journal.read('home')) if (body.class === 'authentication') found.push(body)
  return found
}

async function passAMinute(): Promise<void> {
  here.now += 60_000
  await minute()
}

describe('refused credentials', () => {
  it('make one entry a minute and source, with their number and times', async () => {
    const refused = recorder()
    for (let i = 0; i < 1000; i++) refused.countRefusedCredentials('10.0.0.1', 'credentials_invalid')
    here.now += 1_000
    refused.countRefusedCredentials('10.0.0.1', 'credentials_missing')
    refused.countRefusedCredentials('10.0.0.2', 'credentials_missing')
    expect(await refusals()).toEqual([])
    await passAMinute()
    const times = { from: '2026-11-22T12:00:00.000Z', to: '2026-11-22T12:00:01.000Z' }
    expect(await refusals()).toMatchObject([
      { source: '10.0.0.1', count: 1001, ...times },
      { source: '10.0.0.2', count: 1, from: times.to, to: times.to },
    ])
    await passAMinute()
    expect(await refusals()).toHaveLength(2)
    await refused.close()
  })

  it('of any number of sources make a bounded number of entries, and none is lost count of', async () => {
    const refused = recorder(4)
    for (let i = 0; i < 500; i++) refused.countRefusedCredentials(`10.0.${i >> 8}.${i & 255}`, 'credentials_invalid')
    await refused.close()
    const found = await refusals()
    expect(found.map(({ source }) => source)).toEqual(['10.0.0.0', '10.0.0.1', '10.0.0.2', 'other'])
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(500)
  })

  it('are counted on while the journal takes nothing', async () => {
    let refusing = true
    const failing = { ...journal, append: (...entry: Parameters<OpenedJournal['append']>) => append(...entry) }
    const append: OpenedJournal['append'] = (tenant, body) =>
      refusing ? Promise.reject(new Error('down')) : journal.append(tenant, body)
    const every = (_ms: number, work: () => Promise<void>) => {
      minute = work
      return () => undefined
    }
    const refused = createRecorder({ journal: failing, tenant: 'home', now: () => here.now, every })
    refused.countRefusedCredentials('10.0.0.1', 'credentials_invalid')
    await passAMinute()
    refused.countRefusedCredentials('10.0.0.1', 'credentials_invalid')
    refusing = false
    await passAMinute()
    expect(await refusals()).toMatchObject([{ count: 2, from: '2026-11-22T12:00:00.000Z' }])
  })
})

describe('the verbs', () => {
  it('write the class they are named for', async () => {
    const verbs = recorder()
    const asking = { request: 'r1', principal: 'p1', application: 'a1', purpose: 'TREAT', patient: 'unstated' }
    await verbs.intend('north', { ...asking, route: 'chat/completions', hops: {} })
    await verbs.settle('north', {
      ...asking,
      outcome: 'refused',
      code: 'purpose_refused',
      reasons: [],
      attempts: 0,
      bytesOut: 0,
      ms: 2,
      hops: {},
    })
    const found = []
    for await (const entry of journal.read('north')) found.push(entry.class)
    expect(found).toEqual(['intent', 'outcome'])
  })
})
