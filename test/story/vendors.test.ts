import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { signNote } from '@cordon/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPersonKey } from '../../packages/cordon/src/audit/person-key.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { runCommandLine } from '../../packages/cordon/src/cli/program.ts'
import { createEgress } from '../../packages/cordon/src/kernel/egress.ts'
import { type RowReview, reviewText } from '../../packages/cordon/src/policy/agreements/catalogue/review.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { readEntries } from '../support/entries.ts'

/** Vendors on a running boundary: a model server of one's own, one whose settings are read, and a row that is reviewed. */
const SETTINGS = { object: 'organization.data_retention', type: 'zero_data_retention' }
const reviewer = createPersonKey('cy-lark', new Uint8Array(32).fill(1))
const stranger = createPersonKey('stranger', new Uint8Array(32).fill(2))

let server: Server
let origin: string
let settings: object
let asked: string[]
let boundary: TestBoundary
let ahead = 0

beforeAll(async () => {
  settings = SETTINGS
  asked = []
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const chat = { id: 'x', object: 'chat.completion', created: 0, model: 'm', choices: [ANSWER] }
    const body = request.url === '/v1/organization/data_retention' ? settings : chat
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    request.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  boundary = await startBoundary({
    outside: { now: () => Date.now() + ahead, secret: (name) => (name === 'ADMIN_KEY' ? 'sk-admin' : undefined) },
    secrets: [{ name: 'ADMIN_KEY', origins: ['http://127.0.0.1:*'] }],
    vendors: { reviewers: [reviewer.vkey] },
  })
}, 60_000)
afterAll(async () => {
  await boundary.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const ANSWER = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'As written.' } }
const HOUR = 3_600_000

/** Registers a vendor of this id and lets the demo's application use it alone. */
async function register(id: string, over: object): Promise<void> {
  const [local] = boundary.world.vendors
  const service = { product: 'api', tier: 'zero-data-retention', account: 'demo', region: 'here' }
  const vendor = { ...local, ...service, id, kind: 'openai', baseUrl: `${origin}/v1`, models: [id], ...over }
  await boundary.admin.post('/api/vendors', vendor)
  const { world, admin } = boundary
  await admin.post('/api/applications', { ...world.application, models: ['*'], vendors: [id] })
}

async function sign(id: string): Promise<void> {
  const [agreement] = boundary.world.agreements
  const host = new URL(origin).host
  const service = { host, product: 'api', tier: 'zero-data-retention', account: 'demo', region: 'here', models: ['*'] }
  await boundary.admin.post('/api/agreements', { ...agreement, id: `${id}-baa`, vendor: id, service })
}

/** What the application is told: `answered`, or the code of the refusal. */
async function ask(model: string): Promise<string> {
  const client = boundary.client(boundary.key, { 'X-Cordon-Patient': boundary.world.patient })
  const messages = [{ role: 'user' as const, content: 'Which medicines?' }]
  return client.chat.completions.create({ model, messages }).then(
    () => 'answered',
    (error: { code?: string }) => error.code ?? 'failed',
  )
}

const entries = () => readEntries({ ...boundary, tenant: 'test' })

const attest = async (id: string) =>
  ((await boundary.admin.post(`/api/vendors/${id}/attest`, {})).json as { items: object[] }).items

describe('a model server of the operator’s own', () => {
  it('answers without an agreement, and each disclosure says why', async () => {
    await register('own', { placement: 'private' })
    expect(await ask('own')).toBe('answered')
    const said = (await entries()).filter((entry) => entry.class === 'disclosure').at(-1)
    expect(said).toMatchObject({ vendor: 'own', basis: 'private', agreement: 'none: private' })
  })
  it('is not registered at an address that might be anybody’s', async () => {
    const placed = register('own', { placement: 'private', baseUrl: 'https://llm.example/v1' })
    await expect(placed).rejects.toMatchObject({ code: 'resource_invalid' })
    expect(await ask('own')).toBe('answered')
  })
})

