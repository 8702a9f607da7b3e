import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decrypt } from '../../packages/cordon/src/backup/age/decrypt.ts'
import { encrypt } from '../../packages/cordon/src/backup/age/encrypt.ts'
import { decrypterOf, makeIdentityFile, readIdentities } from '../../packages/cordon/src/backup/age/identities.ts'
import { describeWithTool } from '../support/debian.ts'

const random = (length: number): Uint8Array => randomBytes(length)

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

describeWithTool('age', 'the age program of Debian', () => {
  let folder: string
  let recipients: string[]
  const file = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-age-'))
    const made = ['online', 'offline'].map((name) => makeIdentityFile(file(name), random))
    recipients = (await Promise.all(made)).map(({ recipient }) => recipient)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('opens what is written here', async () => {
    const plain = randomBytes(1_000_000)
    await writeFile(file('a.age'), await all(encrypt(recipients, one(plain), random)))
    for (const identity of ['online', 'offline']) {
      const read = execFileSync('age', ['-d', '-i', file(identity), file('a.age')], { maxBuffer: 2_000_000 })
      expect(read.equals(plain)).toBe(true)
    }
  })

  it('writes what opens here', async () => {
    const plain = randomBytes(1_000_000)
    await writeFile(file('plain'), plain)
    const flags = recipients.flatMap((recipient) => ['-r', recipient])
    execFileSync('age', [...flags, '-o', file('b.age'), file('plain')])
    const decrypter = decrypterOf(await readIdentities(file('offline')))
    expect((await all(decrypt(decrypter, one(await readFile(file('b.age'))), 'b'))).equals(plain)).toBe(true)
  })

  it('makes identity files that are read here', async () => {
    execFileSync('age-keygen', ['-o', file('theirs')], { stdio: 'ignore' })
    expect((await readIdentities(file('theirs'))).length).toBe(1)
  })
})
