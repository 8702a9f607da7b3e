import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { patientPseudonym } from '../../policy/patients/patients.ts'
import { forgetDigests } from '../../shred/shred.queries.ts'
import type { Store } from '../../store/store.ts'
import { openTestBoundary, type TestBoundary } from '../boundary.fixtures.ts'
import { createIngest, type IngestItem } from '../ingest.ts'
import { createDeriving } from './derive.ts'
import { digestedPatients } from './others.queries.ts'
import { createOthers, type Others } from './others.ts'

let boundary: TestBoundary
let others: Others
let nowMs = 0
const now = () => boundary.now() + nowMs
beforeAll(async () => {
  boundary = await openTestBoundary()
  others = createOthers({ ...boundary, now, digestsMax: 1_000 })
}, 60_000)
afterAll(() => boundary.close())

const patient = (id: string, given: string, family: string, mrn: string) => ({
  resourceType: 'Patient',
  id,
  name: [{ given: [given], family }],
  identifier: [{ system: 'urn:mrn', value: mrn }],
  telecom: [{ system: 'email', value: `${id}@example.org` }],
  contact: [{ name: { given: ['Nora'], family: 'Quist' } }],
})

async function ingest(tenant: string, ...resources: object[]): Promise<void> {
  async function* items(): AsyncGenerator<IngestItem> {
    for (const [n, resource] of resources.entries()) yield { at: `${n}`, resource }
  }
  await createIngest(boundary)(items(), { tenant })
}

describe('the patients of a tenant', () => {
  it('are known by their own names, numbers and addresses, and to no other tenant', async () => {
    await ingest('one', patient('p1', 'Ada', 'Lund', '00771204'), patient('p2', 'Otto', 'Brandt', 'H7-441209'))
    await ingest('two', patient('q1', 'Eva', 'Holm', '00990011'))
    const [one, two] = [await others.of('one'), await others.of('two')]
    for (const form of ['name ada lund', 'number 771204', 'email p1@example.org', 'number H7441209'] as const) {
      expect(one.has(form)).toBe(true)
      expect(two.has(form)).toBe(false)
    }
    expect(two.has('name eva holm')).toBe(true)
    expect(one.has('name nora quist')).toBe(false)
    expect(one.has('name ada brandt')).toBe(false)
  })

  it('change with their records, a while later, and are gone when they are shredded', async () => {
    await ingest('one', patient('p1', 'Ada', 'Berg', '00771204'))
    nowMs += MINUTE
    await others.of('one')
    const { store, keyring } = boundary
    await expect.poll(async () => (await others.of('one')).has('name ada berg')).toBe(true)
    expect((await others.of('one')).has('name ada lund')).toBe(false)

    const names = [patientPseudonym(await keyring.tenant('one'), 'Patient/p1')]
    await store.within('one', (tx) => forgetDigests(tx, 'one', names))
    nowMs += MINUTE
    await others.of('one')
    await expect.poll(async () => (await others.of('one')).has('name ada berg')).toBe(false)
    expect((await others.of('one')).has('name otto brandt')).toBe(true)
  })

  it('stand in no column that can be read: the same identifier is other bytes under other keys', async () => {
    const rows = await boundary.store.within('two', (tx) => tx.selectFrom('patient_digest').selectAll().execute())
    expect(rows).toHaveLength(1)
    expect(rows.every(({ tenant, digest }) => tenant === 'two' && digest.length === 8 * 3)).toBe(true)
    expect(Buffer.concat(rows.map(({ digest }) => digest)).toString('latin1')).not.toMatch(/eva|holm|990011/i)
  })

  it('are looked at without anybody waiting, however long reading them all takes', async () => {
    const minutes = 2
    let hold: Promise<void> | undefined
    const store: Pick<Store, 'within'> = {
      async within(tenant, work) {
        await hold
        nowMs += minutes * MINUTE
        return boundary.store.within(tenant, work)
      },
    }
    const slow = createOthers({ ...boundary, store, now, digestsMax: 1_000 })
    const first = await slow.of('two')
    await ingest('two', patient('q2', 'Ida', 'Krog', '00990012'))
    nowMs += 2 * minutes * 20 * MINUTE
    let go = (): void => undefined
    hold = new Promise((resolve) => {
      go = resolve
    })
    expect(await slow.of('two')).toBe(first)
    nowMs += 30 * MINUTE
    expect(await slow.of('two')).toBe(first)
    go()
    await expect.poll(async () => (await slow.of('two')).has('name ida krog')).toBe(true)
  })

  it('are derived from sealed records where an earlier version took them in, but for those of a confirmed shred', async () => {
    const { store, keyring } = boundary
    await ingest('old', patient('o1', 'Una', 'Dahl', '00880011'), patient('o2', 'Per', 'Moe', '00880022'))
    const [una, per] = await Promise.all(
      ['o1', 'o2'].map(async (id) => patientPseudonym(await keyring.tenant('old'), `Patient/${id}`)),
    )
    const told: (readonly [string, number | undefined])[] = []
    const say: Log['info'] = (message, fields) => void told.push([message, fields?.count])
    const log: Log = { debug: say, info: say, warn: say, error: say }
    const derive = createDeriving({ store, keyring, now, log })
    await store.within('old', async (tx) => {
      await forgetDigests(tx, 'old', null)
      await tx
        .insertInto('patient')
        .values({ tenant: 'old', ref: 'damaged', sealed: randomBytes(80) })
        .execute()
      const by = { reason: 'x', proposed_by: 'a', proposed_at: new Date(now()), state: 'confirmed' as const }
      await tx
        .insertInto('shred')
        .values({ tenant: 'old', id: 's', patient: 'another', names: ['another', per ?? ''], ...by })
        .execute()
    })
    const known = async () =>
      (await store.within('old', (tx) => digestedPatients(tx, 'old', '', 9))).filter((p) => p.has)
    expect(await known()).toEqual([])
    await derive('old')
    expect((await known()).map(({ ref }) => ref)).toEqual([una])
    const of = await createOthers({ ...boundary, now, digestsMax: 1_000 }).of('old')
    expect([of.has('name una dahl'), of.has('name per moe')]).toEqual([true, false])
    expect(told).toEqual([
      ['identifiers of patients were derived', 1],
      ['identifiers of patients could not be derived', 1],
    ])

    await store.within('old', (tx) => forgetDigests(tx, 'old', null))
    await derive('old')
    expect(await known()).toEqual([])
    nowMs += DAY
    await derive('old')
    expect(await known()).toHaveLength(1)
  })

  it('beyond their bound are refused, not searched in part', async () => {
    const bounded = createOthers({ ...boundary, now, digestsMax: 2 })
    await expect(bounded.of('one')).rejects.toMatchObject({ code: 'answer_unchecked' })
  })

  it('of a house with none are none', async () => {
    const none = await others.of('three')
    expect(none.size).toBe(0)
    expect(none.has(`name ${randomBytes(4).toString('hex')} x`)).toBe(false)
  })
})
