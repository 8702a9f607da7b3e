import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Vendor } from '@cordon/contract'
import { jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProviders, type Providers, speaks } from '../../packages/cordon/src/providers/catalogue.ts'
import { encode } from '../../packages/cordon/src/providers/encode.ts'
import type { Reply, Shape } from '../../packages/cordon/src/providers/provider.ts'
import { mintLabelled } from '../../packages/deid/src/boundary.ts'
import { safeHarbor } from '../../packages/deid/src/policies/tables.ts'
import { type Answer, type Arrived, type SmallCloud, startCloud, wrongWithSignature } from './clouds.ts'

const AT = Date.parse('2026-11-23T09:30:15Z')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const SECRETS: Record<string, string> = {
  AZURE_KEY: 'azure-key',
  AZURE_SECRET: 'entra-secret',
  BEDROCK_KEY: 'bedrock-api-key',
  AWS_ID: 'AKIDEXAMPLE',
  AWS_SECRET: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_TOKEN: 'session-token',
  GOOGLE: JSON.stringify({
    type: 'service_account',
    client_email: 'cordon@ward.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    project_id: 'ward',
    private_key_id: 'k1',
  }),
}

let cloud: SmallCloud
let providers: Providers
let secrets: Record<string, string>
beforeEach(async () => {
  cloud = await startCloud()
  secrets = { ...SECRETS }
  const lent = { requireVendor: () => undefined, keyOf: () => (name: string) => secrets[name] }
  providers = createProviders({ egress: cloud.egress, lent, now: () => AT, random: (n) => new Uint8Array(n) })
})
afterEach(async () => {
  await providers.close()
  await cloud.stop()
})

const BASE = {
  name: 'A cloud',
  placement: 'outside' as const,
  product: 'api',
  tier: 'standard',
  models: ['*'],
}
const azure = (over: Partial<Vendor> = {}): Vendor => ({
  ...BASE,
  id: 'azure',
  kind: 'azure-openai',
  baseUrl: 'https://ward.openai.azure.com/openai/v1',
  account: 'subscription-1',
  region: 'eastus2',
  keyFrom: 'AZURE_KEY',
  azure: { sku: 'Standard' },
  ...over,
})
const entra = () => {
  const { keyFrom: _, ...rest } = azure()
  return {
    ...rest,
    azure: { sku: 'Standard', entra: { directory: 'd-1', client: 'c-1', secretFrom: 'AZURE_SECRET' } },
  } as Vendor
}
const bedrock = (over: Partial<Vendor> = {}): Vendor => ({
  ...BASE,
  id: 'bedrock',
  kind: 'bedrock',
  baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  account: '123456789012',
  region: 'us-east-1',
  aws: { accessKeyFrom: 'AWS_ID', secretKeyFrom: 'AWS_SECRET' },
  ...over,
})
const vertex = (over: Partial<Vendor> = {}): Vendor => ({
  ...BASE,
  id: 'vertex',
  kind: 'vertex',
  baseUrl: 'https://us-central1-aiplatform.googleapis.com',
  account: 'ward',
  region: 'us-central1',
  keyFrom: 'GOOGLE',
  ...over,
})

const QUESTION: Partial<Record<Shape, object>> = {
  chat: { messages: [{ role: 'user', content: 'Which dose, für 日本?' }] },
  responses: { input: 'Which dose?', store: false },
  messages: { max_tokens: 100, messages: [{ role: 'user', content: 'Which dose?' }] },
}
const WHOLE: Partial<Record<Shape, object>> = {
  chat: { object: 'chat.completion', choices: [] },
  responses: { object: 'response', status: 'completed', output: [] },
  messages: { type: 'message', content: [] },
}
const STREAM: Partial<Record<Shape, string>> = {
  chat: 'data: {"choices":[]}\n\ndata: [DONE]\n\n',
  responses: 'data: {"type":"response.completed"}\n\n',
  messages: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
}

