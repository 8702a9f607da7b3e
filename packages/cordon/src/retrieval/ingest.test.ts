import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Phi } from '@cordon/deid'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classesOfChart } from '../policy/patients/chart-class.ts'
import { createPatients } from '../policy/patients/patients.ts'
import type { Tx } from '../store/store.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { createIngest, type IngestItem, type IngestProgress } from './ingest.ts'
import { createRetrieval } from './search.ts'

const TABLES = ['patient', 'relationship', 'document', 'resource', 'practitioner'] as const

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

let tenants = 0
/** A fresh tenant: nobody else's rows are in sight. */
const newTenant = () => `t${++tenants}`

async function ingest(tenant: string, resources: unknown[], limits = {}) {
  return createIngest({ ...boundary, limits })(items(resources), { tenant })
}

async function* items(resources: unknown[]): AsyncGenerator<IngestItem> {
  for (const [n, resource] of resources.entries()) yield { at: `f:${n + 1}`, resource }
}

async function* deletions(gone: object[]): AsyncGenerator<IngestItem> {
  for (const [n, deleted] of gone.entries()) yield { at: `f:${n + 1}`, deleted }
}

const patient = (id: string, more = {}) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: 'Quillfeather', given: ['Odalys'] }],
  ...more,
})
const subject = (id: string) => ({ reference: `Patient/${id}` })
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')
const note = (id: string, of: string, text: string, more = {}) => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  type: { coding: [{ system: 'http://loinc.org', code: '11506-3', display: 'Progress note' }] },
  subject: subject(of),
  date: '2026-03-02T10:00:00Z',
  content: [{ attachment: { contentType: 'text/plain', data: base64(text) } }],
  ...more,
})
const attachment = (it: object) => ({ content: [{ attachment: it }] })
const condition = (id: string, of: string, what: string, more = {}) => ({
  resourceType: 'Condition',
  id,
  subject: subject(of),
  code: { text: what },
  ...more,
})

