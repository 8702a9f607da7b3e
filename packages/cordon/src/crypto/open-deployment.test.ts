import { randomBytes } from 'node:crypto'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeySettings } from '../config/keys.ts'
import { createNextRootFile } from './create-key-files.ts'
import { makePassphraseFile } from './kms/passphrase.ts'
import { loadLibrary } from './kms/service-root.ts'
import { createDeploymentKeys, type KeysOf, openDeploymentKeys } from './open-deployment.ts'
import { createMemoryPlace } from './places.fixture.ts'
import { createPlaces } from './places.ts'

const PASSPHRASE = 'four words nobody wrote down'
const refused = { code: 'keys_unavailable' }
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-deployment-'))
})
afterEach(() => rm(folder, { recursive: true }))

const at = (path: string) => join(folder, path)
function of(keys: object, more: Partial<KeysOf> = {}): KeysOf {
  return {
    keys: KeySettings.parse(keys),
    dataFolder: at('data'),
    serviceMs: 400,
    now: () => 0,
    random: (length) => randomBytes(length),
    secret: () => undefined,
    ...more,
  }
}
async function opens(deployment: KeysOf): Promise<void> {
  const keys = await openDeploymentKeys(deployment)
  await keys.keyring.tenant('north')
  await keys.close()
}

/** scrypt takes half a second of a quiet machine, each time. */
const SCRYPT_MS_MAX = 120_000

describe('the keys of a deployment', () => {
  it('are made and opened with a file, and with the short form of it', async () => {
    await createDeploymentKeys(of({ rootFile: at('secret/root.key') }))
    await opens(of({ root: { kind: 'file', file: at('secret/root.key') } }))
    expect((await stat(at('secret/root.key'))).mode & 0o777).toBe(0o600)
  })

  it(
    'are made and opened under a passphrase, from the environment or from whoever is asked',
    async () => {
      const keys = { root: { kind: 'passphrase', file: at('secret/root.key') } }
      const secret = (name: string) => (name === 'CORDON_ROOT_PASSPHRASE' ? PASSPHRASE : undefined)
      await createDeploymentKeys(of(keys, { secret }))
      await opens(of(keys, { ask: async () => PASSPHRASE }))
      await expect(opens(of(keys, { ask: async () => 'another passphrase' }))).rejects.toMatchObject({
        ...refused,
        at: expect.stringContaining('does not open the key file'),
      })
      await expect(opens(of(keys))).rejects.toMatchObject({ at: expect.stringContaining('CORDON_ROOT_PASSPHRASE') })
    },
    SCRYPT_MS_MAX,
  )

  it('do not open with a root key that was moved into the data folder', async () => {
    await createDeploymentKeys(of({ rootFile: at('secret/root.key') }))
    await rename(at('secret/root.key'), at('data/root.key'))
    await expect(opens(of({ rootFile: at('data/root.key') }))).rejects.toMatchObject({ code: 'config_invalid' })
    const passphrase = { root: { kind: 'passphrase', file: at('data/other.key') } }
    await expect(createDeploymentKeys(of(passphrase, { secret: () => PASSPHRASE }))).rejects.toMatchObject({
      code: 'config_invalid',
    })
  })

  it(
    'move to another root key, also to one under a passphrase, by the configuration alone',
    async () => {
      const [old, next] = [at('secret/root.key'), at('secret/next.key')]
      await createDeploymentKeys(of({ rootFile: old }))
      await opens(of({ rootFile: old }))
      const random = (length: number) => randomBytes(length)
      const text = await makePassphraseFile(PASSPHRASE, random)
      await createNextRootFile({ path: next, dataFolder: at('data'), random, text })
      const moved = { root: { kind: 'passphrase', file: next } }
      const secret = () => PASSPHRASE
      const earlier = [{ kind: 'file', file: old }]
      const keys = await openDeploymentKeys(of({ ...moved, earlier }, { secret }))
      expect((await keys.care.rewrap()).failed).toEqual([])
      await keys.close()
      await rm(old)
      await opens(of(moved, { secret }))
    },
    SCRYPT_MS_MAX,
  )

  it('open with an earlier root key that is away, once no register is under it', async () => {
    await createDeploymentKeys(of({ rootFile: at('secret/root.key') }))
    const earlier = [{ kind: 'vault-transit', address: 'https://10.255.255.1:8200', key: 'cordon' }]
    await opens(of({ rootFile: at('secret/root.key'), earlier }))
  })

  it('are refused, by name and within the bound, when the key service is down, slow or not one', async () => {
    const silent = createServer(() => undefined)
    const garbled = createServer((_, response) => response.end('<html>'))
    for (const server of [silent, garbled]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = (server: typeof silent) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const secret = () => 'a-token'
    try {
      for (const [place, words] of [
        ['http://127.0.0.1:1', 'cannot be reached'],
        [address(silent), 'did not answer in time'],
        [address(garbled), 'not what its interface promises'],
      ] as const) {
        const keys = { root: { kind: 'vault-transit', address: place, key: 'cordon' } }
        const began = performance.now()
        await expect(createDeploymentKeys(of(keys, { secret }))).rejects.toMatchObject({
          ...refused,
          at: expect.stringContaining(words),
        })
        expect(performance.now() - began).toBeLessThan(3_000)
      }
    } finally {
      for (const server of [silent, garbled]) {
        server.closeAllConnections()
        server.close()
      }
    }
  })

  it('close soon, also while a place does not answer', async () => {
    await createDeploymentKeys(of({ rootFile: at('secret/root.key') }))
    const stuck = createMemoryPlace('s3:stuck')
    stuck.put = () => new Promise(() => undefined)
    const keys = await openDeploymentKeys({ ...of({ rootFile: at('secret/root.key') }), places: createPlaces([stuck]) })
    await keys.keyring.tenant('north')
    const began = performance.now()
    await keys.close()
    expect(performance.now() - began).toBeLessThan(3_000)
  })

  it('say which credential is missing', async () => {
    const keys = { root: { kind: 'vault-transit', address: 'http://127.0.0.1:1', key: 'cordon' } }
    await expect(createDeploymentKeys(of(keys))).rejects.toMatchObject({ at: expect.stringContaining('VAULT_TOKEN') })
  })

  it('say that a library is not installed', async () => {
    const missing = loadLibrary('aws-kms', async () => {
      throw new Error('Cannot find package')
    })
    await expect(missing).rejects.toMatchObject({ ...refused, at: expect.stringContaining('npm install') })
  })

  it('do not take a root key of two kinds, or of none', () => {
    for (const keys of [{}, { rootFile: '/a', root: { kind: 'file', file: '/b' } }, { root: { kind: 'none' } }])
      expect(KeySettings.safeParse(keys).success).toBe(false)
  })
})