async function ask(vendor: Vendor, shape: Shape, model = 'm-1', stream = false): Promise<Reply> {
  const made = mintLabelled({ model, stream, ...QUESTION[shape] }, safeHarbor)
  if (made.label !== 'clean') throw new Error('safe harbor makes Clean')
  const prompt = encode(made.clean, shape, vendor.kind)
  const { signal } = new AbortController()
  return providers.of('main', vendor).send({ shape, prompt, model, stream, signal })
}

/** Answers as the model's door does, once the request proved who sends it. */
const door =
  (shape: Shape, isProven: (arrived: Arrived) => boolean) =>
  (arrived: Arrived): Answer => {
    if (!isProven(arrived)) return { status: 403, body: '{"message":"Forbidden"}' }
    const streams = arrived.headers.accept === 'text/event-stream'
    if (streams) return { status: 200, type: 'text/event-stream', body: STREAM[shape] ?? '' }
    return { status: 200, body: JSON.stringify(WHOLE[shape]) }
  }

const count = async (reply: Reply) => {
  let events = 0
  for await (const _ of reply.kind === 'stream' ? reply.events : []) events += 1
  return events
}
const toModel = () => cloud.arrived.filter(({ body }) => body.includes('Which dose'))

describe('Azure OpenAI', () => {
  it.each(['chat', 'responses'] as const)('is asked under /openai/v1/ with its key: %s', async (shape) => {
    cloud.answer = door(
      shape,
      ({ headers }) => headers['api-key'] === 'azure-key' && headers.authorization === undefined,
    )
    expect(await ask(azure(), shape)).toMatchObject({ kind: 'whole' })
    expect(toModel()).toMatchObject([
      {
        host: 'ward.openai.azure.com',
        path: shape === 'chat' ? '/openai/v1/chat/completions' : '/openai/v1/responses',
      },
    ])
    expect(await count(await ask(azure(), shape, 'm-1', true))).toBe(1)
  })

  /** What Entra checks of a client's credentials (RFC 6749, 4.4). */
  function tokens(arrived: Arrived): Answer | undefined {
    if (arrived.host !== 'login.microsoftonline.com') return undefined
    const form = new URLSearchParams(arrived.body)
    const good =
      arrived.path.startsWith('/d-1/oauth2/v2.0/token') &&
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === 'c-1' &&
      form.get('client_secret') === 'entra-secret' &&
      (form.get('scope') ?? '').split(' ').includes('https://ai.azure.com/.default')
    if (!good) return { status: 401, body: '{"error":"invalid_client","error_description":"AADSTS7000215"}' }
    return { status: 200, body: '{"token_type":"Bearer","expires_in":3600,"access_token":"entra-token"}' }
  }

  it('is asked with a token of Entra for the models, fetched once', async () => {
    const chat = door(
      'chat',
      ({ headers }) => headers.authorization === 'Bearer entra-token' && headers['api-key'] === undefined,
    )
    cloud.answer = (arrived) => tokens(arrived) ?? chat(arrived)
    const vendor = entra()
    expect(await ask(vendor, 'chat')).toMatchObject({ kind: 'whole' })
    expect(await ask(vendor, 'chat')).toMatchObject({ kind: 'whole' })
    expect(cloud.arrived.filter(({ path }) => path.includes('/token'))).toHaveLength(1)
  })

  it('gets nothing where Entra gives no token', async () => {
    secrets.AZURE_SECRET = 'wrong'
    cloud.answer = (arrived) => tokens(arrived) ?? { status: 200, body: '{"choices":[]}' }
    await expect(ask(entra(), 'chat')).rejects.toMatchObject({ code: 'upstream_refused', at: 'token' })
    expect(toModel()).toEqual([])
  })

  it('gets nothing without its key', async () => {
    delete secrets.AZURE_KEY
    await expect(ask(azure(), 'chat')).rejects.toMatchObject({ code: 'config_invalid' })
    expect(cloud.arrived).toEqual([])
  })
})

