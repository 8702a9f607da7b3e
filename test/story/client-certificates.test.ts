import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { readEntries } from '../support/entries.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
const client = (name: string) => readFileSync(fixture(`client-certificates/${name}.pem`))
const hashed = createHash('sha256')
  .update(new X509Certificate(client('hashed.cert')).raw)
  .digest('hex')

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary({
    tls: {
      certificateFile: fixture('tls-test-only.cert.pem'),
      keyFile: fixture('tls-test-only.key.pem'),
      clientCaFile: fixture('client-certificates/authority.cert.pem'),
      clientCrlFile: fixture('client-certificates/revoked.crl.pem'),
    },
  })
  await boundary.admin.post('/api/users', { id: 'scribe', kind: 'service', name: 'Scribe', roles: ['service'] })
  const { application } = boundary.world
  const certificates = [{ service: 'scribe', sha256: hashed }]
  await boundary.admin.post('/api/applications', { ...application, id: 'by-hash', certificates })
  const named = [{ service: 'scribe', san: 'URI:spiffe://test/scribe' }]
  await boundary.admin.post('/api/applications', { ...application, id: 'by-name', certificates: named })
})
afterAll(() => boundary.close())

interface Told {
  readonly status: number
  readonly code: string | undefined
}

/** The models that a client with this certificate may ask for. */
function models(certificate?: string, headers: Record<string, string> = {}): Promise<Told> {
  const shown =
    certificate === undefined ? {} : { cert: client(`${certificate}.cert`), key: client(`${certificate}.key`) }
  return new Promise((resolve, reject) => {
    request(`${boundary.url}/v1/models`, { rejectUnauthorized: false, agent: false, headers, ...shown }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { error } = JSON.parse(Buffer.concat(chunks).toString()) as { error?: { code: string } }
        resolve({ status: response.statusCode ?? 0, code: error?.code })
      })
    })
      .on('error', reject)
      .end()
  })
}

const logins = async () =>
  (await readEntries({ ...boundary, tenant: 'test' })).filter(
    (one) => one.class === 'authentication' && one.v === 2 && one.method === 'certificate',
  )

// 164.312(d): person or entity authentication.
describe('a client certificate', () => {
  it.each([
    ['hashed', 'by-hash'],
    ['named', 'by-name'],
  ])('%s opens the door for the application %s, and the login says how', async (certificate, application) => {
    expect((await models(certificate)).status).toBe(200)
    expect((await logins()).at(-1)).toMatchObject({
      result: 'accepted',
      principal: 'scribe',
      application,
      key: expect.stringMatching(/^certificate:[0-9a-f]{64}$/),
    })
  })
  it.each(['unregistered', 'revoked', 'expired', 'foreign'])('that is %s is refused', async (certificate) => {
    expect(await models(certificate)).toEqual({ status: 401, code: 'credentials_invalid' })
  })
  it.each(['revoked', 'expired', 'foreign'])('that is %s spoils a good key that comes with it', async (certificate) => {
    const headers = { authorization: `Bearer ${boundary.key}` }
    expect(await models(certificate, headers)).toEqual({ status: 401, code: 'credentials_invalid' })
  })
  it('is not needed by a client with a key', async () => {
    expect((await models(undefined, { authorization: `Bearer ${boundary.key}` })).status).toBe(200)
  })
  it('does not come from a header that says there was one', async () => {
    const headers = { 'x-forwarded-client-cert': `Hash=${hashed}`, 'x-ssl-client-verify': 'SUCCESS' }
    expect(await models(undefined, headers)).toEqual({ status: 401, code: 'credentials_missing' })
  })
  it('that two applications claim is nobody’s', async () => {
    const certificates = [{ service: 'scribe', san: 'URI:spiffe://test/scribe' }]
    await boundary.admin.post('/api/applications', { ...boundary.world.application, id: 'twin', certificates })
    expect(await models('named')).toEqual({ status: 401, code: 'credentials_invalid' })
    await boundary.admin.post('/api/applications/twin/revoke', {})
    expect((await models('named')).status).toBe(200)
  })
  it('is out at once when its service is revoked', async () => {
    expect((await models('hashed')).status).toBe(200)
    await boundary.admin.post('/api/users/scribe/revoke', {})
    expect(await models('hashed')).toEqual({ status: 401, code: 'credentials_invalid' })
  })
})
