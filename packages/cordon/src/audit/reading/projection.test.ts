import type { EntryBody } from '@cordon/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facetsOf, personPseudonym } from './facets.ts'
import { type Cursor, type Filter, matches } from './filter.ts'
import { numbersFrom, openEntries } from './open-entries.ts'
import { createProjection } from './projection.ts'
import { anyBody, openReading, type Reading, START, values } from './reading.fixture.ts'

let here: Reading
beforeAll(async () => {
  here = await openReading()
})
afterAll(() => here.close())

const HOUR = 3_600_000

/** Entries at these times, in this order: the clock may go back. */
async function journalOf(entries: readonly { body: EntryBody; hours: number }[]): Promise<string> {
  const tenant = here.newTenant()
  for (const { body, hours } of entries) {
    here.clock.ms = START + hours * HOUR
    await here.journal.append(tenant, body)
  }
  return tenant
}

/** What the projection has to answer: every entry of the journal, looked at. */
async function linear(tenant: string, filter: Filter): Promise<number[]> {
  const keys = await here.keyring.tenant(tenant)
  const found: { at: number; seq: number }[] = []
  for await (const entry of openEntries(here, tenant, numbersFrom(0, await here.journal.count(tenant)))) {
    const facets = facetsOf(entry, keys)
    if (matches(facets, filter)) found.push({ at: facets.at, seq: entry.leaf.seq })
  }
  return found.sort((a, b) => b.at - a.at || b.seq - a.seq).map(({ seq }) => seq)
}

async function paged(tenant: string, filter: Filter, limit: number): Promise<number[]> {
  const found: number[] = []
  let after: Cursor | undefined
  do {
    const page = await here.projection.page(tenant, filter, { after, limit })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    found.push(...page.rows.map(({ seq }) => seq))
    after = page.next
  } while (after !== undefined)
  return found
}

const anyEntries = fc.array(fc.record({ body: anyBody, hours: fc.integer({ min: -3, max: 30 }) }), { maxLength: 40 })
const anyFilter = fc.record(
  {
    person: values.person,
    patient: values.patient,
    vendor: values.vendor,
    purpose: values.purpose,
    decision: fc.constantFrom('permit' as const, 'deny' as const),
    class: fc.constantFrom('intent', 'disclosure', 'outcome', 'authentication', 'reading'),
    outcome: values.outcome,
    code: values.code,
    request: values.request,
    from: fc.integer({ min: -4, max: 20 }).map((hours) => START + hours * HOUR),
    to: fc.integer({ min: 0, max: 32 }).map((hours) => START + hours * HOUR),
  },
  { requiredKeys: [] },
)