describe('Bedrock', () => {
  const known = { id: 'AKIDEXAMPLE', secret: SECRETS.AWS_SECRET ?? '', region: 'us-east-1', service: 'bedrock', at: AT }
  const signed =
    (over: Partial<typeof known> = {}) =>
    (arrived: Arrived) =>
      wrongWithSignature(arrived, { ...known, ...over }) === undefined
  const PATHS = {
    chat: '/openai/v1/chat/completions',
    responses: '/openai/v1/responses',
    messages: '/anthropic/v1/messages',
  }

  it.each(['chat', 'responses', 'messages'] as const)(
    'is asked with a signature that AWS would accept: %s',
    async (shape) => {
      cloud.answer = door(shape, signed())
      expect(await ask(bedrock(), shape, 'us.anthropic.claude-sonnet-5')).toMatchObject({ kind: 'whole' })
      expect(toModel()).toMatchObject([{ host: 'bedrock-runtime.us-east-1.amazonaws.com', path: PATHS[shape] }])
      expect(await count(await ask(bedrock(), shape, 'm-1', true))).toBe(1)
    },
  )

  it('signs a session token, too', async () => {
    const aws = { accessKeyFrom: 'AWS_ID', secretKeyFrom: 'AWS_SECRET', sessionTokenFrom: 'AWS_TOKEN' }
    cloud.answer = door('chat', (arrived) => {
      const names = /SignedHeaders=([^,]+)/.exec(arrived.headers.authorization ?? '')?.[1]?.split(';')
      const token = arrived.headers['x-amz-security-token'] === 'session-token'
      return token && names?.includes('x-amz-security-token') === true && signed()(arrived)
    })
    expect(await ask(bedrock({ aws }), 'chat')).toMatchObject({ kind: 'whole' })
  })

  it('is refused by a check that knows another secret, region, service or time: the check can fail', async () => {
    for (const over of [{ secret: 'x' }, { region: 'us-west-2' }, { service: 's3' }, { at: AT + 60_000 }]) {
      cloud.answer = door('chat', signed(over))
      expect(await ask(bedrock(), 'chat')).toMatchObject({ kind: 'refused', status: 403 })
    }
  })

  it('has a signature over the very bytes: one changed on the way is refused', async () => {
    cloud.answer = door('chat', (arrived) => signed()({ ...arrived, body: arrived.body.replace('dose', 'does') }))
    expect(await ask(bedrock(), 'chat')).toMatchObject({ kind: 'refused', status: 403 })
  })

  it('is asked at bedrock-mantle under its own paths and service', async () => {
    const mantle = bedrock({ baseUrl: 'https://bedrock-mantle.us-east-1.api.aws' })
    cloud.answer = door('chat', signed({ service: 'bedrock-mantle' }))
    expect(await ask(mantle, 'chat')).toMatchObject({ kind: 'whole' })
    expect(toModel()).toMatchObject([{ host: 'bedrock-mantle.us-east-1.api.aws', path: '/v1/chat/completions' }])
  })

  it.each(['chat', 'messages'] as const)('is asked with an API key of Bedrock instead: %s', async (shape) => {
    const { aws: _, ...rest } = bedrock({ keyFrom: 'BEDROCK_KEY' })
    cloud.answer = door(
      shape,
      ({ headers }) => headers.authorization === 'Bearer bedrock-api-key' && headers['x-api-key'] === undefined,
    )
    expect(await ask(rest, shape)).toMatchObject({ kind: 'whole' })
  })

  it('gets nothing without a key to sign with', async () => {
    delete secrets.AWS_SECRET
    await expect(ask(bedrock(), 'chat')).rejects.toMatchObject({ code: 'config_invalid' })
    expect(cloud.arrived).toEqual([])
  })
})

