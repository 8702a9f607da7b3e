import { Vendor } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { createLent } from './lent.ts'
import { SecretSettings } from './secrets.ts'
import { VendorSettings } from './vendors.ts'

const environment: Record<string, string> = {
  OPENAI_API_KEY: 'sk-operator',
  ANTHROPIC_API_KEY: 'sk-ant',
  AZURE_CLIENT_SECRET: 'entra',
  DATABASE_PASSWORD: 'never',
  WEBUI: 'a secret that only verifies',
}
const lent = createLent(
  {
    tenant: 'main',
    secrets: SecretSettings.parse([
      { name: 'AZURE_CLIENT_SECRET', tenants: ['north'], origins: ['https://ward.openai.azure.com'] },
      { name: 'WEBUI', tenants: ['north'] },
      { name: 'ANTHROPIC_API_KEY', tenants: ['south'], origins: ['https://api.anthropic.com'] },
    ]),
    vendors: VendorSettings.parse({
      privateOrigins: [{ origin: 'http://127.0.0.1:11434' }, { origin: 'https://10.0.0.7:*', tenants: ['north'] }],
    }),
  },
  (name) => environment[name],
)
const vendor = (over: object = {}) =>
  Vendor.parse({
    id: 'v',
    name: 'V',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    product: 'api',
    tier: 'enterprise',
    region: 'us',
    models: ['*'],
    ...over,
  })
const entra = (baseUrl: string, secretFrom = 'AZURE_CLIENT_SECRET') =>
  vendor({
    kind: 'azure-openai',
    baseUrl,
    azure: { sku: 'Standard', entra: { directory: 'd', client: 'c', secretFrom } },
  })

describe('what the operator lends', () => {
  const ward = 'https://ward.openai.azure.com/openai/v1'
  it.each<[string, string, Vendor, string | undefined, string?]>([
    ['a customary name at its maker', 'main', vendor({ keyFrom: 'OPENAI_API_KEY' }), undefined],
    ['the same for another organisation', 'north', vendor({ keyFrom: 'OPENAI_API_KEY' }), 'secret_refused', 'keyFrom'],
    [
      'the same at another address',
      'main',
      vendor({ keyFrom: 'OPENAI_API_KEY', baseUrl: 'https://evil.example/v1' }),
      'secret_refused',
      'keyFrom',
    ],
    [
      'a customary name that the operator lends to another',
      'main',
      vendor({ kind: 'anthropic', baseUrl: 'https://api.anthropic.com', keyFrom: 'ANTHROPIC_API_KEY' }),
      'secret_refused',
      'keyFrom',
    ],
    ['a variable that is not listed', 'main', vendor({ keyFrom: 'DATABASE_PASSWORD' }), 'secret_refused', 'keyFrom'],
    ['a file that is not listed', 'main', vendor({ keyFrom: 'file:openai' }), 'secret_refused', 'keyFrom'],
    ['what is listed, where it is listed', 'north', entra(ward), undefined],
    [
      'a token bought with it, for another address',
      'north',
      entra('https://evil.example/openai/v1'),
      'secret_refused',
      'azure.entra.secretFrom',
    ],
    [
      'a secret of an attestation',
      'main',
      vendor({ attestWith: { keyFrom: 'DATABASE_PASSWORD' } }),
      'secret_refused',
      'attestWith.keyFrom',
    ],
    [
      'AWS’s keys',
      'main',
      vendor({ kind: 'bedrock', aws: { accessKeyFrom: 'AWS_ACCESS_KEY_ID', secretKeyFrom: 'AWS_SECRET_ACCESS_KEY' } }),
      'secret_refused',
      'aws.accessKeyFrom',
    ],
    ['this machine, where it is listed', 'main', vendor({ baseUrl: 'http://127.0.0.1:11434/v1' }), undefined],
    ['another port', 'main', vendor({ baseUrl: 'http://127.0.0.1:8788/v1' }), 'address_refused', 'baseUrl'],
    [
      'the same for another organisation, which it is not for',
      'north',
      vendor({ baseUrl: 'http://127.0.0.1:11434/v1' }),
      'address_refused',
      'baseUrl',
    ],
    ['the operator’s network, any port', 'north', vendor({ baseUrl: 'https://10.0.0.7:9443/v1' }), undefined],
    ['its neighbour', 'north', vendor({ baseUrl: 'https://10.0.0.70:9443/v1' }), 'address_refused', 'baseUrl'],
    ['no address', 'main', vendor({ baseUrl: 'file:///etc/passwd' }), 'resource_invalid', 'baseUrl'],
  ])('%s', (_, tenant, registered, code, at) => {
    const require = () => lent.requireVendor(tenant, registered)
    if (code === undefined) expect(require).not.toThrow()
    else expect(require).toThrow(expect.objectContaining({ code, at }))
  })

  it('is asked again when a key is read: a registration from before the list opens nothing', () => {
    expect(lent.keyOf('main', vendor())('OPENAI_API_KEY')).toBe('sk-operator')
    const read = (name: string) => () => lent.keyOf('north', vendor())(name)
    for (const name of ['OPENAI_API_KEY', 'DATABASE_PASSWORD', 'CORDON_ROOT_PASSPHRASE'])
      expect(read(name)).toThrow(expect.objectContaining({ code: 'secret_refused' }))
  })

  it('what only verifies is sent nowhere, and verifies for whom it is listed', () => {
    const sent = vendor({ keyFrom: 'WEBUI' })
    expect(() => lent.requireVendor('north', sent)).toThrow(expect.objectContaining({ code: 'secret_refused' }))
    expect(() => lent.requireFrontEnd('north', 'WEBUI')).not.toThrow()
    expect(() => lent.requireFrontEnd('main', 'WEBUI')).toThrow(expect.objectContaining({ code: 'secret_refused' }))
    expect(lent.verifier('north', 'WEBUI')).toBe(environment.WEBUI)
    expect(lent.verifier('main', 'WEBUI')).toBeUndefined()
  })

  it.each(['CORDON_ROOT_PASSPHRASE', 'file:../root.key', 'A B', ''])('a list never names %j', (name) =>
    expect(SecretSettings.safeParse([{ name }]).success).toBe(false),
  )

  it.each(['https://api.openai.com/v1', 'http://*', 'https://a@b', 'http://127.0.0.1:*:*', 'ftp://h'])(
    'an origin is no %j',
    (origin) => expect(VendorSettings.safeParse({ privateOrigins: [{ origin }] }).success).toBe(false),
  )
})
