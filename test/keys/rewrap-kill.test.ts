import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { createKeyFiles, type KeyFiles } from '../../packages/cordon/src/crypto/create-key-files.ts'
import type { Keyring } from '../../packages/cordon/src/crypto/keyring.ts'
import { openRootKeyFile, printKek } from '../../packages/cordon/src/crypto/kms/file.ts'
import { openKeyring, openKeys } from '../../packages/cordon/src/crypto/open-keyring.ts'
import { createRegisters } from '../../packages/cordon/src/crypto/registers.ts'
import { createRoots } from '../../packages/cordon/src/crypto/roots.ts'
import { isBuilt } from '../support/demo-process.ts'

/** A rewrap in a process of its own, killed at any moment, again and again; the next one goes on where it was. */
const ROUNDS = theOutside().secret('CORDON_TEST_LONG') === undefined ? 4 : 60
const REGISTERS = 150
const SCRIPT = fileURLToPath(new URL('rewrap.mjs', import.meta.url))
const random = (length: number): Uint8Array => randomBytes(length)
const place = (tenant: string) => ({ tenant, table: 'body', row: '1', column: 'left' })

interface Sealed {
  readonly tenant: string
  readonly sealed: string
}

describe.skipIf(!isBuilt)(`kill -9 during a rewrap, ${ROUNDS} rounds`, () => {
  let folder: string
  let files: KeyFiles
  let oldFile: string
  const told: Sealed[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-rewrap-'))
    oldFile = join(folder, 'secret/kek')
    files = await createKeyFiles({ kekPath: oldFile, dataFolder: join(folder, 'data'), random })
    const keyring = await openKeyring({ ...files, now: Date.now, random })
    await Promise.all(Array.from({ length: REGISTERS }, async (_, n) => told.push(await sealOne(keyring, `t${n}`))))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(Array.from({ length: ROUNDS }, (_, n) => n + 1))('round %i', async (round) => {
    const newFile = join(folder, 'secret', `kek-${round}`)
    await writeFile(newFile, printKek(random(32)), { mode: 0o600 })
    await runAndKill(newFile, randomInt(0, 150))
    const [old, root] = [await openRootKeyFile(oldFile, random), await openRootKeyFile(newFile, random)]
    const open = (earlier: boolean) =>
      openKeys({
        roots: createRoots(root, earlier ? [{ id: old.id, open: async () => old }] : []),
        registers: createRegisters({ folder: files.registerFolder, random }),
        now: Date.now,
        random,
      })
    const { care } = await open(true)
    expect((await care.rewrap()).failed).toEqual([])
    const { keyring } = await open(false)
    for (const { tenant, sealed } of told) expect(await openOne(keyring, tenant, sealed)).toBe('meanwhile')
    oldFile = newFile
  })

  /** Notes what the process had sealed and told before it was killed. */
  async function runAndKill(newFile: string, afterMs: number): Promise<void> {
    const child = spawn(process.execPath, [SCRIPT, files.registerFolder, oldFile, newFile])
    const gone = new Promise((resolve) => child.once('close', resolve))
    const killer = { timer: undefined as NodeJS.Timeout | undefined }
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'begun') killer.timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
      else if (line.startsWith('{"tenant"') && line.endsWith('"}')) told.push(JSON.parse(line) as Sealed)
    }
    clearTimeout(killer.timer)
    await gone
  }
})

async function sealOne(keyring: Keyring, tenant: string): Promise<Sealed> {
  const key = await keyring.sealing({ tenant, purpose: 'body' })
  return { tenant, sealed: Buffer.from(key.seal(Buffer.from('meanwhile'), place(tenant))).toString('base64') }
}

async function openOne(keyring: Keyring, tenant: string, sealed: string): Promise<string> {
  const bytes = Buffer.from(sealed, 'base64')
  return Buffer.from((await keyring.opening(tenant, bytes)).open(bytes, place(tenant))).toString()
}
