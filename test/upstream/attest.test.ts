import type { AttestedFact, EntryBody, Vendor } from '@cordon/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Attestation } from '../../packages/cordon/src/policy/agreements/attested.ts'
import { registrationHash } from '../../packages/cordon/src/policy/agreements/attested.ts'
import { createAttesting } from '../../packages/cordon/src/providers/attest/attest.ts'
import { type Answer, type Arrived, type SmallCloud, startCloud, wrongWithSignature } from './clouds.ts'

/** Each vendor's own settings, in the shapes that its documentation gives, on a cloud that checks who asks. */
const AT = Date.parse('2026-11-23T09:30:15Z')
const SECRETS: Record<string, string> = {
  OPENAI_ADMIN: 'sk-admin-1',
  ANTHROPIC: 'sk-ant-1',
  AWS_ID: 'AKIDEXAMPLE',
  AWS_SECRET: 'secret',
  AZURE_SECRET: 'entra-secret',
  GOOGLE: JSON.stringify({ type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' }),
}

let cloud: SmallCloud
let entries: EntryBody[]
let kept: Attestation[]
let order: string[]
beforeEach(async () => {
  cloud = await startCloud()
  entries = []
  kept = []
  order = []
})
afterEach(() => cloud.stop())

const BASE = {
  name: 'A vendor',
  placement: 'outside' as const,
  product: 'api',
  tier: 'zero-data-retention',
  account: 'acct-1',
  models: ['*'],
}
const openai = (over: Partial<Vendor> = {}): Vendor => ({
  ...BASE,
  id: 'openai',
  kind: 'openai',
  baseUrl: 'https://us.api.openai.com/v1',
  region: 'us',
  attest: ['openai-retention'],
  attestWith: { keyFrom: 'OPENAI_ADMIN' },
  ...over,
})
const bedrock = (fact: AttestedFact): Vendor => ({
  ...BASE,
  id: 'bedrock',
  kind: 'bedrock',
  baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  region: 'us-east-1',
  aws: { accessKeyFrom: 'AWS_ID', secretKeyFrom: 'AWS_SECRET' },
  attest: [fact],
})
const azure = (fact: AttestedFact, models: string[] = ['deployment-1']): Vendor => ({
  ...BASE,
  id: 'azure',
  kind: 'azure-openai',
  baseUrl: 'https://ward.openai.azure.com/openai/v1',
  region: 'eastus2',
  models,
  azure: {
    sku: 'Standard',
    entra: { directory: 'd-1', client: 'c-1', secretFrom: 'AZURE_SECRET' },
    resource: { subscription: 's-1', group: 'g-1', name: 'ward' },
  },
  attest: [fact],
})
const vertex = (): Vendor => ({
  ...BASE,
  id: 'vertex',
  kind: 'vertex',
  baseUrl: 'https://us-central1-aiplatform.googleapis.com',
  account: 'ward',
  region: 'us-central1',
  keyFrom: 'GOOGLE',
  attest: ['vertex-cache'],
})
const anthropic = (): Vendor => ({
  ...BASE,
  id: 'anthropic',
  kind: 'anthropic',
  baseUrl: 'https://api.anthropic.com',
  region: 'us',
  tier: 'hipaa',
  keyFrom: 'ANTHROPIC',
  attest: ['anthropic-hipaa'],
})

const attest = (vendor: Vendor) =>
  createAttesting({
    egress: cloud.egress,
    lent: { keyOf: () => (name) => SECRETS[name] },
    now: () => AT,
    journal: {
      append: async (_tenant, body) => {
        order.push('journal')
        entries.push(body)
        return { index: entries.length }
      },
    } as Parameters<typeof createAttesting>[0]['journal'],
    agreements: {
      async keepAttestation(_tenant, attestation, record) {
        await record()
        order.push('store')
        kept.push(attestation)
      },
    },
  }).attest('main', vendor, 'cordon')

const json = (value: object, status = 200): Answer => ({ status, body: JSON.stringify(value) })

/** The places where settings stand, with who may read them; elsewhere 404. */
type Doors = Readonly<Record<string, (arrived: Arrived) => Answer>>
const isSigned = (arrived: Arrived) =>
  wrongWithSignature(arrived, {
    id: 'AKIDEXAMPLE',
    secret: 'secret',
    region: 'us-east-1',
    service: 'bedrock',
    at: AT,
  }) === undefined
const AZURE = '/subscriptions/s-1/resourceGroups/g-1/providers/Microsoft.CognitiveServices/accounts/ward'
const asks = (doors: Doors) => {
  const all: Doors = {
    'POST oauth2.googleapis.com/token': ({ body }) =>
      new URLSearchParams(body).get('refresh_token') === 'r'
        ? json({ access_token: 'google-token', expires_in: 3_600, token_type: 'Bearer' })
        : json({ error: 'invalid_grant' }, 400),
    'POST login.microsoftonline.com/d-1/oauth2/v2.0/token': ({ body }) =>
      (new URLSearchParams(body).get('scope') ?? '').split(' ').includes('https://management.azure.com/.default')
        ? json({ access_token: 'management-token', expires_in: 3_600, token_type: 'Bearer' })
        : json({ error: 'invalid_scope' }, 400),
    ...doors,
  }
  cloud.answer = (arrived) => {
    // Microsoft's library adds a query of its own to what it asks for tokens.
    const path = arrived.host.startsWith('login.') ? arrived.path.split('?')[0] : arrived.path
    const door = all[`${arrived.method} ${arrived.host}${path}`]
    return door === undefined ? json({ error: 'not found' }, 404) : door(arrived)
  }
}
const to = (is: boolean, answer: object) => (is ? json(answer) : json({ error: { message: 'who asks?' } }, 403))

const ORGANISATION = 'GET api.openai.com/v1/organization/data_retention'
const PROJECT = 'GET api.openai.com/v1/organization/projects/proj_1/data_retention'
const admin =
  (type: string) =>
  ({ headers }: Arrived) =>
    to(headers.authorization === 'Bearer sk-admin-1', { object: 'organization.data_retention', type })
const withProject = openai({ attestWith: { keyFrom: 'OPENAI_ADMIN', project: 'proj_1' } })

const RETENTION = 'GET bedrock.us-east-1.amazonaws.com/data-retention'
const LOGGING = 'GET bedrock.us-east-1.amazonaws.com/logging/modelinvocations'
const mode = (said: string) => (arrived: Arrived) =>
  to(isSigned(arrived), { mode: said, updatedAt: '2026-11-01T00:00:00Z' })
const logging = (said: object) => (arrived: Arrived) => to(isSigned(arrived), said)

const RESOURCE = `GET management.azure.com${AZURE}?api-version=2024-10-01`
const DEPLOYMENTS = `GET management.azure.com${AZURE}/deployments?api-version=2024-10-01`
const managed =
  (answer: object) =>
  ({ headers }: Arrived) =>
    to(headers.authorization === 'Bearer management-token', answer)
const account = (value: string | undefined, endpoint = 'https://ward.openai.azure.com/') =>
  managed({
    id: AZURE,
    properties: {
      endpoint,
      capabilities: [{ name: 'VirtualNetworks' }, ...(value === undefined ? [] : [{ name: 'ContentLogging', value }])],
    },
  })
const deployments = (skus: Record<string, string>, more: object = {}) =>
  managed({ value: Object.entries(skus).map(([name, sku]) => ({ name, sku: { name: sku, capacity: 10 } })), ...more })

const CACHE = 'GET us-central1-aiplatform.googleapis.com/v1/projects/ward/cacheConfig'
const cache =
  (said: object) =>
  ({ headers }: Arrived) =>
    to(headers.authorization === 'Bearer google-token', said)

const BATCHES = 'GET api.anthropic.com/v1/messages/batches?limit=1'
const refused =
  (status: number, type: string) =>
  ({ headers }: Arrived) => {
    const known = headers['x-api-key'] === 'sk-ant-1' && headers['anthropic-version'] === '2023-06-01'
    if (!known) return json({ type: 'error', error: { type: 'authentication_error' } }, 401)
    return json({ type: 'error', error: { type, message: 'This feature is not available to Jane Doe' } }, status)
  }

const TABLE: readonly [what: string, vendor: Vendor, doors: Doors, answer: string, found: string][] = [
  [
    'OpenAI: zero data retention',
    openai(),
    { [ORGANISATION]: admin('zero_data_retention') },
    'holds',
    'zero_data_retention',
  ],
  [
    'OpenAI: another retention than is registered',
    openai(),
    { [ORGANISATION]: admin('modified_abuse_monitoring') },
    'fails',
    'modified_abuse_monitoring',
  ],
  [
    'OpenAI: the project as its organisation',
    withProject,
    { [PROJECT]: admin('organization_default'), [ORGANISATION]: admin('zero_data_retention') },
    'holds',
    'zero_data_retention',
  ],
  [
    'OpenAI: the project otherwise than its organisation',
    withProject,
    { [PROJECT]: admin('none'), [ORGANISATION]: admin('zero_data_retention') },
    'fails',
    'none',
  ],
  [
    'OpenAI: a key that may not look',
    openai({ attestWith: { keyFrom: 'ANTHROPIC' } }),
    { [ORGANISATION]: admin('zero_data_retention') },
    'unanswered',
    'status 403',
  ],
  [
    'OpenAI: no key to look with',
    openai({ attestWith: {} }),
    { [ORGANISATION]: admin('zero_data_retention') },
    'unanswered',
    'config_invalid',
  ],
  [
    'OpenAI: an answer of another shape',
    openai(),
    { [ORGANISATION]: () => json({ type: { Jane: 'Doe' } }) },
    'unanswered',
    'another shape',
  ],
  [
    'OpenAI: no JSON',
    openai(),
    { [ORGANISATION]: () => ({ status: 200, body: '<html>' }) },
    'unanswered',
    'status 200',
  ],
  ['Bedrock: mode none', bedrock('bedrock-retention'), { [RETENTION]: mode('none') }, 'holds', 'none'],
  ['Bedrock: mode inherit', bedrock('bedrock-retention'), { [RETENTION]: mode('inherit') }, 'fails', 'inherit'],
  ['Bedrock: mode default', bedrock('bedrock-retention'), { [RETENTION]: mode('default') }, 'fails', 'default'],
  [
    'Bedrock: shared with the model’s provider',
    bedrock('bedrock-retention'),
    { [RETENTION]: mode('provider_data_share') },
    'fails',
    'provider_data_share',
  ],
  ['Bedrock: invocations are not logged', bedrock('bedrock-logging'), { [LOGGING]: logging({}) }, 'holds', 'off'],
  [
    'Bedrock: invocations are logged',
    bedrock('bedrock-logging'),
    { [LOGGING]: logging({ loggingConfig: { textDataDeliveryEnabled: true, s3Config: { bucketName: 'logs' } } }) },
    'fails',
    'on',
  ],
  [
    'Azure: content is not logged',
    azure('azure-content-logging'),
    { [RESOURCE]: account('false') },
    'holds',
    'ContentLogging false',
  ],
  [
    'Azure: content is logged',
    azure('azure-content-logging'),
    { [RESOURCE]: account('true') },
    'fails',
    'ContentLogging true',
  ],
  [
    'Azure: nothing is said of logging',
    azure('azure-content-logging'),
    { [RESOURCE]: account(undefined) },
    'fails',
    'ContentLogging absent',
  ],
  [
    'Azure: another resource than prompts go to',
    azure('azure-content-logging'),
    { [RESOURCE]: account('false', 'https://other.openai.azure.com/') },
    'fails',
    'another resource',
  ],
  [
    'Azure: the SKU as registered',
    azure('azure-sku'),
    { [DEPLOYMENTS]: deployments({ 'deployment-1': 'Standard', other: 'GlobalStandard' }) },
    'holds',
    'Standard',
  ],
  [
    'Azure: a global deployment registered as regional',
    azure('azure-sku'),
    { [DEPLOYMENTS]: deployments({ 'deployment-1': 'GlobalStandard' }) },
    'fails',
    'GlobalStandard',
  ],
  ['Azure: a deployment that is not there', azure('azure-sku'), { [DEPLOYMENTS]: deployments({}) }, 'fails', 'absent'],
  [
    'Azure: every deployment is served, one of them global',
    azure('azure-sku', ['*']),
    { [DEPLOYMENTS]: deployments({ a: 'Standard', b: 'GlobalStandard' }) },
    'fails',
    'GlobalStandard',
  ],
  [
    'Azure: more deployments than were shown',
    azure('azure-sku'),
    { [DEPLOYMENTS]: deployments({ 'deployment-1': 'Standard' }, { nextLink: 'https://management.azure.com/more' }) },
    'unanswered',
    'more than one page of deployments',
  ],
  [
    'Vertex: the cache is off',
    vertex(),
    { [CACHE]: cache({ name: 'projects/ward/cacheConfig', disableCache: true }) },
    'holds',
    'off',
  ],
  ['Vertex: the cache is on', vertex(), { [CACHE]: cache({ name: 'projects/ward/cacheConfig' }) }, 'fails', 'on'],
  [
    'Anthropic: what is not eligible is refused',
    anthropic(),
    { [BATCHES]: refused(400, 'invalid_request_error') },
    'holds',
    'refused 400',
  ],
  [
    'Anthropic: what is not eligible is answered',
    anthropic(),
    { [BATCHES]: () => json({ data: [], has_more: false }) },
    'fails',
    'answered 200',
  ],
  [
    'Anthropic: a key that is not one',
    anthropic(),
    { [BATCHES]: refused(401, 'authentication_error') },
    'unanswered',
    'status 401',
  ],
  [
    'Anthropic: too many requests',
    anthropic(),
    { [BATCHES]: refused(429, 'rate_limit_error') },
    'unanswered',
    'status 429',
  ],
  ['Anthropic: a fault of its own', anthropic(), { [BATCHES]: refused(500, 'api_error') }, 'unanswered', 'status 500'],
]

describe('what a vendor’s settings say', () => {
  it.each(TABLE)('%s', async (_what, vendor, doors, answer, found) => {
    asks(doors)
    expect(await attest(vendor)).toEqual([{ vendor: vendor.id, fact: vendor.attest?.[0], answer, found }])
    expect(entries).toMatchObject([{ class: 'attestation', principal: 'cordon', region: vendor.region, answer, found }])
    const row = { vendor: vendor.id, holds: answer === 'holds', found, at: AT, registration: registrationHash(vendor) }
    expect(kept).toEqual(answer === 'unanswered' ? [] : [{ fact: vendor.attest?.[0], ...row }])
    expect(order).toEqual(answer === 'unanswered' ? ['journal'] : ['journal', 'store'])
    expect(JSON.stringify(entries)).not.toContain('Jane')
  })

  it('is asked for by nothing but reading: no prompt, no body, no change', async () => {
    for (const [, vendor, doors] of TABLE) {
      asks(doors)
      await attest(vendor)
    }
    const read = cloud.arrived.filter(({ path }) => !path.includes('/token'))
    expect(read.length).toBeGreaterThan(20)
    for (const { method, body } of read) expect([method, body]).toEqual(['GET', ''])
  })

  it('is nothing where the registration asks for nothing', async () => {
    const { attest: _, ...quiet } = openai()
    expect(await attest(quiet)).toEqual([])
    expect(entries).toEqual([])
  })
})