describe('a vendor whose settings are read', () => {
  it('is closed until they were, open while they hold, closed when they are wrong or stale', async () => {
    await register('read', { attest: ['openai-retention'], attestWith: { keyFrom: 'ADMIN_KEY' } })
    await sign('read')
    expect(await ask('read')).toBe('attestation_stale')
    expect(await attest('read')).toMatchObject([{ answer: 'holds', found: 'zero_data_retention' }])
    expect(await ask('read')).toBe('answered')

    settings = { ...SETTINGS, type: 'modified_abuse_monitoring' }
    expect(await attest('read')).toMatchObject([{ answer: 'fails', found: 'modified_abuse_monitoring' }])
    expect(await ask('read')).toBe('attestation_failed')

    settings = SETTINGS
    await attest('read')
    expect(await ask('read')).toBe('answered')
    ahead = 3 * HOUR + 60_000
    expect(await ask('read')).toBe('attestation_stale')
    ahead = 0
  })

  it('has every answer in the journal, with who asked', async () => {
    const read = (await entries()).filter((entry) => entry.class === 'attestation')
    const said = read.map((entry) => (entry.class === 'attestation' ? `${entry.answer} by ${entry.principal}` : ''))
    const { id } = boundary.world.administrator
    expect(said).toEqual([`holds by ${id}`, `fails by ${id}`, `holds by ${id}`])
    expect(asked.filter((path) => path.includes('data_retention'))).toHaveLength(3)
  })

  it('is shown with what a decision would find', async () => {
    expect(await boundary.admin.get('/api/vendors/read')).toMatchObject({
      needsAgreement: true,
      service: 'an address of its own',
      settings: { holds: true },
      attestations: [{ fact: 'openai-retention', found: 'zero_data_retention' }],
    })
  })
})

describe('a row of the catalogue', () => {
  const rows = async () =>
    (
      (await boundary.admin.get('/api/catalogue')) as {
        items: { id: string; hash: string; eligible: string; expiresOn: string }[]
      }
    ).items
  const row = async (id: string) => (await rows()).find((one) => one.id === id)
  const noteOf = async (over: Partial<RowReview> = {}, by = reviewer) => {
    const day = new Date().toISOString().slice(0, 10)
    const expiresOn = new Date(Date.now() + 100 * 24 * HOUR).toISOString().slice(0, 10)
    const hash = (await row('vertex-gemini'))?.hash ?? ''
    const said = { source: 'b'.repeat(64), eligible: 'yes' as const, reviewer: 'Cy Lark', day, expiresOn }
    return signNote(reviewText({ row: 'vertex-gemini', hash, ...said, ...over }), [by.signer])
  }
  const send = (note: string) => boundary.admin.post('/api/catalogue/reviews', { note })

  it('is verified by a review that somebody who may has signed, and recorded', async () => {
    expect(await row('vertex-gemini')).toMatchObject({ eligible: 'unverified' })
    expect((await send(await noteOf())).json).toMatchObject({
      action: 'vendor.review',
      subject: 'vertex-gemini',
      version: 1,
    })
    // No vendor of this organisation is there, so nobody needs the review yet; with one it counts.
    expect(await row('vertex-gemini')).toMatchObject({ eligible: 'unverified' })
    const at = { kind: 'vertex', baseUrl: 'https://us-central1-aiplatform.googleapis.com', region: 'us-central1' }
    await register('vertex', { ...at, account: 'ward' })
    expect(await row('vertex-gemini')).toMatchObject({ eligible: 'yes' })
    const change = (await entries()).filter((entry) => entry.class === 'configuration')
    expect(change).toContainEqual(expect.objectContaining({ action: 'vendor.review', subject: 'vertex-gemini' }))
  })
  it('is taken back by the next', async () => {
    expect((await send(await noteOf({ eligible: 'no' }))).json).toMatchObject({ version: 2 })
    expect(await row('vertex-gemini')).toMatchObject({ eligible: 'no' })
  })
  it.each([
    ['by somebody who may not', () => noteOf({}, stranger), 'resource_invalid'],
    ['of another row than there is', () => noteOf({ row: 'another' }), 'not_found'],
    ['of the row as it is not', () => noteOf({ hash: 'a'.repeat(64) }), 'not_found'],
    ['of a day to come', () => noteOf({ day: '2099-01-01', expiresOn: '2099-06-01' }), 'resource_invalid'],
    ['that is no note', async () => 'x', 'resource_invalid'],
  ])('is not changed by a review %s', async (_what, note, code) => {
    await expect(send(await note())).rejects.toMatchObject({ code })
    expect(await row('vertex-gemini')).toMatchObject({ eligible: 'no' })
  })
})

