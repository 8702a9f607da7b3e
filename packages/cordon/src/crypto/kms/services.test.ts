import { generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openAwsKms } from './aws-kms.ts'
import { openAzureKeyVault } from './azure-key-vault.ts'
import { openGoogleKms } from './google-kms.ts'
import type { RootKey } from './root-key.ts'
import { type Ailment, type Answer, createVaultedKey, type SmallService, startService } from './service.fixture.ts'
import { createServiceRoot, type KeyService } from './service-root.ts'
import { openVaultTransit } from './vault-transit.ts'

/**
 * Each adapter with the vendor's own library, against a server that speaks that vendor's wire: what goes over it, what
 * is bound to it, and what an operator is told when it fails.
 */
const random = (length: number): Uint8Array => randomBytes(length)
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
let folder = ''
let accountFile = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-kms-'))
  accountFile = join(folder, 'account.json')
  const key = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })
  await writeFile(accountFile, JSON.stringify({ client_email: 'cordon@practice.example', private_key: key }))
})
afterAll(() => rm(folder, { recursive: true }))

interface Vendor {
  readonly answer: () => Answer
  readonly open: (service: SmallService) => Promise<KeyService>
  /** Where requests may go. */
  readonly origins: readonly string[]
}

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const GOOGLE_KEY = 'projects/p/locations/us/keyRings/r/cryptoKeys/cordon'
const AZURE_KEY = `https://practice.vault.azure.net/keys/cordon/${'0a'.repeat(16)}`

