import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { asOwner, placeOf } from '../support/database.ts'
import { createSearcher } from '../support/search.ts'

/**
 * Values that stand nowhere by chance (10,000 in the long run) are ingested as charts; then every row, every file, every
 * error and every line of the log is searched for each of them: raw, in UTF-16, base64, base64url, hex and escapes.
 */
const PATIENTS = theOutside().secret('CORDON_TEST_LONG') === undefined ? 50 : 500
const NOTES_EACH = 20
const CANARIES = Array.from({ length: PATIENTS * NOTES_EACH }, (_, n) => `zq${n}x${randomBytes(9).toString('hex')}`)
const searcher = createSearcher(CANARIES)

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary()
})
afterAll(() => boundary.close())

function* charts(): Generator<string> {
  let at = 0
  const line = (resource: object) =>
    `${JSON.stringify({ at: `chart.ndjson:${++at}`, json: JSON.stringify(resource) })}\n`
  for (let n = 0; n < PATIENTS; n++) {
    yield line({ resourceType: 'Patient', id: `c${n}`, name: [{ family: `Testperson${n}`, given: ['Case'] }] })
    for (let note = 0; note < NOTES_EACH; note++) {
      const code = { text: `finding ${CANARIES[n * NOTES_EACH + note]}` }
      yield line({ resourceType: 'Condition', id: `c${n}-${note}`, subject: { reference: `Patient/c${n}` }, code })
    }
  }
}

describe(`${CANARIES.length} sealed values`, () => {
  const errors: string[] = []

  beforeAll(async () => {
    for await (const told of boundary.admin.stream('/api/ingest', Readable.from(charts()))) {
      errors.push(JSON.stringify(told))
    }
    // Errors: each names a value where no error may say it.
    for (const canary of CANARIES.slice(0, 50)) {
      for (const path of [`/api/requests/${canary}`, `/api/users/${canary}/revoke`, `/api/shreds/${canary}/confirm`]) {
        const work = path.includes('requests') ? boundary.admin.get(path) : boundary.admin.post(path, {})
        errors.push(await work.then(JSON.stringify, (error: unknown) => JSON.stringify({ error: String(error) })))
      }
      const body = { reason: `${canary}?!`, patient: canary }
      errors.push(await boundary.admin.post('/api/holds', body).then(JSON.stringify, String))
    }
  }, 120_000)

  it('are kept', async () => {
    const rows = await asOwner(boundary.dataFolder, 'test', async (session) => {
      const { rows: found } = await session.query(`select count(*)::int as n from resource where kind = 'Condition'`)
      return (found[0] as { n: number }).n
    })
    expect(rows).toBeGreaterThanOrEqual(CANARIES.length)
  })

  it('are found in no row of any table', async () => {
    const dumped = await asOwner(boundary.dataFolder, 'test', async (session) => {
      const { rows: tables } = await session.query(
        `select tablename::text as name from pg_tables where schemaname = current_schema()`,
      )
      const texts: string[] = []
      for (const { name } of tables as { name: string }[]) {
        const { rows } = await session.query(`select t::text as row from "${name}" t`)
        for (const { row } of rows as { row: string }[]) texts.push(row)
      }
      return texts
    })
    expect(dumped.length).toBeGreaterThan(CANARIES.length)
    expect(searcher.find(Buffer.from(dumped.join('\n')))).toEqual([])
  }, 120_000)

  it('are found in no error and no line of the log', () => {
    expect(errors.length).toBeGreaterThan(200)
    expect(searcher.find(Buffer.from(errors.join('\n')))).toEqual([])
    expect(searcher.find(Buffer.from(boundary.logged()))).toEqual([])
  })

  it('are found in no file: keys, journal, database and all else', async () => {
    await boundary.stop()
    const { cluster } = await placeOf(boundary.dataFolder)
    const looked = [await searcher.findUnder(boundary.folder), await searcher.findUnder(cluster)]
    expect(looked.flatMap(({ found }) => found)).toEqual([])
    expect(looked.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(5_000_000)
  }, 120_000)
})
