import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ed25519Verifier, verifyProof } from '@cordon/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyEd25519 } from './ed25519.ts'
import { createSurroundings, intent, outcome, type Surroundings } from './journal.fixture.ts'
import type { OpenedJournal } from './open-journal.ts'
import { sha256 } from './sealed-entry.ts'

let here: Surroundings
beforeEach(async () => {
  here = await createSurroundings()
})
afterEach(() => here.remove())

async function entries(journal: OpenedJournal, tenant: string, from?: number) {
  const found = []
  for await (const entry of journal.read(tenant, from)) found.push(entry)
  return found
}

describe('a journal', () => {
  it('gives every entry its own place in the log and a gap-free number within its tenant', async () => {
    const journal = await here.open()
    const asked = Array.from({ length: 300 }, (_, i) => ({ tenant: i % 3 === 0 ? 'north' : 'south', request: `r${i}` }))
    const places = await Promise.all(asked.map(({ tenant, request }) => journal.append(tenant, intent(request))))
    expect(new Set(places.map(({ index }) => index)).size).toBe(300)
    const north = await entries(journal, 'north')
    expect(north.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect((await entries(journal, 'south')).map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => i))
    expect(north.map(({ body }) => body)).toEqual(
      asked.filter(({ tenant }) => tenant === 'north').map(({ request }) => intent(request)),
    )
    await journal.close()
  })

  it('reads back from a given number', async () => {
    const journal = await here.open()
    for (let i = 0; i < 5; i++) await journal.append('north', intent(`r${i}`))
    expect((await entries(journal, 'north', 3)).map(({ seq, body }) => [seq, body])).toEqual([
      [3, intent('r3')],
      [4, intent('r4')],
    ])
    await journal.close()
  })

  it('goes on after a close where it stood', async () => {
    const first = await here.open()
    const { index } = await first.append('north', intent('r1'))
    await first.append('north', outcome('r1'))
    await first.close()
    const second = await here.open()
    expect(await second.append('north', intent('r2'))).toMatchObject({ seq: 2 })
    expect((await entries(second, 'north')).map(({ seq }) => seq)).toEqual([0, 1, 2])
    expect((await entries(second, 'north'))[0]?.index).toBe(index)
    await second.close()
  })

  it('proves an entry to whoever has the key and the leaf', async () => {
    const journal = await here.open()
    const { index } = await journal.append('north', intent('r1'))
    const log = ed25519Verifier(journal.vkey, { sha256, verifyEd25519 })
    const proof = await journal.proof(index)
    const [segment = ''] = (await readdir(here.folder)).filter((name) => name.endsWith('.log'))
    const bytes = await readFile(join(here.folder, segment))
    const start = bytes.lastIndexOf('{"v":1')
    const entry = bytes.subarray(start, bytes.indexOf('}', start) + 1)
    expect(await verifyProof(proof, { entry, log, sha256 })).toMatchObject({ index, origin: 'cordon/test' })
    await journal.close()
  })
})
