import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

/** Somebody who would like to read what the operator's own environment holds. */
let theirs: Server
const shown: (string | undefined)[] = []
let boundary: TestBoundary
let key: string
beforeAll(async () => {
  theirs = createServer((request, response) => {
    shown.push(request.headers.authorization)
    response.writeHead(500).end('{}')
  })
  await new Promise<void>((ready) => theirs.listen(0, '127.0.0.1', ready))
  boundary = await startBoundary({
    outside: { secret: (name) => (name === 'OPENAI_API_KEY' ? 'sk-operator' : undefined) },
  })
  const administrator = { id: 'adm', name: 'A' }
  const added = await boundary.admin.post('/api/tenants', { id: 'north', name: 'North', administrator })
  key = (added.json as { key: string }).key
})
afterAll(async () => {
  await boundary.close()
  theirs.close()
})

const post = async (path: string, body: object, as = key) => {
  const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json' }
  const response = await fetch(`${boundary.adminUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, ...((await response.json()) as { error?: { code: string } }) }
}
const vendorAt = (baseUrl: string, over: object = {}) => ({
  id: 'v',
  name: 'V',
  kind: 'openai',
  placement: 'outside',
  baseUrl,
  product: 'chat',
  tier: 'demo',
  account: 'demo',
  region: 'local',
  models: ['*'],
  ...over,
})
const itself = () => `http://127.0.0.1:${(theirs.address() as AddressInfo).port}/v1`

describe('an administrator of another organisation', () => {
  it.each<[string, () => object, string]>([
    [
      'the operator’s key, sent to their own address',
      () => vendorAt('https://north.example/v1', { keyFrom: 'OPENAI_API_KEY' }),
      'secret_refused',
    ],
    [
      'the operator’s key, even at its maker',
      () => vendorAt('https://api.openai.com/v1', { keyFrom: 'OPENAI_API_KEY' }),
      'secret_refused',
    ],
    [
      'a file of the operator’s',
      () => vendorAt('https://north.example/v1', { keyFrom: 'file:vertex.json' }),
      'secret_refused',
    ],
    ['the operator’s own machine', () => vendorAt(itself()), 'address_refused'],
    ['its admin door', () => vendorAt(boundary.adminUrl), 'address_refused'],
    ['the operator’s network', () => vendorAt('https://10.0.0.8/v1'), 'address_refused'],
  ])('registers no vendor with %s', async (_, vendor, code) => {
    expect(await post('/api/vendors', vendor())).toMatchObject({ status: 403, error: { code } })
  })

  it('registers a vendor on the internet with no secret of the operator’s', async () => {
    expect((await post('/api/vendors', vendorAt('https://north.example/v1'))).status).toBe(200)
  })

  it('registers no chat front end whose tokens a secret of the operator’s verifies', async () => {
    const chatFrontEnd = { issuer: 'https://chat.example', secretFrom: 'OPENWEBUI_SECRET' }
    const application = { ...boundary.world.application, id: 'chat', chatFrontEnd }
    expect(await post('/api/applications', application)).toMatchObject({
      status: 403,
      error: { code: 'secret_refused' },
    })
  })
})

describe('an administrator of the operator’s own organisation', () => {
  it('sends its key to its maker and to nobody else', async () => {
    const at = (baseUrl: string) =>
      post('/api/vendors', vendorAt(baseUrl, { keyFrom: 'OPENAI_API_KEY' }), boundary.adminKey)
    expect((await at('https://api.openai.com/v1')).status).toBe(200)
    expect(await at(itself())).toMatchObject({ status: 403, error: { code: 'secret_refused' } })
    expect(shown).toEqual([])
  })
})
