import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type FastifyInstance, fastify } from 'fastify'
import { describe, expect, it } from 'vitest'
import { completeConfig } from '../config/load.ts'
import { readCookie, requireOwnOrigin, siteOf, writeCookie } from './site.ts'

const environment = {
  dataFolder: '/nowhere',
  adminUrl: undefined,
  adminKey: undefined,
  databaseUrl: undefined,
  postgresBin: undefined,
  color: false,
  secret: () => undefined,
}
const fixture = (name: string) => fileURLToPath(new URL(`../../../../test/fixtures/${name}`, import.meta.url))
const tls = { certificateFile: fixture('tls-test-only.cert.pem'), keyFile: fixture('tls-test-only.key.pem') }

/** A door that gives a cookie, and tells the one that it is shown. */
function doorOf(given: object): FastifyInstance {
  const file = '/nowhere/root.key'
  const config = completeConfig({ dataFolder: '/nowhere', keys: { rootFile: file }, ...given }, environment, 'test')
  const app = fastify()
  app.get('/give', (request, reply) => {
    writeCookie(request, reply, { config }, { cookie: 'session', value: 'x', seconds: 60 })
    return siteOf(request, { config })
  })
  app.get('/shown', (request) => ({ shown: readCookie(request, { config }, 'session') ?? null }))
  app.post('/write', (request) => {
    requireOwnOrigin(request, { config })
    return {}
  })
  return app
}
const given = async (app: FastifyInstance) => String((await app.inject('/give')).headers['set-cookie'])
const shown = async (app: FastifyInstance, cookie: string) =>
  (await app.inject({ url: '/shown', headers: { cookie } })).json<{ shown: string | null }>().shown
const wrote = async (app: FastifyInstance, headers: Record<string, string>) =>
  (await app.inject({ method: 'POST', url: '/write', headers })).statusCode

describe('a cookie', () => {
  it('is of this host alone and over TLS alone wherever there is TLS', async () => {
    const whole = '__Host-cordon-session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure'
    expect(await given(doorOf({ people: { origin: 'https://cordon.example.org' } }))).toBe(whole)
    expect(await given(doorOf({ admin: { tls } }))).toBe(whole)
    expect(readFileSync(tls.certificateFile, 'utf8')).toContain('CERTIFICATE')
  })

  it('without that flag is not taken there, so that none from a plain connection counts', async () => {
    const app = doorOf({ people: { origin: 'https://cordon.example.org' } })
    expect(await shown(app, 'cordon-session=x')).toBeNull()
    expect(await shown(app, 'a=b; __Host-cordon-session=x')).toBe('x')
  })

  it('that is there twice is none', async () => {
    const app = doorOf({})
    expect(await shown(app, 'cordon-session=x')).toBe('x')
    expect(await shown(app, 'cordon-session=x; cordon-session=y')).toBeNull()
    expect(await shown(app, 'xcordon-session=x')).toBeNull()
  })
})

describe('a write', () => {
  it('comes from the configured origin and no other', async () => {
    const app = doorOf({ people: { origin: 'https://cordon.example.org' } })
    expect(await wrote(app, { origin: 'https://cordon.example.org', 'sec-fetch-site': 'same-origin' })).toBe(200)
    for (const origin of ['https://cordon.example.org.evil.example', 'http://cordon.example.org', 'null'])
      expect(await wrote(app, { origin })).not.toBe(200)
  })

  it('does not come from a page that a rebound name serves', async () => {
    const app = doorOf({})
    expect(await wrote(app, { origin: 'http://evil.example:8788', host: 'evil.example:8788' })).not.toBe(200)
    expect(await wrote(app, { 'sec-fetch-site': 'cross-site' })).not.toBe(200)
  })

  it('of a client that is no browser says nothing of its origin', async () => {
    expect(await wrote(doorOf({}), {})).toBe(200)
  })
})
