import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { IDENTIFIERS, SAID, startWithVendors, type WithVendors } from '../support/vendors.ts'

let world: WithVendors
beforeAll(async () => {
  world = await startWithVendors([])
}, 120_000)
beforeEach(() => world.upstream.reset())
afterAll(() => world.close())

const path = '/v1/embeddings'
const tell = (body: object, headers: Record<string, string> = {}) => ask(world.boundary, { path, body, headers })
const sent = () => JSON.parse(world.upstream.received.at(-1)?.body ?? '{}') as { input: string | string[] }

function nothingLeft(): void {
  expect(world.upstream.received.length).toBeGreaterThan(0)
  for (const identifier of IDENTIFIERS) expect(world.upstream.text()).not.toContain(identifier)
}

describe('the official openai client’s Embeddings, with only its base URL changed', () => {
  it.each(['float', 'base64', undefined] as const)('embeds one text, %s: no identifier leaves', async (format) => {
    const more = format === undefined ? {} : { encoding_format: format }
    const { data, usage } = await world.boundary
      .client()
      .embeddings.create({ model: 'm', input: SAID, dimensions: 4, user: 'Ada Bell', ...more })
    nothingLeft()
    expect(data).toHaveLength(1)
    // The vendor's vector is of what it got.
    if (format !== 'base64') expect([...(data[0]?.embedding ?? [])][0]).toBe(String(sent().input).length)
    expect(usage.prompt_tokens).toBe(7)
    expect(world.upstream.received[0]?.path).toBe('/v1/embeddings')
    expect(world.upstream.text()).not.toContain('Ada Bell')
  })

  it('embeds a list: a vector for each, in order, the same code for the same person in all', async () => {
    const input = [SAID, 'Marguerite Okonkwo-Bright was seen.', 'Nobody is named here.']
    const { data } = await world.boundary.client().embeddings.create({ model: 'm', input })
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2])
    nothingLeft()
    const [first = '', second = '', third] = sent().input as string[]
    expect(second).toBe(`${/\[NAME-\w{6}\]/.exec(first)?.[0]} was seen.`)
    expect(third).toBe('Nobody is named here.')
  })

  it('gives a person the same code in every request of a session', async () => {
    const codes: string[] = []
    for (const input of ['Mrs. Okonkwo-Bright came.', 'Mrs. Okonkwo-Bright went home.']) {
      await tell({ model: 'm', input }, { 'x-cordon-session': 's-embed' })
      codes.push(/\[NAME-\w{6}\]/.exec(String(sent().input))?.[0] ?? 'none')
    }
    expect(codes[0]).toMatch(/^\[NAME/)
    expect(codes[1]).toBe(codes[0])
  })

  it('hears who may not: a readable error of the right class, with the stable code', async () => {
    const refused = world.boundary.client(world.boundary.strangerKey).embeddings.create({ model: 'm', input: SAID })
    await expect(refused).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError)
    await expect(refused).rejects.toMatchObject({ code: 'patient_refused' })
    expect(world.upstream.received).toHaveLength(0)
  })

  it('is recorded like any other request, and uses up what the vendor says', async () => {
    const { request } = await tell({ model: 'm', input: SAID })
    const entries = await readEntries({ ...world.boundary, tenant: 'test' })
    expect(entriesOf(entries, 'intent', request)).toMatchObject([{ route: '/v1/embeddings' }])
    expect(entriesOf(entries, 'disclosure', request)).toMatchObject([
      { vendor: 'upstream', label: 'clean', passages: 0 },
    ])
    expect(entriesOf(entries, 'outcome', request)).toMatchObject([{ outcome: 'answered', tokensIn: 7, tokensOut: 0 }])
  })

  it('needs an agreement that covers embeddings: one that names models alone does not', async () => {
    const { world: of, admin } = world.boundary
    const agreement = of.agreements.find(({ vendor }) => vendor === 'upstream')
    const { features: _, ...service } = agreement?.service ?? {}
    await admin.post('/api/agreements', { ...agreement, service })
    expect(await tell({ model: 'm', input: SAID })).toMatchObject({ status: 403, code: 'agreement_missing' })
    const said = await ask(world.boundary, { body: { model: 'echo', messages: [{ role: 'user', content: 'Hello' }] } })
    expect(said.status).toBe(200)
    await admin.post('/api/agreements', agreement ?? {})
    expect(world.upstream.received).toHaveLength(1)
  })
})

describe('a body that is not of the table is refused by its path', () => {
  it.each([
    ['tokens', { input: [1_212, 318] }, 'part_unsupported', 'input[0]'],
    ['lists of tokens', { input: [[1_212], [318]] }, 'part_unsupported', 'input[0]'],
    ['a token among texts', { input: ['Hello', 7] }, 'part_unsupported', 'input[1]'],
    ['nothing', { input: [] }, 'field_invalid', 'input'],
    ['an unknown field', { input: SAID, surprise: 1 }, 'field_unknown', 'surprise'],
    ['storing', { input: SAID, store: true }, 'feature_refused', 'store'],
  ])('%s', async (_, body, code, at) => {
    const told = await tell({ model: 'm', ...body })
    expect(told).toMatchObject({ status: 422, code })
    expect(JSON.parse(told.text)).toMatchObject({ error: { param: at } })
    expect(world.upstream.received).toHaveLength(0)
  })

  it('passages are not embedded: asking for them is refused', async () => {
    const told = await tell({ model: 'm', input: SAID }, { 'x-cordon-retrieve': 'notes' })
    expect(told).toMatchObject({ status: 400, code: 'context_invalid' })
    expect(world.upstream.received).toHaveLength(0)
  })
})

describe('a vendor’s answer', () => {
  it.each(['fewer', 'twice', 'uneven', 'empty', 'not-a-number', 'words'])('that is %s is none', async (model) => {
    const told = await tell({ model, input: ['one', 'two'] })
    expect(told).toMatchObject({ status: 502, code: 'upstream_invalid' })
  })

  it('that refuses is not quoted', async () => {
    const told = await tell({ model: 'refuse', input: SAID })
    expect(told).toMatchObject({ status: 502, code: 'upstream_refused' })
    expect(told.everything).not.toContain('[NAME-')
  })
})
