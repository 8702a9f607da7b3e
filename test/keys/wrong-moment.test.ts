import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDirectoryStore } from '../../packages/cordon/src/backup/stores/directory.ts'
import { createKeyFiles } from '../../packages/cordon/src/crypto/create-key-files.ts'
import { createTestKeys, random } from '../../packages/cordon/src/crypto/keys.fixture.ts'
import { createMemoryPlace } from '../../packages/cordon/src/crypto/places.fixture.ts'

/** Keys, and what happens to them at the moments that nobody planned for. */

const of = (patient: string) => ({ tenant: 'north', purpose: 'patient', patient }) as const
const PLACE = { tenant: 'north', table: 't', row: 'r', column: 'c' }

describe('a patient’s keys, destroyed', () => {
  it('go with a key that was made after the destruction was confirmed', async () => {
    const keys = await createTestKeys()
    const { keyring, care } = await keys.open({ stores: [createMemoryPlace('m')] })
    await keyring.sealing(of('p'))
    const doom = await care.doomed('north', ['p'])
    await care.rotate('north')
    const late = (await keyring.sealing(of('p'))).seal(Buffer.from('late'), PLACE)
    await care.destroy('north', doom)
    await expect(keyring.opening('north', late)).rejects.toMatchObject({ code: 'keys_unavailable' })
    await keys.remove()
  })

  it('are not left in the draft of a copy that was cut off', async () => {
    const keys = await createTestKeys()
    const folder = await mkdtemp(join(tmpdir(), 'cordon-moment-'))
    const dataFolder = join(keys.files.registerFolder, '..')
    const open = async () =>
      keys.open({ stores: [await openDirectoryStore({ folder, dataFolder, now: Date.now, random })] })
    const first = await open()
    await first.keyring.sealing(of('p'))
    await first.places.idle()
    const there = join(folder, 'keys/north')
    const [copy = ''] = await readdir(there)
    await writeFile(join(there, `${copy}.0a0b0c0d0e0f.partial`), await readFile(join(there, copy)))
    const { care, places } = await open()
    await care.destroy('north', await care.doomed('north', ['p']))
    await places.idle()
    expect(await care.confirmed('north')).toBe(true)
    expect((await readdir(there)).filter((name) => name.endsWith('.partial'))).toEqual([])
    await keys.remove()
    await rm(folder, { recursive: true })
  })
})

describe('a second init', () => {
  it('beside a root key whose data folder was lost keeps the recovery key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-moment-'))
    const at = { kekPath: join(folder, 'secret/root.key'), dataFolder: join(folder, 'data'), random }
    const { recoveryPath } = await createKeyFiles(at)
    const before = await readFile(recoveryPath, 'utf8')
    await rm(at.dataFolder, { recursive: true })
    expect((await createKeyFiles(at)).recoveryPath).toBe(recoveryPath)
    expect(await readFile(recoveryPath, 'utf8')).toBe(before)
    await rm(folder, { recursive: true })
  })
})

describe('a register that was set back', () => {
  it('seals nothing more once a slow place has said so, though it was opened before', async () => {
    const keys = await createTestKeys()
    const store = createMemoryPlace('m')
    const first = await keys.open({ stores: [store] })
    await first.keyring.sealing(of('p'))
    await first.places.idle()
    const path = join(keys.files.registerFolder, 'north.json')
    const old = await readFile(path)
    await first.keyring.sealing(of('q'))
    await first.places.idle()
    await writeFile(path, old)
    const { keyring, places, registers } = await keys.open({ stores: [store], asked: false })
    await keyring.sealing(of('p'))
    await places.compare(await registers.names(), (name) => registers.read(name))
    await expect(keyring.sealing(of('r'))).rejects.toMatchObject({ code: 'keys_unavailable' })
    await keys.remove()
  })
})
