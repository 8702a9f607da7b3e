import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { ask } from '../support/ask.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { IDENTIFIERS, SAID, startWithVendors, type WithVendors } from '../support/vendors.ts'

let world: WithVendors
beforeAll(async () => {
  world = await startWithVendors(['lookup'])
  await register()
}, 120_000)
beforeEach(() => world.upstream.reset())
afterAll(() => world.close())

/** Vendors of both kinds whose models have names; some of their agreements are over, and one is of another application. */
async function register(): Promise<void> {
  const { admin, world: of } = world.boundary
  const [local] = of.vendors
  const [terms] = of.agreements
  const past = new Date(Date.now() - DAY).toISOString()
  const vendors = {
    'gpt-now': { kind: 'openai' },
    'gpt-over': { kind: 'openai', expires: past },
    'gpt-unsigned': { kind: 'openai', unsigned: true },
    'claude-now': { kind: 'anthropic' },
    'claude-over': { kind: 'anthropic', terminated: past },
    'gpt-elsewhere': { kind: 'openai', elsewhere: true },
  } as Record<string, { kind: string; expires?: string; terminated?: string; unsigned?: true; elsewhere?: true }>
  const service = { product: 'models', tier: 'demo', account: 'demo', region: 'local' }
  for (const [id, { kind, unsigned, elsewhere: _, ...ends }] of Object.entries(vendors)) {
    const vendor = {
      ...local,
      ...service,
      id,
      kind,
      baseUrl: world.upstream.origin,
      placement: 'outside',
      models: [id],
    }
    await admin.post('/api/vendors', vendor)
    if (unsigned) continue
    const host = new URL(world.upstream.origin).host
    await admin.post('/api/agreements', {
      ...terms,
      ...ends,
      id,
      vendor: id,
      service: { ...service, host, models: [id] },
    })
  }
  const mine = Object.keys(vendors).filter((id) => vendors[id]?.elsewhere === undefined)
  const application = {
    ...of.application,
    vendors: [...of.application.vendors, 'claude', ...mine],
    toolsInside: ['lookup'],
  }
  await admin.post('/api/applications', application)
}

const anthropic = (path = '', key = world.boundary.key) =>
  new Anthropic({
    baseURL: `${world.boundary.url}${path}`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { 'X-Cordon-Patient': world.boundary.world.patient },
  })

describe('models', () => {
  it('are listed to OpenAI’s client: those it could use now, in its shape', async () => {
    const client = world.boundary.client()
    const ids = (await client.models.list()).data.map(({ id }) => id)
    expect(ids).toContain('gpt-now')
    expect(ids.filter((id) => /over|unsigned|elsewhere|claude/.test(id))).toEqual([])
    expect(await client.models.retrieve('gpt-now')).toEqual({
      id: 'gpt-now',
      object: 'model',
      created: 0,
      owned_by: 'gpt-now',
    })
    await expect(client.models.retrieve('gpt-over')).rejects.toMatchObject({ status: 404, code: 'model_unknown' })
  })

  it.each(['', '/anthropic'])('are listed to Anthropic’s client under %j, in its shape', async (path) => {
    const { data, has_more: more } = await anthropic(path).models.list()
    expect(data.map(({ id }) => id)).toEqual(['claude-now'])
    expect(more).toBe(false)
    expect(await anthropic(path).models.retrieve('claude-now')).toMatchObject({
      type: 'model',
      display_name: 'claude-now',
    })
    const unknown = anthropic(path).models.retrieve('gpt-now')
    await expect(unknown).rejects.toBeInstanceOf(Anthropic.NotFoundError)
    await expect(unknown).rejects.toMatchObject({ error: { type: 'error', error: { code: 'model_unknown' } } })
  })

  it('are not told to a stranger, who hears so in their client’s shape', async () => {
    const refused = anthropic('', 'ck_x').models.list()
    await expect(refused).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
    await expect(refused).rejects.toMatchObject({ error: { type: 'error', error: { type: 'authentication_error' } } })
  })
})

describe('counting tokens', () => {
  const question = {
    model: 'claude-now',
    system: `About ${SAID}`,
    messages: [{ role: 'user' as const, content: SAID }],
    tools: [{ name: 'lookup', description: SAID, input_schema: { type: 'object' as const } }],
  }

  it.each(['', '/anthropic'])('of a prompt, under %j: what is counted has no identifiers', async (path) => {
    expect(await anthropic(path).messages.countTokens(question)).toEqual({ input_tokens: 42 })
    expect(world.upstream.received[0]).toMatchObject({ path: '/v1/messages/count_tokens' })
    for (const identifier of IDENTIFIERS) expect(world.upstream.text()).not.toContain(identifier)
  })

  it('is a disclosure, recorded like any other, and uses nothing up', async () => {
    const { request } = await ask(world.boundary, { path: '/messages/count_tokens', body: question })
    const entries = await readEntries({ ...world.boundary, tenant: 'test' })
    expect(entriesOf(entries, 'disclosure', request)).toMatchObject([{ vendor: 'claude-now', label: 'clean' }])
    expect(entriesOf(entries, 'outcome', request)).toMatchObject([{ outcome: 'answered', tokensIn: 0, tokensOut: 0 }])
  })

  it('is refused like any question: of a stranger, without an agreement, of a body that asks for more', async () => {
    const stranger = anthropic('', world.boundary.strangerKey).messages.countTokens(question)
    await expect(stranger).rejects.toBeInstanceOf(Anthropic.PermissionDeniedError)
    const path = '/v1/messages/count_tokens'
    const over = await ask(world.boundary, { path, body: { ...question, model: 'claude-over' } })
    expect(over).toMatchObject({ status: 403, code: 'agreement_terminated' })
    const more = await ask(world.boundary, { path, body: { ...question, stream: true } })
    expect(more).toMatchObject({ status: 422, code: 'field_unknown' })
    expect(world.upstream.received).toHaveLength(0)
  })
})