describe('the projection', () => {
  it('answers any filter as a linear read of the journal does, page by page', async () => {
    const run = async (entries: Parameters<typeof journalOf>[0], asked: Filter[], limit: number) => {
      const tenant = await journalOf(entries)
      const keys = await here.keyring.tenant(tenant)
      await here.projection.catchUp(tenant)
      for (const one of [{}, ...asked]) {
        const filter = one.person === undefined ? one : { ...one, person: personPseudonym(keys, one.person) }
        expect(await paged(tenant, filter, limit)).toEqual(await linear(tenant, filter))
      }
    }
    const asked = fc.array(anyFilter, { minLength: 4, maxLength: 8 })
    await fc.assert(fc.asyncProperty(anyEntries, asked, fc.integer({ min: 1, max: 15 }), run), { numRuns: 25 })
  })

  it('takes in what is new, in pieces, and says how far it is behind', async () => {
    const tenant = await journalOf(fc.sample(anyBody, 30).map((body) => ({ body, hours: 0 })))
    expect(await here.projection.catchUp(tenant, 12)).toEqual({ entries: 30, projected: 12, behind: 18 })
    expect(await here.projection.catchUp(tenant)).toEqual({ entries: 30, projected: 30, behind: 0 })
    expect(await here.projection.check(tenant)).toBeUndefined()
  })

  it('is filled once by two that fill it at once', async () => {
    const tenant = await journalOf(fc.sample(anyBody, 20).map((body) => ({ body, hours: 0 })))
    const other = createProjection({ ...here, node: 'test', onDamage: () => undefined })
    await Promise.all([here.projection.catchUp(tenant), other.catchUp(tenant)])
    expect(await paged(tenant, {}, 7)).toEqual(await linear(tenant, {}))
    expect(await here.projection.check(tenant)).toBeUndefined()
  })

  it('shows one tenant nothing of another', async () => {
    const [one, other] = [await journalOf([]), await journalOf([])]
    await here.journal.append(one, fc.sample(anyBody, 1)[0] as EntryBody)
    await here.projection.catchUp(one)
    expect(await paged(other, {}, 5)).toEqual([])
    const seen = await here.store.within(other, (tx) => tx.selectFrom('journal_entry').selectAll().execute())
    expect(seen).toEqual([])
  })

  it('holds no name: persons and patients stand in the rows as keyed hashes', async () => {
    const body = { class: 'ingest', v: 1, principal: 'quillfeather', source: 's', kept: {}, skipped: {} } as const
    const tenant = await journalOf([{ body, hours: 0 }])
    await here.projection.catchUp(tenant)
    const rows = await here.store.within(tenant, (tx) => tx.selectFrom('journal_entry').selectAll().execute())
    expect(JSON.stringify(rows)).not.toContain('quill')
    expect(rows[0]?.person).toMatch(/^[\w-]{22}$/)
  })
})

describe('damage to the projection', () => {
  const harms: readonly (readonly [what: string, why: string, statements: readonly string[]])[] = [
    ['a row changed', 'rows changed', [`update journal_entry set code = 'x' where seq = 7`]],
    ['a row taken out', 'rows missing', ['delete from journal_entry where seq = 7']],
    ['a row moved', 'rows missing', ['update journal_entry set seq = 99 where seq = 7']],
    [
      'rows taken out and the count with them',
      'unproven',
      ['delete from journal_entry where seq > 9', 'update journal_shelf set next_seq = 10'],
    ],
    ['a count that runs ahead', 'unproven', ['update journal_shelf set next_seq = 1000']],
    ['a digest made to fit', 'unproven', [`update journal_shelf set digest = sha256('x')`]],
  ]

  it.each(harms)('%s is found, and all is made again', async (_what, why, statements) => {
    const tenant = await journalOf(fc.sample(anyBody, 20).map((body) => ({ body, hours: 0 })))
    await here.projection.catchUp(tenant)
    await here.asOwner(tenant, statements)
    expect(await here.projection.check(tenant)).toBe(why)
    expect(await paged(tenant, {}, 50)).toEqual([])
    await here.projection.catchUp(tenant)
    expect(await paged(tenant, {}, 50)).toEqual(await linear(tenant, {}))
    expect(await here.projection.check(tenant)).toBeUndefined()
  })

  it.each([
    ['ahead of the journal', { count: () => Promise.resolve(3) }],
    ['of another journal', { atRest: () => here.journal.atRest('op', [0]) }],
  ])(
    'when the journal itself was exchanged: rows %s are thrown away before anything is taken in',
    async (why, other) => {
      const tenant = await journalOf(fc.sample(anyBody, 5).map((body) => ({ body, hours: 0 })))
      await here.projection.catchUp(tenant)
      const damages: string[] = []
      const onDamage = (_: string, found: string) => void damages.push(found)
      const real = {
        count: (of: string) => here.journal.count(of),
        atRest: (of: string, seqs: Iterable<number>) => here.journal.atRest(of, seqs),
      }
      const exchanged = createProjection({ ...here, node: 'test', journal: { ...real, ...other }, onDamage })
      await exchanged.catchUp(tenant, 0)
      expect(damages).toEqual([why])
      expect(await paged(tenant, {}, 50)).toEqual([])
    },
  )
})
