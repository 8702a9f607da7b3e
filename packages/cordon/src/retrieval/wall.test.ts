import type { SecurityLabel } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordClass } from '../policy/decision/access.ts'
import { createLabeller } from '../policy/labels/record.ts'
import { classesOfChart, classOf, classRef, isShown } from '../policy/patients/chart-class.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import type { ChartView } from '../store/store.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { FACT_KINDS } from './fact.ts'
import { createIngest, type IngestItem } from './ingest.ts'
import { createRetrieval } from './search.ts'

const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const PROFILE = { paths: ['*'], passagesMax: 64, passageCharactersMax: 200_000 }

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

interface Made {
  readonly patient: 'a' | 'b'
  readonly kind: 'Note' | 'Condition'
  readonly labels: readonly SecurityLabel[]
}

/** A record whose text says whose it is and what class it is of. */
function resource(n: number, { patient, kind, labels }: Made) {
  const words = `melon ${patient} ${kind} ${labels.join(' ') || 'ordinary'} no${n}`
  const shared = {
    id: `r${n}`,
    subject: { reference: `Patient/${patient}` },
    meta: { security: labels.map((code) => ({ system: ACT, code })) },
  }
  if (kind === 'Condition') return { resourceType: 'Condition', ...shared, code: { text: words } }
  const data = Buffer.from(words).toString('base64')
  const content = [{ attachment: { contentType: 'text/plain', data } }]
  return { resourceType: 'DocumentReference', status: 'current', ...shared, content }
}

async function keep(tenant: string, resources: readonly unknown[], part2Programmes: readonly string[] = []) {
  async function* items(): AsyncGenerator<IngestItem> {
    for (const [n, it_] of resources.entries()) yield { at: `f:${n + 1}`, resource: it_ }
  }
  const label = createLabeller({ part2Programmes })
  return createIngest({ ...boundary, label })(items(), { tenant })
}

async function refOf(tenant: string, id: string) {
  return patientPseudonym(await boundary.keyring.tenant(tenant), id)
}

/** What SQL shows of both tables, with no condition of ours in the query. */
async function shown(tenant: string, view?: ChartView): Promise<string[]> {
  const both = sql<{ ref: string }>`select ref from document union all select ref from resource order by 1`
  return (await boundary.store.within(tenant, async (tx) => (await both.execute(tx)).rows, view)).map(({ ref }) => ref)
}

async function view(tenant: string, patient: string, classes: readonly RecordClass[]): Promise<ChartView> {
  const keys = await boundary.keyring.tenant(tenant)
  return { patients: [patient], classes: classes.map((it_) => classRef(keys, patient, it_)) }
}

const anyMade: fc.Arbitrary<Made> = fc.record({
  patient: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom('Note', 'Condition'),
  labels: fc.subarray<SecurityLabel>(['42CFRPart2', 'PSYTHPN', 'HIV', 'R']),
})
const key = ({ kind, labels }: RecordClass) => `${kind} ${[...labels].sort().join(' ')}`

let tenants = 0

