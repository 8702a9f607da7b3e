import { request } from 'node:https'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completeConfig, readEnvironment } from '../../packages/cordon/src/config/load.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { readEntries } from '../support/entries.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/tls-test-only.${name}.pem`, import.meta.url))
const tls = { certificateFile: fixture('cert'), keyFile: fixture('key') }

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary({ tls })
})
afterAll(() => boundary.close())

/** The status of `/livez`, or why the handshake failed. */
function live(maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  return new Promise((resolve) => {
    const options = {
      rejectUnauthorized: false,
      minVersion: 'TLSv1' as const,
      maxVersion,
      ciphers: 'DEFAULT@SECLEVEL=0',
    }
    request(`${boundary.url}/livez`, options, (response) => resolve(String(response.resume().statusCode)))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'))
      .end()
  })
}

/** A whole request, read to its end. */
function post(maxVersion: 'TLSv1.2'): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${boundary.key}`,
      'content-type': 'application/json',
      'x-cordon-patient': boundary.world.patient,
    }
    request(
      `${boundary.url}/v1/chat/completions`,
      { method: 'POST', headers, rejectUnauthorized: false, maxVersion },
      (response) => response.resume().on('end', () => resolve()),
    )
      .on('error', reject)
      .end(JSON.stringify({ model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }))
  })
}

// 164.312(e)(1): transmission security.
describe('the application door under TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('serves %s', async (version) => {
    expect(await live(version)).toBe('200')
  })
  it('says in the entries of a request over which TLS it came', async () => {
    await post('TLSv1.2')
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    const asked = entries.filter((entry) => entry.class === 'intent' || entry.class === 'outcome')
    expect(asked).toMatchObject([
      { hops: { client: 'TLSv1.2' } },
      { hops: { client: 'TLSv1.2' }, vendorMs: expect.any(Number) },
    ])
  })
  it('refuses TLS 1.1', async () => {
    expect(await live('TLSv1.1')).not.toBe('200')
  })
  it('does not open without TLS on anything but loopback', () => {
    const given = { dataFolder: '/data', keys: { rootFile: '/keys/root.key' }, application: { host: '0.0.0.0' } }
    expect(() => completeConfig(given, readEnvironment({}), 'test')).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})
