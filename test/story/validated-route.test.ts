import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Vendor } from '@cordon/contract'
import { createDeidentifier, createDetector } from '@cordon/deid'
import { signNote } from '@cordon/ledger'
import type OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPersonKey } from '../../packages/cordon/src/audit/person-key.ts'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import {
  hashOfResult,
  resultText,
  statementOf,
  statementText,
} from '../../packages/cordon/src/policy/agreements/statement.ts'
import {
  determinationOf,
  determinedResult,
  routeOf,
} from '../../packages/cordon/src/policy/agreements/validated-route.fixtures.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

const officer = createPersonKey('cy-lark', new Uint8Array(32).fill(3))
const QUESTION = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024; her MRN is TR-0090-8374.'
const IDENTIFIERS = ['Marguerite', 'Okonkwo', '555-0187', '3/14/2024', '0090-8374']

let upstream: RecordingUpstream
let boundary: TestBoundary
let measured: OpenAI
let careful: OpenAI

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ validation: { privacyOfficers: [officer.vkey] } })
  await boundary.admin.post('/api/vendors', vendor())
  measured = boundary.client(await keyOf('measured', 'expert'))
  careful = boundary.client(await keyOf('careful', 'safe-harbor'))
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})
beforeEach(() => upstream.reset())

/** A vendor with whom there is no agreement. */
function vendor(): Vendor {
  const service = { product: 'chat', tier: 'open', account: 'a', region: 'us' }
  return {
    id: 'open',
    name: 'Open',
    kind: 'openai',
    placement: 'outside',
    baseUrl: upstream.baseUrl,
    models: ['echo'],
    ...service,
  }
}

async function keyOf(id: string, policy: string): Promise<string> {
  const { application, related } = boundary.world
  await boundary.admin.post('/api/applications', { ...application, id, name: id, vendors: ['open'], policy })
  const { json } = await boundary.admin.post('/api/keys', { user: related.id, application: id, days: 1 })
  return (json as { key: string }).key
}

const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString()

/** A route whose measurement, statement and determination are in order, for this boundary's own detector. */
async function route(id: string) {
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
  const detector = createDetector()
  const { detectorHash } = createDeidentifier({ detector, sha256, now: Date.now })
  const of = { version: detector.version, hash: detectorHash }
  const result = determinedResult({ detector: of, scoredAt: ago(1) })
  const statement = await signNote(statementText(statementOf(result, 'Cy Lark', ago(1).slice(0, 10))), [officer.signer])
  const determination = determinationOf(result, { effective: ago(1), expires: ago(-30) })
  const { product, tier, account, region, models } = vendor()
  const service = { host: new URL(upstream.baseUrl).host, product, tier, account, region, models: [...models] }
  return routeOf(result, { id, vendor: 'open', service, purposes: ['TREAT'], statement, determination })
}

const ask = (client: OpenAI) =>
  client.chat.completions.create({ model: 'echo', messages: [{ role: 'user', content: QUESTION }] }).withResponse()

describe('a vendor with whom there is no agreement', () => {
  it('gets nothing, whatever policy makes the prompt', async () => {
    for (const client of [measured, careful])
      await expect(ask(client)).rejects.toMatchObject({ status: 403, code: 'agreement_missing' })
    expect(upstream.bytesReceived).toBe(0)
  })

  it('gets nothing by a route that lacks anything, and the administrator is told what', async () => {
    const whole = await route('lacking')
    const forged = { ...whole, statement: whole.statement.replace('no actual knowledge that', 'actual knowledge that') }
    const { json } = await boundary.admin.post('/api/validated-routes', forged)
    expect(json).toMatchObject({ opening: { open: false, lacks: [{ lack: 'statement_altered' }] } })
    await expect(ask(measured)).rejects.toMatchObject({ status: 403, code: 'agreement_missing' })
    expect(upstream.bytesReceived).toBe(0)
    await boundary.admin.post('/api/validated-routes/lacking/close', {})
  })

  it('gets by an open route what the expert’s determination makes, and the record says under what', async () => {
    const opened = await route('measured-open')
    const { json } = await boundary.admin.post('/api/validated-routes', opened)
    expect(json).toMatchObject({ subject: 'measured-open', opening: { open: true } })

    const { data, response } = await ask(measured)
    expect(data.choices[0]?.message.content).toBe(QUESTION)
    for (const identifier of IDENTIFIERS) expect(upstream.text()).not.toContain(identifier)
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entriesOf(entries, 'disclosure', response.headers.get('x-request-id') ?? '')).toMatchObject([
      {
        vendor: 'open',
        agreement: 'none: validated route measured-open',
        agreementDocument: hashOfResult(opened.result),
        policy: 'expert/1',
      },
    ])
    const changes = entries.filter((entry) => entry.class === 'configuration')
    expect(changes).toContainEqual(
      expect.objectContaining({
        action: 'validated-route.add',
        subject: 'measured-open',
        principal: boundary.world.administrator.id,
      }),
    )
  })

  it('gets nothing by the same route from an application under Safe Harbor', async () => {
    await expect(ask(careful)).rejects.toMatchObject({ status: 403, code: 'agreement_missing' })
    expect(upstream.bytesReceived).toBe(0)
  })

  it('gets nothing more once the route is closed', async () => {
    expect(await boundary.admin.get('/api/validated-routes')).toMatchObject({
      items: [
        { id: 'lacking', open: false },
        { id: 'measured-open', open: true, lacks: [] },
      ],
    })
    await boundary.admin.post('/api/validated-routes/measured-open/close', {})
    await expect(ask(measured)).rejects.toMatchObject({ status: 403, code: 'agreement_missing' })
    expect(upstream.bytesReceived).toBe(0)
  })
})

describe('cordon route', () => {
  const run = promisify(execFile)
  const BIN = fileURLToPath(new URL('../../packages/cordon/bin/cordon.js', import.meta.url))
  const cordon = async (...argv: string[]) => {
    const env = { ...process.env, CORDON_ADMIN_URL: boundary.adminUrl, CORDON_ADMIN_KEY: boundary.adminKey }
    return (await run(process.execPath, [BIN, 'route', ...argv], { env })).stdout
  }

  it('puts a kit’s result and statement on record, lists them and closes them, beside a running server', async () => {
    const { result, statement, ...definition } = await route('typed')
    const kit = join(boundary.folder, 'kit')
    mkdirSync(kit)
    writeFileSync(join(kit, 'result.json'), resultText(result))
    writeFileSync(join(kit, 'statement.txt.note'), statement)
    writeFileSync(join(kit, 'route.yaml'), JSON.stringify(definition))

    expect(await cordon('add', join(kit, 'route.yaml'), '--kit', kit)).toMatch(/^typed: open until 20/)
    expect(await cordon('list')).toMatch(/typed +open +true/)
    expect(await cordon('close', 'typed')).toContain('typed: close done')
    expect(JSON.parse(await cordon('list', '--all', '--json'))).toContainEqual(
      expect.objectContaining({ id: 'typed', open: false, closed: expect.any(String) }),
    )
  })
})
