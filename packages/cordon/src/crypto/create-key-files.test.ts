import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeyFiles } from './create-key-files.ts'
import { printKek } from './kms/file.ts'
import { openKeyring } from './open-keyring.ts'
import { recoverKek } from './recovery.ts'

const random = (length: number): Uint8Array => randomBytes(length)
let folder: string
const at = () => ({ kekPath: join(folder, 'secret/kek'), dataFolder: join(folder, 'data'), random })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-init-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('createKeyFiles', () => {
  it('makes files for their owner alone', async () => {
    const files = await createKeyFiles(at())
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    for (const path of [folder, `${folder}/data`, files.registerFolder, `${folder}/secret`]) {
      expect(await mode(path)).toBe('700')
    }
    for (const path of [files.kekPath, files.recoveryPath, join(files.registerFolder, '_node.json')]) {
      expect(await mode(path)).toBe('600')
    }
  })

  it('leaves everything as it is when it runs again, also without the recovery key that was taken away', async () => {
    const files = await createKeyFiles(at())
    const paths = [files.kekPath, join(files.registerFolder, '_node.json')]
    const before = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    await rm(files.recoveryPath)
    await createKeyFiles(at())
    expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(before)
    await expect(stat(files.recoveryPath)).rejects.toThrow()
  })

  it('completes what a kill left half done', async () => {
    await mkdir(join(folder, 'secret'), { recursive: true })
    await writeFile(join(folder, 'secret/kek.tmp'), 'cordon-ke')
    const files = await createKeyFiles(at())
    await rm(join(files.registerFolder, '_node.json'))
    await createKeyFiles(at())
    await openKeyring({ ...files, now: () => 0, random })
  })

  it('refuses a root key inside the data folder, also through a symbolic link', async () => {
    await mkdir(join(folder, 'data'))
    await symlink(join(folder, 'data'), join(folder, 'elsewhere'))
    for (const kekPath of [join(folder, 'data/kek'), join(folder, 'elsewhere/kek'), join(folder, 'data/a/b/kek')]) {
      await expect(createKeyFiles({ ...at(), kekPath })).rejects.toMatchObject({ code: 'config_invalid' })
    }
  })

  it('makes no second root key, and no second node, where registers exist already', async () => {
    const files = await createKeyFiles(at())
    const kek = await readFile(files.kekPath)
    await rm(files.kekPath)
    await expect(createKeyFiles(at())).rejects.toMatchObject({ code: 'keys_unavailable' })
    await writeFile(files.kekPath, kek, { mode: 0o600 })
    await (await openKeyring({ ...files, now: () => 0, random })).tenant('north')
    await rm(join(files.registerFolder, '_node.json'))
    await expect(createKeyFiles(at())).rejects.toMatchObject({ code: 'keys_unavailable' })
    await expect(openKeyring({ ...files, now: () => 0, random })).rejects.toMatchObject({ code: 'keys_unavailable' })
  })

  it('makes a recovery key that opens what the root key opened, and no other does', async () => {
    const files = await createKeyFiles(at())
    const place = { tenant: 'north', table: 'document', row: '1', column: 'sealed' }
    const key = await (await openKeyring({ ...files, now: () => 0, random })).sealing({
      tenant: 'north',
      purpose: 'body',
    })
    const sealed = key.seal(Buffer.from('a note'), place)
    const recovered = await recoverKek({ path: files.recoveryPath, registerFolder: files.registerFolder, random })
    await rm(files.kekPath)
    await writeFile(files.kekPath, printKek(recovered), { mode: 0o600 })
    const again = await (await openKeyring({ ...files, now: () => 0, random })).opening('north', sealed)
    expect(Buffer.from(again.open(sealed, place)).toString()).toBe('a note')
    await writeFile(files.recoveryPath, `cordon-recovery-1:${randomBytes(32).toString('base64url')}\n`)
    const wrong = recoverKek({ path: files.recoveryPath, registerFolder: files.registerFolder, random })
    await expect(wrong).rejects.toMatchObject({ code: 'keys_unavailable' })
  })
})

describe('the root key file', () => {
  it('is refused when others may read it, when it is another file, and when it is missing', async () => {
    const files = await createKeyFiles(at())
    const refused = { code: 'keys_unavailable' }
    const open = () => openKeyring({ ...files, now: () => 0, random })
    await chmod(files.kekPath, 0o640)
    await expect(open()).rejects.toMatchObject(refused)
    await chmod(files.kekPath, 0o600)
    await open()
    await writeFile(files.kekPath, 'something else\n')
    await expect(open()).rejects.toMatchObject(refused)
    await rm(files.kekPath)
    await expect(open()).rejects.toMatchObject(refused)
  })
})
