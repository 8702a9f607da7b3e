import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  consistencyProof,
  createFrontier,
  createWitness,
  encodeAddCheckpoint,
  type HashAt,
  leafHash,
  signCheckpoint,
  type WitnessMemory,
} from '@cordon/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNoteKey, noteVerifier } from '../ed25519.ts'
import { createFaultyDisk, failure } from '../faulty-disk.fixture.ts'
import { random } from '../journal.fixture.ts'
import { nodeDisk } from '../node-disk.ts'
import { sha256 } from '../sealed-entry.ts'
import { createWitnessMemory } from './memory.ts'

const log = createNoteKey('log.example/a', random(32))
const key = createNoteKey('w', random(32), 'cosignature')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-memory-'))
})
afterEach(() => rm(folder, { recursive: true }))

const witnessWith = (memory: WitnessMemory) =>
  createWitness({ logs: [noteVerifier(log.vkey)], signer: key.signer, memory, sha256 })

const kept = new Map<string, Uint8Array>()
const tree = createFrontier(sha256, ({ level, index }, hash) => kept.set(`${level}/${index}`, hash))
const roots = [tree.root()]
for (let i = 0; i < 9; i++) {
  tree.append(leafHash(sha256, Buffer.from(`entry ${i}`)))
  roots.push(tree.root())
}

async function ask(from: number, to: number): Promise<string> {
  const read = (at: readonly HashAt[]) =>
    at.map(({ level, index }) => kept.get(`${level}/${index}`) ?? new Uint8Array(0))
  const head = { origin: 'log.example/a', size: to, root: roots[to] ?? new Uint8Array(0) }
  const proof = from === 0 ? [] : await consistencyProof(from, to, read, sha256)
  return encodeAddCheckpoint({ oldSize: from, proof, checkpoint: await signCheckpoint(head, [log.signer]) })
}

describe('what a witness remembers', () => {
  it('is the old head or the new one, whichever call to the disk fails; and the new one whenever it said yes', async () => {
    const good = createWitnessMemory(nodeDisk, folder)
    let failed = 0
    for (let call = 0, calls = 1; call < calls; call++) {
      await rm(folder, { recursive: true })
      await nodeDisk.makeFolder(folder)
      expect((await witnessWith(good).addCheckpoint(await ask(0, 4))).status).toBe(200)
      const disk = createFaultyDisk((at) => (at.call === call ? failure('EIO') : undefined))
      const answer = await witnessWith(createWitnessMemory(disk, folder))
        .addCheckpoint(await ask(4, 9))
        .catch(() => undefined)
      calls = Math.max(calls, disk.calls.length + 1)
      const size = (await good.read('log.example/a'))?.size
      expect(answer === undefined ? [4, 9] : [9]).toContain(size)
      failed += answer === undefined ? 1 : 0
      // And it goes on from there: what was never answered is asked again.
      const again = await witnessWith(good).addCheckpoint(await ask(size ?? 0, 9))
      expect(again.status).toBe(200)
    }
    expect(failed).toBeGreaterThan(5)
  })

  it('is an error, never nothing, when any byte of it is changed', async () => {
    const memory = createWitnessMemory(nodeDisk, folder)
    await witnessWith(memory).addCheckpoint(await ask(0, 4))
    const [name = ''] = await readdir(folder)
    const bytes = await readFile(join(folder, name))
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      await writeFile(join(folder, name), changed)
      await expect(memory.read('log.example/a')).rejects.toMatchObject({ code: 'journal_damaged' })
    }
    await writeFile(join(folder, name), '')
    await expect(memory.read('log.example/a')).rejects.toMatchObject({ code: 'journal_damaged' })
  })

  it('of one log says nothing of another', async () => {
    const memory = createWitnessMemory(nodeDisk, folder)
    await witnessWith(memory).addCheckpoint(await ask(0, 4))
    expect(await memory.read('log.example/b')).toBeUndefined()
  })
})