describe('the two walls', () => {
  it('agree on every chart and every permission: the search, and SQL without any condition of the search', async () => {
    const retrieval = createRetrieval(boundary)
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyMade, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        async (made, coin) => {
          const tenant = `walls-${++tenants}`
          const people = ['a', 'b'].map((id) => ({ resourceType: 'Patient', id }))
          await keep(tenant, [...people, ...made.map((one, n) => resource(n, one))])
          const keys = await boundary.keyring.tenant(tenant)
          const patient = await refOf(tenant, 'a')
          const classes = (await classesOfChart(boundary, tenant, patient)).filter(() => coin.next().value as boolean)
          const permitted = new Set(classes.map(key))
          const theirs = made
            .map((one, n) => ({ ...one, n }))
            .filter((one) => one.patient === 'a' && permitted.has(key(one)))

          const refs = theirs.map(({ kind, n }) =>
            kind === 'Note'
              ? keys.pseudonym('document', `DocumentReference/r${n}`)
              : keys.pseudonym('resource', `Condition/r${n}`),
          )
          expect(await shown(tenant, await view(tenant, patient, classes))).toEqual([...refs].sort())

          const found = await retrieval.search({
            tenant,
            names: [patient],
            classes,
            query: new Phi('melon'),
            profile: PROFILE,
          })
          const numbers = found.map(({ text }) => /no(\d+)/.exec(text.reveal())?.[1])
          for (const n of numbers) expect(theirs.map((one) => String(one.n))).toContain(n)
          for (const { labels, text } of found) for (const label of labels) expect(text.reveal()).toContain(label)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('SQL shows nothing of a chart to a transaction that says nothing, whole charts to ingest, another tenant’s to nobody', async () => {
    const tenant = 'silent'
    await keep(tenant, [{ resourceType: 'Patient', id: 'a' }, resource(1, { patient: 'a', kind: 'Note', labels: [] })])
    expect(await shown(tenant)).toEqual([])
    expect(await shown(tenant, { patients: [], classes: [] })).toEqual([])
    expect(await shown(tenant, 'all')).toHaveLength(1)
    expect(await shown('elsewhere', 'all')).toEqual([])
    const patient = await refOf(tenant, 'a')
    const [ordinary] = await classesOfChart(boundary, tenant, patient)
    expect(await shown(tenant, await view(tenant, patient, ordinary ? [ordinary] : []))).toHaveLength(1)
    expect(await shown(tenant, await view(tenant, 'somebody', ordinary ? [ordinary] : []))).toEqual([])
  })

  it('a row whose class was changed in SQL is refused: its seal says what it is', async () => {
    const tenant = 'relabelled'
    const [ordinary, part2] = [
      resource(1, { patient: 'a', kind: 'Note', labels: [] }),
      resource(2, { patient: 'a', kind: 'Note', labels: ['42CFRPart2'] }),
    ]
    await keep(tenant, [{ resourceType: 'Patient', id: 'a' }, ordinary, part2])
    const patient = await refOf(tenant, 'a')
    const permitted = { kind: 'Note', labels: [] }
    const to = classRef(await boundary.keyring.tenant(tenant), patient, permitted)
    await boundary.store.within(tenant, (tx) => sql`update document set class = ${to}`.execute(tx), 'all')
    const asked = createRetrieval(boundary).search({
      tenant,
      names: [patient],
      classes: [permitted],
      query: new Phi('melon'),
      profile: PROFILE,
    })
    await expect(asked).rejects.toThrow('class of its row')
  })
})

describe('labels at ingest', () => {
  it('are of every kind that a passage may come from, and of no other', () => {
    for (const kind of [...FACT_KINDS, 'DocumentReference']) expect(isShown(classOf(kind, ['HIV'])), kind).toBe(true)
    for (const kind of ['RelatedPerson', 'Consent', 'Encounter', 'CareTeam'])
      expect(classOf(kind, ['HIV']), kind).toEqual({ kind, labels: [] })
  })

  it('follow what changed: a record that gets a label leaves the class it was in', async () => {
    const tenant = 'changes'
    const one = (labels: SecurityLabel[]) => resource(1, { patient: 'a', kind: 'Note', labels })
    await keep(tenant, [{ resourceType: 'Patient', id: 'a' }, one([])])
    await keep(tenant, [one(['PSYTHPN'])])
    const patient = await refOf(tenant, 'a')
    expect(await shown(tenant, await view(tenant, patient, [{ kind: 'Note', labels: [] }]))).toEqual([])
    expect(await shown(tenant, await view(tenant, patient, [{ kind: 'Note', labels: ['PSYTHPN'] }]))).toHaveLength(1)
  })

  it('a programme that is registered as Part 2 labels what is ingested again, and an unknown label is named', async () => {
    const tenant = 'programme'
    const written = {
      ...resource(1, { patient: 'a', kind: 'Condition', labels: [] }),
      recorder: { reference: 'Practitioner/9' },
    }
    const odd = {
      ...resource(2, { patient: 'a', kind: 'Condition', labels: [] }),
      meta: { security: [{ code: 'ZZTOP' }] },
    }
    const all = [{ resourceType: 'Patient', id: 'a' }, written, odd]
    expect((await keep(tenant, all)).bad).toEqual([{ at: 'f:3', why: 'security label ZZTOP is not known: restricted' }])
    await keep(tenant, all, ['Practitioner/9'])
    const classes = await classesOfChart(boundary, tenant, await refOf(tenant, 'a'))
    expect(classes.map(key).sort()).toEqual(['Condition ', 'Condition 42CFRPart2', 'Condition R'])
  })
})
