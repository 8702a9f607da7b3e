import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePassphraseFile, openPassphraseFile } from './passphrase.ts'

const random = (length: number): Uint8Array => randomBytes(length)
const PASSPHRASE = 'four words nobody wrote down'
const refused = { code: 'keys_unavailable' }
let folder = ''
let path = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-passphrase-'))
  path = join(folder, 'root.key')
  await writeFile(path, await makePassphraseFile(PASSPHRASE, random), { mode: 0o600 })
})
afterAll(() => rm(folder, { recursive: true }))

const open = (passphrase: string) => openPassphraseFile(path, async () => passphrase, random)

/** scrypt takes half a second of a quiet machine, each time. */
const SCRYPT_MS_MAX = 120_000

describe('a root key under a passphrase', { timeout: SCRYPT_MS_MAX }, () => {
  it('opens with the passphrase, and is the same key each time', async () => {
    const [one, two] = [await open(PASSPHRASE), await open(PASSPHRASE)]
    expect(one.id).toBe(two.id)
    const wrapped = await one.wrap(Buffer.alloc(32, 9), 'north')
    expect(Buffer.from(await two.unwrap(wrapped, 'north')).equals(Buffer.alloc(32, 9))).toBe(true)
  })

  it('opens however an accent was typed', async () => {
    const other = join(folder, 'accent.key')
    await writeFile(other, await makePassphraseFile('caf\u00e9 after midnight', random), { mode: 0o600 })
    await openPassphraseFile(other, async () => 'cafe\u0301 after midnight', random)
  })

  it('does not open with another, and says so', async () => {
    await expect(open(`${PASSPHRASE} `)).rejects.toMatchObject({
      ...refused,
      at: expect.stringContaining('passphrase'),
    })
  })

  it('is not made under a short one', async () => {
    await expect(makePassphraseFile('short', random)).rejects.toMatchObject({ code: 'config_invalid' })
  })

  it('does not open when its file is damaged, edited, or open to others', async () => {
    const text = await readFile(path, 'utf8')
    const edited = JSON.stringify({ ...JSON.parse(text), id: 'another' })
    for (const bad of [text.slice(0, -9), edited, '', 'cordon-kek-1:AAAA']) {
      await writeFile(path, bad)
      await expect(open(PASSPHRASE)).rejects.toMatchObject(refused)
    }
    await writeFile(path, text)
    await chmod(path, 0o644)
    await expect(open(PASSPHRASE)).rejects.toMatchObject(refused)
    await chmod(path, 0o600)
    await open(PASSPHRASE)
  })

  it('holds nothing of key or passphrase that can be read', async () => {
    const text = await readFile(path, 'utf8')
    for (const part of ['four', 'words', Buffer.from(PASSPHRASE).toString('base64url'), 'cordon-kek-1:'])
      expect(text).not.toContain(part)
  })
})
