import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWatched } from '../../packages/cordon/src/policy/emergency/watch.ts'
import { type Asked, ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'

const WORDS = 'Unconscious on arrival, sister Wilhelmina Thistlewood says allergic.'

let boundary: TestBoundary
let listener: Server
const heard: string[] = []

beforeAll(async () => {
  listener = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
    request.on('end', () => response.writeHead(heard.length === 1 ? 500 : 200).end())
  })
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/privacy-office`
  boundary = await startBoundary({ emergency: { secondFactor: 'where-asked' }, notices: { url } })
})
afterAll(async () => {
  await boundary.close()
  await new Promise((done) => listener.close(done))
})

const question = { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }
const asStranger = (asked: Omit<Asked, 'key'>) => ask(boundary, { ...asked, key: boundary.strangerKey })
const glass = (patient: string) => ({ patient, reason: 'cannot-consent', text: WORDS })

async function breakGlass(): Promise<string> {
  const answer = await asStranger({ path: '/v1/emergency', body: glass(boundary.world.patient) })
  expect(answer.status, answer.text).toBe(200)
  return (JSON.parse(answer.text) as { grant: string }).grant
}

const entries = () => readEntries({ ...boundary, tenant: 'test' })
const otherPatient = () =>
  `Patient/${boundary.world.hospital.patients.find(({ id }) => !boundary.world.patient.endsWith(id))?.id}`

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let turn = 0; turn < 200; turn++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error('it did not come')
}

describe('a clinician who does not know the patient', () => {
  it('is refused, breaks the glass, and is answered under a banner, whole and streamed', async () => {
    expect((await asStranger({ body: question })).code).toBe('patient_refused')
    const grant = await breakGlass()
    const headers = { 'x-cordon-break-glass': grant, 'x-cordon-retrieve': 'notes' }

    const whole = await asStranger({ body: question, headers })
    expect(whole.status, whole.text).toBe(200)
    expect(whole.everything).toMatch(new RegExp(`x-cordon-emergency: ${grant}; until=20`))
    expect(JSON.parse(whole.text)).toMatchObject({ cordon: { emergency: { grant } } })
    const streamed = await asStranger({ body: { ...question, stream: true }, headers })
    expect(streamed.everything).toContain(`x-cordon-emergency: ${grant}; until=`)
    expect(streamed.text).toContain('[DONE]')
    const document = await asStranger({ path: '/v1/deidentify', body: { text: 'Call Ada Bell.' }, headers })
    expect(document.everything).toContain(`x-cordon-emergency: ${grant}; until=`)

    const written = await entries()
    const own = written.filter((entry) => entry.class === 'emergency' && entry.grant === grant)
    expect(own).toMatchObject([
      { event: 'started', principal: 'stranger', application: 'demo', steppedUp: false, reason: 'cannot-consent' },
      { event: 'used', principal: 'stranger', request: whole.request },
    ])
    for (const kind of ['intent', 'disclosure', 'outcome'] as const)
      expect(entriesOf(written, kind, whole.request), kind).toMatchObject([{ emergency: grant }])
    expect(JSON.stringify(written)).not.toContain('Thistlewood')
    expect(boundary.logged()).not.toContain('Thistlewood')
  })

  it('has nothing of it for another patient, and nobody else has anything of it', async () => {
    const headers = { 'x-cordon-break-glass': await breakGlass() }
    const other = await asStranger({ body: question, headers: { ...headers, 'x-cordon-patient': otherPatient() } })
    const nobody = await asStranger({ body: question, headers: { ...headers, 'x-cordon-patient': 'Patient/none' } })
    const treating = await ask(boundary, { body: question, headers })
    const invented = await asStranger({ body: question, headers: { 'x-cordon-break-glass': '01JDNONE' } })
    for (const answer of [other, nobody, treating, invented]) {
      expect(answer).toMatchObject({ status: 403, code: 'emergency_refused' })
      expect(answer.text.replaceAll(answer.request, '')).toBe(other.text.replaceAll(other.request, ''))
    }
    expect((await ask(boundary, { body: question })).status).toBe(200)
  })

  it('does not reach a vendor without an agreement', async () => {
    const headers = { 'x-cordon-break-glass': await breakGlass() }
    const answer = await asStranger({ body: { ...question, model: 'unsigned/extract' }, headers })
    expect(answer).toMatchObject({ status: 403, code: 'agreement_missing' })
  })

  it('does not reach the operators’ door with it: no export, no journal', async () => {
    const grant = await breakGlass()
    for (const path of ['/api/journal/export', '/api/journal/search', '/api/ask']) {
      const response = await fetch(`${boundary.adminUrl}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${boundary.strangerKey}`,
          'content-type': 'application/json',
          'x-cordon-break-glass': grant,
        },
        body: '{}',
      })
      expect(response.status, path).toBe(403)
      await response.text()
    }
  })

  it.each([
    ['too few words', { ...glass('p'), text: 'short' }],
    ['fifteen spaces', { ...glass('p'), text: ' '.repeat(40) }],
    ['a reason of their own', { ...glass('p'), reason: 'curious' }],
    ['no patient', { reason: 'other', text: WORDS }],
    ['two weeks', { ...glass('p'), hours: 336 }],
  ])('cannot break it with %s', async (_what, body) => {
    const answer = await asStranger({ path: '/v1/emergency', body, headers: { 'x-cordon-patient': 'p' } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.everything).not.toContain('Thistlewood')
  })
})

describe('those who look at it', () => {
  it('are told at once, again until they acknowledge, without a patient', async () => {
    const grant = await breakGlass()
    const told = await until(async () => heard.find((body) => body.includes(grant)))
    expect(JSON.parse(told)).toMatchObject({ what: 'emergency.started', person: 'stranger', reason: 'cannot-consent' })
    expect(told).not.toMatch(/Thistlewood|Patient/)
    await until(async () => ((await readWatched(boundary.dataFolder))?.pending === 0 ? true : undefined))
    // The first was answered with an error: it was told twice.
    expect(heard.filter((body) => body === heard[0]).length).toBeGreaterThanOrEqual(1)
    expect(new Set(heard.map((body) => (JSON.parse(body) as { id: string }).id)).size).toBeLessThan(heard.length)
  })

  it('see it in the queue, read the words on record, and settle it', async () => {
    const grant = await breakGlass()
    const { items } = (await boundary.admin.get('/api/emergency')) as { items: { id: string; overdue: boolean }[] }
    expect(items.find(({ id }) => id === grant)).toMatchObject({ person: 'stranger', state: 'open', overdue: false })
    expect(JSON.stringify(items)).not.toContain('Thistlewood')
    expect(await boundary.admin.get(`/api/emergency/${grant}`)).toMatchObject({
      text: WORDS,
      stated: boundary.world.patient,
    })
    await boundary.admin.post(`/api/emergency/${grant}/stop`, {})
    const refused = await asStranger({ body: question, headers: { 'x-cordon-break-glass': grant } })
    expect(refused.code).toBe('emergency_refused')
    await boundary.admin.post(`/api/emergency/${grant}/review`, { outcome: 'inappropriate', incident: 'INC-1' })
    const own = (await entries()).filter((entry) => entry.class === 'emergency' && entry.grant === grant)
    expect(own).toMatchObject([
      { event: 'started' },
      { event: 'stopped', principal: 'admin', holder: 'stranger' },
      { event: 'reviewed', outcome: 'inappropriate', incident: 'INC-1', principal: 'admin' },
    ])
    expect((await entries()).findLast(({ class: kind }) => kind === 'reading')).toMatchObject({
      what: 'emergency',
      filters: { grant },
    })
  })

  it('find it in the gauges and in DICOM’s words in an export', async () => {
    const found = await until(async () => {
      const text = await (await fetch(`${boundary.adminUrl}/metrics`)).text()
      return /cordon_emergency_grants\{state="unsettled"\} [1-9]/.test(text) ? text : undefined
    })
    expect(found).toContain('cordon_emergency_grants{state="overdue"} 0')
    const lines: string[] = []
    for await (const line of boundary.admin.lines('/api/journal/export', {
      format: 'fhir',
      filter: { class: 'emergency' },
    }))
      lines.push(JSON.stringify(line))
    for (const code of ['110127', '110128', 'ETREAT']) expect(lines.join('\n')).toContain(code)
  })
})

describe('in person, at the operators’ door', () => {
  it('an attempt is recorded whatever comes of it, beyond the day’s bound too', async () => {
    const { key } = (await boundary.admin.post('/api/keys', { user: 'stranger' })).json as { key: string }
    const open = async (more: object = {}) => {
      const response = await fetch(`${boundary.adminUrl}/api/emergency`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...glass(boundary.world.patient), ...more }),
      })
      return { status: response.status, answer: (await response.json()) as { grant?: string } }
    }
    const of = async (from: number) => (await entries()).slice(from).filter((entry) => entry.class !== 'lifecycle')
    expect((await open({ hours: 168 })).status).toBe(422)
    const before = (await entries()).length
    const { status, answer } = await open()
    expect([status, typeof answer.grant]).toEqual([200, 'string'])
    expect(await of(before)).toMatchObject([
      { class: 'intent', route: '/api/emergency', principal: 'stranger', application: 'none' },
      { class: 'emergency', event: 'started', grant: answer.grant },
      { class: 'outcome', outcome: 'answered' },
    ])

    let last = 200
    for (let n = 0; n < 100 && last === 200; n++) last = (await open()).status
    expect(last).toBe(429)
    const then = (await entries()).length
    expect((await open()).status).toBe(429)
    expect(await of(then)).toMatchObject([
      { class: 'intent', route: '/api/emergency', principal: 'stranger' },
      { class: 'outcome', outcome: 'refused', code: 'rate_limited', principal: 'stranger' },
    ])
  })
})