/** Every row of every table of a tenant, as it stands in SQL. */
async function dump(tenant: string) {
  const reading = async (tx: Tx) => {
    const all: Record<string, Record<string, unknown>[]> = {}
    for (const table of TABLES)
      all[table] = (
        await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by 1, 2, 3`.execute(tx)
      ).rows
    return all
  }
  return boundary.store.within(tenant, reading, 'all')
}

const counts = async (tenant: string) =>
  Object.fromEntries(Object.entries(await dump(tenant)).map(([table, rows]) => [table, rows.length]))

async function texts(tenant: string, id: string, query: string) {
  const found = await createPatients(boundary).resolve(tenant, id)
  const profile = { paths: ['*'], passagesMax: 8, passageCharactersMax: 12_000 }
  const passages = await createRetrieval(boundary).search({
    tenant,
    names: found === undefined ? [] : [found.ref],
    classes: await classesOfChart(boundary, tenant, found?.ref ?? ''),
    query: new Phi(query),
    profile,
  })
  return passages.map(({ text }) => text.reveal())
}

describe('ingest', () => {
  it('keeps what it understands, counts the rest by reason', async () => {
    const tenant = newTenant()
    const report = await ingest(tenant, [
      patient('a'),
      note('n', 'a', 'Cough since Monday.'),
      { resourceType: 'Claim', id: 'c' },
      condition('x', 'a', 'Asthma'),
    ])
    expect(report).toEqual({
      kept: { Patient: 1, DocumentReference: 1, Condition: 1 },
      skipped: { 'unsupported type Claim': 1 },
      bad: [],
    })
    expect(await texts(tenant, 'Patient/a', 'cough')).toEqual(['Cough since Monday.'])
    expect(await texts(tenant, 'a', 'asthma')).toEqual(['Condition: Asthma'])
  })

  it('changes nothing the second time', async () => {
    const tenant = newTenant()
    const participant = [{ member: { reference: 'Practitioner/d', display: 'Dr. Ann Bell' } }]
    const all = [
      patient('a', { generalPractitioner: [{ reference: 'Practitioner/d' }] }),
      {
        resourceType: 'Practitioner',
        id: 'd',
        name: [{ family: 'Bell' }],
        identifier: [{ system: 'npi', value: '1' }],
      },
      { resourceType: 'CareTeam', id: 't', subject: subject('a'), participant },
      note('n', 'a', 'Cough.'),
      condition('x', 'a', 'Asthma'),
    ]
    await ingest(tenant, all)
    const before = await dump(tenant)
    const report = await ingest(tenant, all)
    expect(report).toEqual({ kept: {}, skipped: { 'unchanged since the last ingest': 5 }, bad: [] })
    expect(await dump(tenant)).toEqual(before)
  })

  it('replaces a changed resource with all that hung on it', async () => {
    const tenant = newTenant()
    const team = (more: object) => ({
      resourceType: 'CareTeam',
      id: 't',
      subject: subject('a'),
      participant: [{ member: { reference: 'Practitioner/d' } }],
      ...more,
    })
    await ingest(tenant, [patient('a'), patient('b'), note('n', 'a', 'Cough.'), team({})])
    await ingest(tenant, [note('n', 'b', 'Rash.'), team({ status: 'inactive' })])
    expect(await texts(tenant, 'a', 'cough rash')).toEqual([])
    expect(await texts(tenant, 'b', 'cough rash')).toEqual(['Rash.'])
    expect(await counts(tenant)).toMatchObject({ document: 1, relationship: 0, resource: 1 })
  })

  it('takes back what a later ingest says was entered in error', async () => {
    const tenant = newTenant()
    await ingest(tenant, [patient('a'), note('n', 'a', 'Cough.'), condition('x', 'a', 'Asthma')])
    const refuted = { verificationStatus: { coding: [{ code: 'refuted' }] } }
    const report = await ingest(tenant, [
      note('n', 'a', 'Cough.', { status: 'entered-in-error' }),
      condition('x', 'a', 'Asthma', refuted),
    ])
    expect(report.skipped).toEqual({ 'entered in error, refuted or not done': 2 })
    expect(await counts(tenant)).toMatchObject({ document: 0, resource: 0 })
  })

  it('takes back a document that is itself entered in error', async () => {
    const tenant = newTenant()
    await ingest(tenant, [patient('a'), note('n', 'a', 'Cough.')])
    await ingest(tenant, [note('n', 'a', 'Cough.', { docStatus: 'entered-in-error' })])
    expect(await texts(tenant, 'a', 'cough')).toEqual([])
    expect(await counts(tenant)).toMatchObject({ document: 0 })
  })

  it('takes back what its source deleted, and names a deletion that would make people unknown', async () => {
    const tenant = newTenant()
    await ingest(tenant, [patient('a'), note('n', 'a', 'Cough.'), condition('x', 'a', 'Asthma')])
    const deleted = (resourceType: string, id: string) => ({ resourceType, id })
    const gone = [deleted('DocumentReference', 'n'), deleted('Condition', 'x'), deleted('Patient', 'a')]
    const report = await createIngest(boundary)(deletions(gone), { tenant })
    expect(report.skipped).toMatchObject({ 'deleted at its source': 2 })
    expect(report.bad).toMatchObject([{ why: 'a deletion that is not followed: what it deletes names people' }])
    expect(await counts(tenant)).toMatchObject({ patient: 1, document: 0, resource: 0 })
    expect(await texts(tenant, 'a', 'cough')).toEqual([])
  })

  it('names each damaged resource by place, and keeps the rest', async () => {
    const tenant = newTenant()
    const future = { date: '2031-01-01' }
    const latin = attachment({ contentType: 'text/plain', data: base64(new Uint8Array([0x63, 0xe9])) })
    const damaged: [unknown, string][] = [
      [[], 'not a JSON object'],
      [null, 'not a JSON object'],
      [{ id: 'x' }, 'no resourceType'],
      [{ resourceType: 'OdalysQuillfeather', id: 'x' }, 'unknown resourceType'],
      [{ resourceType: 'Patient' }, 'wrong or missing id'],
      [{ resourceType: 'Patient', id: 'a b' }, 'wrong or missing id'],
      [patient('z', { name: [{ family: 7 }] }), 'wrong or missing name[0].family'],
      [patient('z', { birthDate: '1980-13-45' }), 'wrong or missing birthDate'],
      [condition('c1', 'a', 'x', { subject: undefined }), 'wrong or missing subject'],
      [condition('c2', 'a', 'x', { subject: {} }), 'subject is missing'],
      [condition('c3', 'a', 'x', { subject: { reference: 'Group/1' } }), 'subject is not a Patient'],
      [condition('c4', 'a', 'x', { subject: { reference: 'urn:uuid:1' } }), 'subject is not in the bundle'],
      [note('n1', 'a', 'x', attachment({ contentType: 'text/plain', data: '%%%%' })), 'attachment is not base64'],
      [note('n2', 'a', 'x', attachment({ contentType: 'text/plain', data: 'QQ=' })), 'attachment is not base64'],
      [note('n3', 'a', 'x', latin), 'attachment is not UTF-8'],
      [note('n4', 'a', 'x'.repeat(50_000)), 'attachment is larger than 40000 bytes'],
      [note('n5', 'a', 'x', future), 'date is in the future'],
      [note('n7', 'a', '# x\ny\n'.repeat(5_001)), 'note falls into more than 5000 pieces'],
      [note('n6', 'a', 'x', { content: 'x' }), 'wrong or missing content'],
    ]
    const report = await ingest(
      tenant,
      [patient('a'), ...damaged.map(([resource]) => resource), note('good', 'a', 'Fine.')],
      { attachmentBytesMax: 40_000 },
    )
    expect(report.bad).toEqual(damaged.map(([, why], n) => ({ at: `f:${n + 2}`, why })))
    expect(report.kept).toEqual({ Patient: 1, DocumentReference: 1 })
    expect(await counts(tenant)).toEqual({ patient: 1, document: 1, relationship: 0, resource: 0, practitioner: 0 })
  })

  it('passes over attachments it cannot read, and says why', async () => {
    const tenant = newTenant()
    const report = await ingest(tenant, [
      patient('a'),
      note('1', 'a', '', attachment({ contentType: 'application/pdf', data: 'QQ==' })),
      note('2', 'a', '', attachment({ contentType: 'text/odalys', data: 'QQ==' })),
      note('3', 'a', '', attachment({ contentType: 'text/plain; charset=iso-8859-1', data: 'QQ==' })),
      note('4', 'a', '', attachment({ contentType: 'text/plain', url: 'Binary/1' })),
      note('5', 'a', '', { content: [] }),
      note('6', 'a', '  \n'),
      note('7', 'a', '', {
        content: [
          { attachment: { contentType: 'application/pdf' } },
          { attachment: { contentType: 'text/plain', data: base64('Kept.') } },
        ],
      }),
    ])
    expect(report).toEqual({
      kept: { Patient: 1, DocumentReference: 1 },
      skipped: {
        'unsupported content type application/pdf': 1,
        'unsupported content type': 1,
        'unsupported charset': 1,
        'attachment is elsewhere': 1,
        'document without content': 1,
        'attachment is empty': 1,
      },
      bad: [],
    })
  })

  it('reads lines of JSON, and bounds what the report lists', async () => {
    const tenant = newTenant()
    async function* lines(): AsyncGenerator<IngestItem> {
      yield { at: 'f:1', json: JSON.stringify(patient('a')) }
      for (let n = 2; n < 300; n++) yield { at: `f:${n}`, json: '{"resourceType":"Patient","name":"Quill' }
      yield { at: 'f:300', bad: 'not UTF-8' }
      yield { at: 'LICENSE', skipped: 'not a FHIR file' }
    }
    const report = await createIngest(boundary)(lines(), { tenant })
    expect(report.bad).toHaveLength(100)
    expect(report.bad[0]).toEqual({ at: 'f:2', why: 'not valid JSON' })
    expect(report.skipped).toEqual({ 'not valid JSON': 298, 'not UTF-8': 1, 'not a FHIR file': 1 })
  })

  it('keeps the later of two with one id, and says so', async () => {
    const tenant = newTenant()
    const twice = [
      patient('a'),
      condition('x', 'a', 'Asthma'),
      condition('x', 'a', 'Asthma'),
      condition('x', 'a', 'Gout'),
    ]
    for (let round = 0; round < 2; round++) {
      const report = await ingest(tenant, twice)
      expect(report.skipped).toMatchObject({
        'repeated in this ingest': 1,
        'id used twice with other content; the later is kept': 1,
      })
      expect(report.bad).toEqual([{ at: 'f:4', why: 'id used twice with other content; the later is kept' }])
      expect(await texts(tenant, 'a', 'asthma gout')).toEqual(['Condition: Gout'])
    }
  })

  it('the later of two with one id is the one that its source updated later, however they are batched', async () => {
    const updated = (lastUpdated: string) => ({ meta: { lastUpdated } })
    const [newer, older] = [
      condition('x', 'a', 'Gout', updated('2026-03-02T10:00:00+01:00')),
      condition('x', 'a', 'Asthma', updated('2026-03-02T09:30:00+01:00')),
    ]
    for (const batchResourcesMax of [1, 100])
      for (const two of [
        [newer, older],
        [older, newer],
      ]) {
        const tenant = newTenant()
        await ingest(tenant, [patient('a'), ...two], { batchResourcesMax })
        expect(await texts(tenant, 'a', 'asthma gout')).toEqual(['Condition: Gout'])
      }
  })

  const team = (more: object) => ({
    resourceType: 'CareTeam',
    id: 't',
    subject: subject('a'),
    participant: [{ member: { reference: 'Practitioner/d' } }],
    ...more,
  })

  it.each<[string, object]>([
    [
      'of a content type nobody reads',
      note('n', 'a', '', attachment({ contentType: 'application/pdf', data: 'QQ==' })),
    ],
    ['too large', note('n', 'a', 'x'.repeat(50_000))],
    ['of a day to come', note('n', 'a', 'Rash.', { date: '2031-01-01' })],
    ['of a date that is none', note('n', 'a', 'Rash.', { date: 'soon' })],
    ['about somebody else as well', note('n', 'a', 'Rash.', { author: [{ reference: 'Patient/b' }] })],
    ['of nobody', note('n', 'a', 'Rash.', { subject: {} })],
  ])('a newer version that is %s is not kept, and the earlier does not stand', async (_, newer) => {
    const tenant = newTenant()
    await ingest(tenant, [patient('a'), note('n', 'a', 'Cough.'), note('m', 'a', 'Cough, dry.')])
    const report = await ingest(tenant, [newer], { attachmentBytesMax: 40_000 })
    expect(report.kept).toEqual({})
    expect(Object.values(report.skipped)).toEqual([1])
    expect(await texts(tenant, 'a', 'cough rash')).toEqual(['Cough, dry.'])
    await ingest(tenant, [note('n', 'a', 'Cough.')])
    expect(await texts(tenant, 'a', 'cough')).toHaveLength(2)
  })

  it('what an earlier version stated ends with a newer one that cannot be read; the patient stays', async () => {
    const tenant = newTenant()
    const appointment = {
      resourceType: 'Appointment',
      id: 'p',
      status: 'booked',
      start: '2026-03-02T10:00:00Z',
      participant: ['Patient/a', 'Practitioner/d'].map((reference) => ({ actor: { reference }, status: 'accepted' })),
    }
    await ingest(tenant, [patient('a'), team({}), appointment])
    expect(await counts(tenant)).toMatchObject({ relationship: 2 })
    await ingest(tenant, [patient('a', { birthDate: 'x' }), team({ status: 7 }), { ...appointment, participant: 'x' }])
    expect(await counts(tenant)).toMatchObject({ patient: 1, relationship: 0, resource: 0 })
    await ingest(tenant, [team({}), appointment])
    expect(await counts(tenant)).toMatchObject({ relationship: 2, resource: 1 })
  })

  it('keeps what comes before its patient, and names it until the patient comes', async () => {
    const tenant = newTenant()
    const first = await ingest(tenant, [note('n', 'late', 'Cough.'), condition('x', 'late', 'Asthma')])
    expect(first.bad).toEqual([{ at: 'f:1', why: 'subject is not in the store; 2 kept until it is' }])
    expect(await createPatients(boundary).resolve(tenant, 'late')).toBeUndefined()
    const second = await ingest(tenant, [patient('late')])
    expect(second.bad).toEqual([])
    expect(await texts(tenant, 'late', 'cough')).toEqual(['Cough.'])
  })

  it('stores nothing of a batch that fails, then everything but the one at fault', async () => {
    const tenant = newTenant()
    const all = [patient('a'), condition('x', 'a', 'Asthma'), condition('fails', 'a', 'Gout'), note('n', 'a', 'Cough.')]
    const names = await boundary.keyring.tenant(tenant)
    const refused = names.pseudonym('resource', 'Condition/fails')
    let writes = 0
    // A row that the database itself refuses, halfway through the writes of a transaction.
    const within: typeof boundary.store.within = (of, work, charts) =>
      boundary.store.within(
        of,
        async (tx) => {
          const result = await work(tx)
          const rows = await tx.selectFrom('resource').select('ref').where('ref', '=', refused).execute()
          if (rows.length > 0) {
            writes += 1
            await sql`insert into patient (tenant, ref, sealed) values (${of}, null, '')`.execute(tx)
          }
          return result
        },
        charts,
      )
    const report = await createIngest({ ...boundary, store: { ...boundary.store, within } })(items(all), { tenant })
    expect(writes).toBe(2)
    expect(report.bad).toEqual([{ at: 'f:3', why: 'could not be stored' }])
    expect(await counts(tenant)).toMatchObject({ patient: 1, resource: 1, document: 1 })
  })

  it('tells its progress', async () => {
    const told: IngestProgress[] = []
    const many = Array.from({ length: 25 }, (_, n) => condition(`c${n}`, 'a', 'Asthma'))
    await createIngest({ ...boundary, limits: { batchResourcesMax: 10 } })(items([patient('a'), ...many]), {
      tenant: newTenant(),
      onProgress: (progress) => told.push(progress),
    })
    expect(told).toEqual([
      { at: 'f:10', read: 10, kept: 10 },
      { at: 'f:20', read: 20, kept: 20 },
      { at: 'done', read: 26, kept: 26 },
    ])
  })
})

describe('what is stored', () => {
  const CANARIES = [
    'Quillfeather',
    'Odalys',
    '999-94-5397',
    'Vellichor Street',
    'Brontide',
    'zyxomma fever',
    'Limerence',
    'syzygy tablets',
    'DocumentReference/secret-id-9',
    'secret-id-9',
    'npi-77331',
  ]

  it('holds no word of a record in any column or file, plain, hexadecimal or base64', async () => {
    const tenant = newTenant()
    const dr = { reference: 'Practitioner?identifier=http://npi|npi-77331', display: 'Dr. Limerence' }
    await ingest(tenant, [
      patient('secret-id-9', {
        identifier: [{ value: '999-94-5397' }],
        address: [{ line: ['1 Vellichor Street'], city: 'Brontide' }],
        generalPractitioner: [dr],
      }),
      {
        resourceType: 'Practitioner',
        id: 'secret-id-9',
        name: [{ family: 'Limerence' }],
        identifier: [{ system: 'http://npi', value: 'npi-77331' }],
      },
      note('secret-id-9', 'secret-id-9', 'Odalys Quillfeather has zyxomma fever, takes syzygy tablets.'),
      condition('secret-id-9', 'secret-id-9', 'zyxomma fever'),
      {
        resourceType: 'Encounter',
        id: 'secret-id-9',
        status: 'finished',
        subject: subject('secret-id-9'),
        participant: [{ individual: dr, period: { start: '2024' } }],
      },
    ])
    expect(await counts(tenant)).toEqual({ patient: 1, relationship: 2, document: 1, resource: 2, practitioner: 2 })
    const columns = Object.values(await dump(tenant))
      .flat()
      .flatMap((row) => Object.values(row))
    const bytes = Buffer.concat(
      columns.map((column) => (Buffer.isBuffer(column) ? column : Buffer.from(String(column)))),
    )
    expect(hits(bytes)).toEqual([])
    await boundary.store.within(tenant, (tx) => sql`select 1`.execute(tx))
    for (const file of await files(boundary.folder)) expect(hits(await readFile(file)), file).toEqual([])
  })

  it('would be found if it were there', () => {
    expect(hits(Buffer.from(`x${Buffer.from('zyxomma fever').toString('hex')}`))).toEqual(['zyxomma fever'])
    expect(hits(Buffer.from('Dr. Limerence'))).toEqual(['Limerence'])
  })

  function hits(bytes: Buffer): string[] {
    const forms = (text: string) => [text, Buffer.from(text).toString('hex'), base64(text).slice(0, -4)]
    return CANARIES.filter((canary) => forms(canary).some((form) => bytes.includes(form)))
  }

  async function files(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }
})