const VENDORS: Record<string, Vendor> = {
  'aws-kms': {
    origins: ['https://kms.us-east-1.amazonaws.com'],
    open: ({ egress }) =>
      openAwsKms({ key: ARN, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' } }, egress),
    answer: () => {
      const key = createVaultedKey()
      return ({ headers, body }, ailment) => {
        const no = { refused: 'AccessDeniedException', failing: 'KMSInternalException' }[ailment as string]
        if (no !== undefined) return json(ailment === 'failing' ? 500 : 400, { __type: no })
        if (ailment.startsWith('throttled')) return json(400, { __type: 'ThrottlingException' })
        const ask = JSON.parse(body) as Record<string, string> & { EncryptionContext: Record<string, string> }
        const aad = JSON.stringify(ask.EncryptionContext)
        if (ask.KeyId !== ARN || headers['x-amz-date'] === undefined) return json(400, { __type: 'NotFoundException' })
        if (!String(headers.authorization).startsWith('AWS4-HMAC-SHA256 '))
          return json(400, { __type: 'InvalidSignatureException' })
        if (headers['x-amz-target'] === 'TrentService.Encrypt')
          return json(200, { CiphertextBlob: base64(key.encrypt(bytesOf(ask.Plaintext, ailment), aad)), KeyId: ARN })
        const plain = key.decrypt(Buffer.from(ask.CiphertextBlob ?? '', 'base64'), aad)
        if (plain === undefined) return json(400, { __type: 'InvalidCiphertextException' })
        return json(200, { Plaintext: base64(plain), KeyId: ARN })
      }
    },
  },
  'azure-key-vault': {
    origins: ['https://practice.vault.azure.net', 'https://login.microsoftonline.com'],
    open: ({ egress }) =>
      openAzureKeyVault(
        {
          key: AZURE_KEY,
          algorithm: 'RSA-OAEP-256',
          directory: 'directory-id',
          client: 'client-id',
          secret: 'client-secret',
          authority: 'https://login.microsoftonline.com',
        },
        { egress, now: () => Date.now(), random },
      ),
    answer: () => (asked, ailment) => {
      if (asked.path === '/directory-id/oauth2/v2.0/token') {
        const form = new URLSearchParams(asked.body)
        if (ailment === 'refused' || form.get('client_secret') !== 'client-secret')
          return json(400, { error: 'invalid_client' })
        if (form.get('scope') !== 'https://vault.azure.net/.default') return json(400, { error: 'invalid_scope' })
        return json(200, { token_type: 'Bearer', expires_in: 3_599, access_token: 'an-azure-token' })
      }
      if (asked.headers.authorization !== 'Bearer an-azure-token') {
        const challenge =
          'Bearer authorization="https://login.microsoftonline.com/directory-id", resource="https://vault.azure.net"'
        return { ...json(401, { error: { code: 'Unauthorized' } }), headers: { 'www-authenticate': challenge } }
      }
      if (ailment === 'failing') return json(500, { error: { code: 'InternalServerError' } })
      if (ailment.startsWith('throttled')) return json(429, { error: { code: 'Throttled' } })
      const path = new URL(AZURE_KEY).pathname
      const [at] = asked.path.split('?')
      // As a vault answers an identity that may wrap and unwrap, and not look at the key.
      if (at === path) return json(403, { error: { code: 'Forbidden' } })
      const { alg, value } = JSON.parse(asked.body) as { alg: string; value: string }
      const oaep = { oaepHash: 'sha256', padding: 4 }
      if (alg !== 'RSA-OAEP-256') return json(400, { error: { code: 'BadParameter' } })
      if (at === `${path}/wrapkey`) {
        const wrapped = publicEncrypt({ key: rsa.publicKey, ...oaep }, bytesOf(value, ailment))
        return json(200, { kid: AZURE_KEY, value: wrapped.toString('base64url') })
      }
      if (at !== `${path}/unwrapkey`) return json(404, { error: { code: 'KeyNotFound' } })
      try {
        const plain = privateDecrypt({ key: rsa.privateKey, ...oaep }, Buffer.from(value, 'base64url'))
        return json(200, { kid: AZURE_KEY, value: plain.toString('base64url') })
      } catch {
        return json(400, { error: { code: 'BadParameter' } })
      }
    },
  },
  'google-kms': {
    origins: ['https://cloudkms.googleapis.com', 'https://oauth2.googleapis.com'],
    open: ({ egress }) => openGoogleKms({ key: GOOGLE_KEY, credentialsFile: accountFile }, egress),
    answer: () => {
      const key = createVaultedKey()
      return ({ path, headers, body }, ailment) => {
        if (path === '/token') {
          const claim = new URLSearchParams(body).get('assertion')?.split('.')[1] ?? ''
          const { iss } = JSON.parse(Buffer.from(claim, 'base64url').toString()) as { iss: string }
          if (ailment === 'refused' || iss !== 'cordon@practice.example') return json(400, { error: 'invalid_grant' })
          return json(200, { access_token: 'a-google-token', expires_in: 3_599, token_type: 'Bearer' })
        }
        if (headers.authorization !== 'Bearer a-google-token')
          return json(401, { error: { status: 'UNAUTHENTICATED' } })
        if (ailment === 'failing') return json(503, { error: { status: 'UNAVAILABLE' } })
        if (ailment.startsWith('throttled')) return json(429, { error: { status: 'RESOURCE_EXHAUSTED' } })
        const ask = JSON.parse(body) as Record<string, string>
        const aad = ask.additionalAuthenticatedData ?? ''
        if (path === `/v1/${GOOGLE_KEY}:encrypt`)
          return json(200, { ciphertext: base64(key.encrypt(bytesOf(ask.plaintext, ailment), aad)) })
        const plain = key.decrypt(Buffer.from(ask.ciphertext ?? '', 'base64'), aad)
        if (plain === undefined) return json(400, { error: { status: 'INVALID_ARGUMENT' } })
        return json(200, { plaintext: base64(plain) })
      }
    },
  },
  'vault-transit': {
    origins: ['https://10.0.0.5:8200'],
    open: async ({ egress }) =>
      openVaultTransit(
        { address: 'https://10.0.0.5:8200', mount: 'transit', key: 'cordon', token: async () => 'a-vault-token' },
        egress,
      ),
    answer: () => {
      const key = createVaultedKey()
      return ({ path, headers, body }, ailment) => {
        if (ailment === 'refused' || headers['x-vault-token'] !== 'a-vault-token')
          return json(403, { errors: ['permission denied'] })
        if (ailment === 'failing') return json(503, { errors: ['Vault is sealed'] })
        if (ailment.startsWith('throttled')) return json(429, { errors: ['rate limit quota exceeded'] })
        const ask = JSON.parse(body) as Record<string, string>
        const aad = ask.associated_data ?? ''
        if (path === '/v1/transit/encrypt/cordon') {
          const wrapped = key.encrypt(bytesOf(ask.plaintext, ailment), aad)
          return json(200, { data: { ciphertext: `vault:v1:${base64(wrapped)}`, key_version: 1 } })
        }
        const plain = key.decrypt(Buffer.from((ask.ciphertext ?? '').split(':')[2] ?? '', 'base64'), aad)
        if (plain === undefined) return json(400, { errors: ['cipher: message authentication failed'] })
        return json(200, { data: { plaintext: base64(plain) } })
      }
    },
  },
}

describe.each(Object.keys(VENDORS))('%s', (name) => {
  const vendor = VENDORS[name] as Vendor
  const KEY = Buffer.alloc(32, 7)
  let service: SmallService
  let faults: string[]
  const open = async (ms = 4_000): Promise<RootKey> => {
    service = await startService(vendor.answer())
    faults = []
    return createServiceRoot(await vendor.open(service), {
      ms,
      pausesMs: [5, 10],
      onFault: (of, fault) => faults.push(`${of} ${fault}`),
    })
  }
  afterEach(() => service.stop())

  it('wraps and unwraps a key, through registered recipients only', async () => {
    const root = await open()
    const wrapped = await root.wrap(KEY, 'north')
    expect(Buffer.from(await root.unwrap(wrapped, 'north')).equals(KEY)).toBe(true)
    expect(Buffer.from(wrapped).includes(KEY)).toBe(false)
    expect(service.allowed).toEqual(vendor.origins)
  })

  it('binds the name of the register', async () => {
    const root = await open()
    const wrapped = await root.wrap(KEY, 'north')
    await expect(root.unwrap(wrapped, 'south')).rejects.toMatchObject({ code: 'keys_unavailable' })
    await expect(root.unwrap(wrapped.subarray(0, -1), 'north')).rejects.toMatchObject({ code: 'keys_unavailable' })
    await expect(root.unwrap(Buffer.from('nothing'), 'north')).rejects.toMatchObject({ code: 'keys_unavailable' })
  })

  it('gets over being asked to wait once', async () => {
    const root = await open()
    await root.wrap(KEY, 'north')
    service.ailment = 'throttled once'
    await root.wrap(KEY, 'north')
  })

  it.each([
    ['failing', 'reports a fault of its own'],
    ['throttled', 'asks to be called less often'],
    ['refused', 'refused our credentials'],
    ['garbage', 'not what its interface promises'],
    ['wrong bytes', 'not what its interface promises'],
    ['slow', 'did not answer in time'],
  ] as const)('that is %s: says so, and that no key was changed', async (ailment: Ailment, words) => {
    const root = await open(ailment === 'slow' ? 300 : 8_000)
    service.ailment = ailment
    const began = performance.now()
    const error = await root.wrap(KEY, 'north').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'keys_unavailable', at: expect.stringContaining(words) })
    expect((error as { at: string }).at).toContain('no key was changed')
    expect(performance.now() - began).toBeLessThan(6_000)
    expect(faults).toHaveLength(1)
  })

  it('that is down: says so', async () => {
    const root = await open()
    await service.stop()
    const error = root.unwrap(Buffer.alloc(300, 1), 'north')
    await expect(error).rejects.toMatchObject({ code: 'keys_unavailable' })
  })
})

const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** What the service takes for the key to wrap: under `wrong bytes` it mistakes one bit. */
function bytesOf(text: string | undefined, ailment: Ailment): Buffer {
  const bytes = Buffer.from(text ?? '', 'base64')
  if (ailment === 'wrong bytes') bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes
}
