import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decrypter, Encrypter } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decrypt } from './decrypt.ts'
import { encrypt } from './encrypt.ts'
import { checkRecipient, decrypterOf, makeIdentityFile, readIdentities, recipientsOf } from './identities.ts'

const random = (length: number): Uint8Array => randomBytes(length)
let folder: string
let keys: { file: string; recipient: string; identities: string[] }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-age-'))
  keys = await Promise.all(
    ['online', 'offline', 'stranger'].map(async (name) => {
      const file = join(folder, name)
      const { recipient } = await makeIdentityFile(file, random)
      return { file, recipient, identities: await readIdentities(file) }
    }),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const recipients = () => keys.slice(0, 2).map(({ recipient }) => recipient)
const key = (n: number) => keys[n] ?? { file: '', recipient: '', identities: [] }

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

const open = (n: number, sealed: Uint8Array, size = 10_000) =>
  all(decrypt(decrypterOf(key(n).identities), pieces(sealed, size), 'it'))

describe('an encrypted file', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 300_000])(
    'of %i bytes opens for each recipient and nobody else',
    async (bytes) => {
      const plain = randomBytes(bytes)
      const sealed = await all(encrypt(recipients(), pieces(plain, 7_777), random))
      expect((await open(0, sealed)).equals(plain)).toBe(true)
      expect((await open(1, sealed, 1)).equals(plain)).toBe(true)
      await expect(open(2, sealed)).rejects.toMatchObject({ code: 'backup_key_wrong', at: 'it' })
    },
  )

  it('is what the reference library reads, and what it writes opens here', async () => {
    const plain = randomBytes(200_000)
    const theirs = new Decrypter()
    for (const identity of key(1).identities) theirs.addIdentity(identity)
    expect(
      Buffer.from(await theirs.decrypt(await all(encrypt(recipients(), pieces(plain, 999), random)))).equals(plain),
    ).toBe(true)
    const encrypter = new Encrypter()
    for (const recipient of recipients()) encrypter.addRecipient(recipient)
    expect((await open(0, await encrypter.encrypt(plain))).equals(plain)).toBe(true)
  })

  it('is refused with any byte changed, cut off anywhere, or something behind it', async () => {
    const sealed = await all(encrypt(recipients(), pieces(randomBytes(140_000), 9_999), random))
    const header = sealed.indexOf('\n--- ') + 49
    const places = [30, header + 3, header + 20, header + 70_000, sealed.length - 1]
    for (const place of places) {
      const edited = Buffer.from(sealed)
      edited[place] = (edited[place] ?? 0) ^ 1
      await expect(open(0, edited), `byte ${place}`).rejects.toMatchObject({ code: /backup_(damaged|key_wrong)/ })
    }
    for (const end of [0, 10, header, header + 16, header + 17, header + 16 + 65_552, sealed.length - 1])
      await expect(open(0, sealed.subarray(0, end)), `${end} bytes`).rejects.toMatchObject({ code: 'backup_damaged' })
    await expect(open(0, Buffer.concat([sealed, randomBytes(1)]))).rejects.toMatchObject({ code: 'backup_damaged' })
  })
})

describe('an identity file', () => {
  it('is for its owner alone, never written over, and tells its recipient', async () => {
    expect((await stat(key(0).file)).mode & 0o777).toBe(0o600)
    expect(await recipientsOf(key(0).identities)).toEqual([key(0).recipient])
    await expect(makeIdentityFile(key(0).file, random)).rejects.toMatchObject({ code: 'usage' })
  })

  it('is refused when it is open to others, something else, or missing', async () => {
    const file = join(folder, 'other')
    await expect(readIdentities(file)).rejects.toMatchObject({ code: 'keys_unavailable' })
    await writeFile(file, 'not a key\n', { mode: 0o600 })
    await expect(readIdentities(file)).rejects.toMatchObject({ at: 'the age identity file is no age identity file' })
    await writeFile(file, await readFile(key(0).file))
    await chmod(file, 0o644)
    await expect(readIdentities(file)).rejects.toMatchObject({
      at: 'the age identity file is open to others: chmod 600',
    })
  })

  it('has a recipient that the configuration takes, and no other text', () => {
    checkRecipient(key(0).recipient, 'x')
    for (const wrong of ['age1', 'ssh-ed25519 AAAA', `${key(0).recipient}x`, key(0).identities[0] ?? ''])
      expect(() => checkRecipient(wrong, 'backup.recipients.0')).toThrow('configuration')
  })
})