describe('cordon vendor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-vendor-'))
  const at = (name: string) => join(folder, name)
  afterAll(() => rmSync(folder, { recursive: true }))

  async function cordon(...argv: string[]): Promise<{ code: number; out: string; error: string }> {
    const [out, err] = [collector(), collector()]
    const never = () => {
      throw new Error('it goes to the running boundary')
    }
    const code = await runCommandLine(['vendor', ...argv], {
      environment: {
        dataFolder: at('none'),
        adminUrl: boundary.adminUrl,
        adminKey: boundary.adminKey,
        databaseUrl: undefined,
        postgresBin: undefined,
        color: false,
        secret: () => undefined,
      },
      out: out.stream as unknown as NodeJS.WriteStream,
      err: err.stream as unknown as NodeJS.WriteStream,
      openBoundary: never,
      createKeys: never,
      declare: { loss: never, clock: never },
      createEgress: () => createEgress({ limits: LIMITS }),
      openDetector: never,
      now: () => Date.now(),
      random: theOutside().random,
      stopped: never,
    })
    return { code, out: out.text(), error: err.text() }
  }

  it('show says what a decision would find, and attest reads', async () => {
    expect(await cordon('attest', 'read')).toMatchObject({
      code: 0,
      out: expect.stringContaining('zero_data_retention'),
    })
    const shown = await cordon('show', 'read')
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('read-baa until') })
    expect(shown.out).toContain('openai-retention: zero_data_retention')
    expect((await cordon('show', 'own')).out).toContain('none needed')
    expect(await cordon('show', 'nobody')).toMatchObject({ code: 1, error: expect.stringContaining('not_found') })

    settings = { ...SETTINGS, type: 'none' }
    expect(await cordon('attest')).toMatchObject({ code: 1, out: expect.stringContaining('fails') })
    const json = await cordon('show', 'read', '--json')
    expect(json.code).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({ settings: { holds: false, code: 'attestation_failed' } })
    settings = SETTINGS
  })

  it('review lists what is in use, and renews a row by what a person signs', async () => {
    expect((await cordon('review')).out).toContain('vertex-gemini')
    expect((await cordon('review')).out).not.toContain('openai-text')
    writeFileSync(at('key'), `${reviewer.secret}\n`)
    writeFileSync(at('page.html'), 'what the vendor says')
    const until = new Date(Date.now() + 200 * 24 * HOUR).toISOString().slice(0, 10)
    const asked = ['--reviewer', 'Cy Lark', '--source', at('page.html'), '--until', until, '--key', at('key')]
    const reviewed = await cordon('review', 'vertex-claude', ...asked)
    expect(reviewed).toMatchObject({ code: 0, out: expect.stringContaining(`eligible until ${until}`) })
    expect((await cordon('show', 'vertex')).out).toMatch(new RegExp(`vertex-claude .* yes +${until}`))
    expect(await cordon('review', 'vertex-claude')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--reviewer'),
    })
    expect(await cordon('review', 'nothing', ...asked)).toMatchObject({ code: 1 })
    expect(await cordon('review', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Example:') })
  })
})

const LIMITS = {
  upstreamConnectMs: 5_000,
  upstreamHeadersMs: 60_000,
  upstreamIdleMs: 60_000,
  upstreamMs: 60_000,
  upstreamBytesMax: 1_048_576,
  upstreamConnectionsMax: 4,
}

function collector(): { stream: Writable; text: () => string } {
  const parts: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => parts.join('') }
}
