import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  decodeBundle,
  ed25519Verifier,
  openCheckpoint,
  parseLeaf,
  tilesOf,
  toBase64,
  verifyProof,
} from '@cordon/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyEd25519 } from './ed25519.ts'
import { exportTiles } from './export-tiles.ts'
import { createSurroundings, intent, type Surroundings } from './journal.fixture.ts'
import { proveEntry } from './prove-entry.ts'
import { sha256 } from './sealed-entry.ts'
import { verifyJournal } from './verify-files.ts'

const asked = 600
let here: Surroundings
let tiles: string

beforeAll(async () => {
  here = await createSurroundings()
  tiles = join(here.dataFolder, 'tiles')
  const journal = await here.open({ limits: { segmentBytesMax: 64 * 1024 } })
  await Promise.all(Array.from({ length: asked }, (_, i) => journal.append('north', intent(`r${i}`))))
  await journal.close()
})
afterAll(() => here.remove())

describe('an exported log', () => {
  it('holds every tile and bundle of the signed size, and no body', async () => {
    const { size, origin } = await exportTiles(here.folder, tiles)
    expect(origin).toBe('cordon/test')
    const names = (await readdir(tiles, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    expect(names).toHaveLength([...tilesOf(size)].length + Math.ceil(size / 256) + 2)
    const first = decodeBundle(await readFile(join(tiles, 'tile/entries/000')))
    expect(first).toHaveLength(256)
    expect(first.map((leaf) => parseLeaf(leaf).v)).toEqual(Array.from({ length: 256 }, () => 1))
    expect((await readFile(join(tiles, 'tile/0/000'))).length).toBe(256 * 32)
    expect((await readFile(join(tiles, 'tile/1/000.p/2'))).length).toBe(64)
  })

  it('carries the signed checkpoint and the key that checks it', async () => {
    await exportTiles(here.folder, tiles)
    const vkey = (await readFile(join(tiles, 'log.vkey'), 'utf8')).trim()
    const log = ed25519Verifier(vkey, { sha256, verifyEd25519 })
    const head = await openCheckpoint(await readFile(join(tiles, 'checkpoint'), 'utf8'), log)
    expect(toBase64(head.root)).toBe((await verifyJournal(here.folder)).root)
  })

  it('proves any entry from the files alone', async () => {
    const vkey = (await readFile(join(here.folder, 'log.vkey'), 'utf8')).trim()
    const log = ed25519Verifier(vkey, { sha256, verifyEd25519 })
    for (const index of [0, 255, 256, asked]) {
      const { proof, entry } = await proveEntry(here.folder, index)
      expect(await verifyProof(proof, { entry, log, sha256 })).toMatchObject({ index })
    }
    await expect(proveEntry(here.folder, 1e6)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is refused when the files are not those that were signed', async () => {
    const path = join(here.folder, 'checkpoint')
    const note = await readFile(path, 'utf8')
    await writeFile(path, note.replace(/^[0-9]+$/m, '2'))
    await expect(exportTiles(here.folder, join(tiles, 'b'))).rejects.toMatchObject({ code: 'journal_damaged' })
    await writeFile(path, note)
  })
})