describe('Vertex', () => {
  /** What Google checks of a service account's assertion (RFC 7523). */
  async function isAssertion(body: string, key: KeyObject): Promise<boolean> {
    const form = new URLSearchParams(body)
    const audience = 'https://oauth2.googleapis.com/token'
    const { payload } = await jwtVerify(form.get('assertion') ?? '', key, { audience, algorithms: ['RS256'] })
    return (
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      payload.iss === 'cordon@ward.iam.gserviceaccount.com' &&
      payload.scope === 'https://www.googleapis.com/auth/cloud-platform'
    )
  }
  const tokenDoor = ({ host }: Arrived): Answer | undefined =>
    host === 'oauth2.googleapis.com'
      ? { status: 200, body: '{"access_token":"google-token","expires_in":3600,"token_type":"Bearer"}' }
      : undefined
  const proven = ({ headers }: Arrived) => headers.authorization === 'Bearer google-token'
  const place = '/v1/projects/ward/locations/us-central1'

  it('is asked at the OpenAI-shaped endpoint of its region, with a token for a signed assertion', async () => {
    const chat = door('chat', proven)
    cloud.answer = (arrived) => tokenDoor(arrived) ?? chat(arrived)
    expect(await ask(vertex(), 'chat', 'gemini-3-pro')).toMatchObject({ kind: 'whole' })
    const assertion = cloud.arrived.find(({ host }) => host === 'oauth2.googleapis.com')
    expect(await isAssertion(assertion?.body ?? '', publicKey)).toBe(true)
    expect(toModel()).toMatchObject([
      { host: 'us-central1-aiplatform.googleapis.com', path: `${place}/endpoints/openapi/chat/completions` },
    ])
    expect(JSON.parse(toModel()[0]?.body ?? '')).toMatchObject({ model: 'google/gemini-3-pro' })
  })

  it.each([
    [false, 'rawPredict'],
    [true, 'streamRawPredict'],
  ])('is asked for Claude with the model in the address alone (streamed: %s)', async (stream, verb) => {
    const messages = door('messages', proven)
    cloud.answer = (arrived) => tokenDoor(arrived) ?? messages(arrived)
    const reply = await ask(vertex(), 'messages', 'claude-sonnet-5@20260101', stream)
    expect(stream ? await count(reply) : reply.kind).toBe(stream ? 1 : 'whole')
    const [sent] = toModel()
    expect(sent?.path).toBe(`${place}/publishers/anthropic/models/claude-sonnet-5%4020260101:${verb}`)
    const body = JSON.parse(sent?.body ?? '') as Record<string, unknown>
    expect([body.anthropic_version, body.model, sent?.headers['anthropic-version']]).toEqual([
      'vertex-2023-10-16',
      undefined,
      undefined,
    ])
  })

  it('gets nothing where Google gives no token', async () => {
    cloud.answer = ({ host }) =>
      host === 'oauth2.googleapis.com'
        ? { status: 400, body: '{"error":"invalid_grant"}' }
        : { status: 200, body: '{"choices":[]}' }
    await expect(ask(vertex(), 'chat')).rejects.toMatchObject({ code: 'upstream_refused', at: 'token' })
    expect(toModel()).toEqual([])
  })

  it('fetches tokens from Google alone: credentials that name another place are refused', async () => {
    secrets.GOOGLE = JSON.stringify({
      type: 'external_account',
      audience: 'x',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.evil.example/v1/token',
      credential_source: { url: 'https://evil.example/token' },
    })
    await expect(ask(vertex(), 'chat')).rejects.toMatchObject({ code: 'egress_refused' })
    expect(cloud.arrived).toEqual([])
  })

  it('gets nothing with credentials that are none', async () => {
    secrets.GOOGLE = 'not json'
    await expect(ask(vertex(), 'chat')).rejects.toMatchObject({ code: 'config_invalid' })
  })
})

describe('what each kind speaks', () => {
  it.each([
    [azure(), ['chat', 'responses']],
    [bedrock(), ['chat', 'responses', 'messages']],
    [vertex(), ['chat', 'messages']],
  ] as const)('$kind', (vendor, shapes) =>
    expect((['chat', 'responses', 'messages'] as const).filter((shape) => speaks(vendor, shape))).toEqual(shapes),
  )
})
