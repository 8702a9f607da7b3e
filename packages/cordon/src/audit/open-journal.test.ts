import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { decodeFrames, ed25519Verifier, signCheckpoint, verifyProof } from '@cordon/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { createLogKey, verifyEd25519 } from './ed25519.ts'
import { createSurroundings, intent, outcome, type Surroundings } from './journal.fixture.ts'
import type { OpenedJournal } from './open-journal.ts'
import { sha256 } from './sealed-entry.ts'
import { verifyJournal } from './verify-files.ts'

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

  it('hands out nothing that lies on the disk instead of what was appended', async () => {
    const journal = await here.open()
    for (let i = 0; i < 5; i++) await journal.append('north', intent(`r${i}`))
    const [name = ''] = (await readdir(here.folder)).filter((one) => one.endsWith('.log'))
    const path = join(here.folder, name)
    const bytes = await readFile(path)
    const frames = [...decodeFrames(bytes)].filter((read) => read.kind === 'frame')
    const [two, three] = [frames.at(-2), frames.at(-1)]
    if (two === undefined || three === undefined) throw new Error('no two entries to exchange')
    expect(two.length).toBe(three.length)
    bytes.copy(bytes, three.offset, two.offset, two.offset + two.length)
    await writeFile(path, bytes)
    await expect(entries(journal, 'north')).rejects.toMatchObject({ code: 'journal_damaged' })
    await journal.close().catch(() => undefined)
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

describe('a checkpoint', () => {
  it('covers what was asked for, and callers of one moment share a signature', async () => {
    const journal = await here.open()
    await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append('north', intent(`r${i}`))))
    const size = journal.size
    const heads = await Promise.all(Array.from({ length: 50 }, () => journal.checkpoint(size)))
    expect(new Set(heads.map(({ note }) => note)).size).toBe(1)
    expect(heads[0]).toMatchObject({ origin: 'cordon/test', size })
    expect(await readFile(join(here.folder, 'checkpoint'), 'utf8')).toBe(heads[0]?.note)
    await expect(journal.checkpoint(size + 1)).rejects.toMatchObject({ code: 'not_found' })
    await journal.close()
  })

  it('is signed by itself while there is something new, and not again when there is not', async () => {
    const journal = await here.open()
    await journal.append('north', intent('r1'))
    await here.tick()
    const { size, note } = await journal.checkpoint(0)
    expect(size).toBe(journal.size)
    await here.tick()
    expect((await journal.checkpoint(0)).note).toBe(note)
    await journal.close()
  })

  it('has one root for one size, whoever asks and whenever', async () => {
    const journal = await here.open()
    const roots = new Map<number, string>()
    const ask = async () => {
      const { size, root } = await journal.checkpoint(journal.size)
      expect(roots.get(size) ?? root).toBe(root)
      roots.set(size, root)
    }
    const work = Array.from({ length: 60 }, (_, i) => journal.append('north', intent(`r${i}`)).then(ask))
    await Promise.all(work)
    await journal.close()
    const again = await here.open()
    const { note } = await again.checkpoint(again.size)
    await again.close()
    for (const [size, root] of roots) {
      const since = await signHead(size, root)
      expect(await verifyJournal(here.folder, { since })).toMatchObject({ ok: true })
    }
    expect(note).toContain('cordon/test')
  })

  function signHead(size: number, root: string): Promise<string> {
    const { signer, origin } = createLogKey('test', here.keyring.checkpointSeed)
    return signCheckpoint({ origin, size, root: Buffer.from(root, 'base64') }, [signer])
  }
})

describe('a body', () => {
  it('that is not of the contract is refused, and its text is not told', async () => {
    const journal = await here.open()
    const kept = { ['Maria Gonzalez '.repeat(20)]: 1 }
    const secrets = [
      { ...intent('r1'), note: 'Maria Gonzalez' },
      { class: 'ingest', v: 1, principal: 'p', source: 's', kept, skipped: {} } as const,
    ]
    for (const secret of secrets) {
      const error = await journal.append('north', secret).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'internal', at: expect.stringContaining('journal body') })
      expect(inspect(error, { depth: 9 })).not.toContain('Gonzalez')
    }
    await journal.close()
  })

  it('over 65,535 bytes is refused', async () => {
    const journal = await here.open()
    const kept = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}`.padStart(190, 'x'), i]))
    const body = { class: 'ingest', v: 1, principal: 'p', source: 's', kept, skipped: {} } as const
    await expect(journal.append('north', body)).rejects.toMatchObject({ code: 'internal' })
    expect(await journal.append('north', intent('r1'))).toMatchObject({ seq: 0 })
    await journal.close()
  })

  it('stands in no file in clear, nor does the tenant’s name', async () => {
    const journal = await here.open()
    await journal.append('north', intent('a-request-to-look-for'))
    await journal.close()
    for (const name of await readdir(here.folder)) {
      const text = (await readFile(join(here.folder, name))).toString('latin1')
      expect(text).not.toMatch(/a-request-to-look-for|north/)
    }
  })

  it('is opened in a later month with the key of its own', async () => {
    const journal = await here.open()
    await journal.append('north', intent('r1'))
    here.now += 40 * 86_400_000
    await journal.append('north', intent('r2'))
    expect((await entries(journal, 'north')).map(({ body }) => body)).toEqual([intent('r1'), intent('r2')])
    await journal.close()
  })
})

describe('a data folder', () => {
  it('that is no folder is named so', async () => {
    await writeFile(join(here.dataFolder, 'file'), '')
    const dataFolder = join(here.dataFolder, 'file')
    await expect(here.open({ dataFolder })).rejects.toMatchObject({ code: 'data_folder_invalid' })
  })

  it('holds segments of a bounded size, each named for its first entry', async () => {
    const journal = await here.open({ limits: { segmentBytesMax: 4_000 } })
    for (let i = 0; i < 30; i++) await journal.append('north', intent(`r${i}`))
    await journal.close()
    const names = (await readdir(here.folder)).filter((name) => name.endsWith('.log'))
    expect(names.length).toBeGreaterThan(3)
    for (const name of names) expect((await stat(join(here.folder, name))).size).toBeLessThanOrEqual(4_000)
    const again = await here.open()
    const held = (await entries(again, 'north')).filter((entry) => entry.class === 'intent')
    expect(held.map(({ body }) => body)).toEqual(Array.from({ length: 30 }, (_, i) => intent(`r${i}`)))
    await again.close()
  })

  it('has files that nobody else can read', async () => {
    await (await here.open()).close()
    for (const name of await readdir(here.folder)) {
      expect((await stat(join(here.folder, name))).mode & 0o077).toBe(0)
    }
    expect((await stat(here.folder)).mode & 0o077).toBe(0)
  })
})

describe('more callers than may wait', () => {
  it('are refused at once, while outcomes still find a place', async () => {
    const journal = await here.open({ limits: { waitingMax: 10 } })
    await journal.append('north', intent('first'))
    const asked = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => journal.append('north', intent(`r${i}`))),
    )
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(new Set(refused)).toEqual(new Set(['journal_unavailable']))
    expect(refused.length).toBeGreaterThan(0)
    expect((await entries(journal, 'north')).length).toBe(51 - refused.length)
    await journal.close()
  })
})

describe('canonical JSON', () => {
  it('has one text for one value', () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: 'é\n' }], a: null, B: -0 })).toBe(
      '{"B":0,"a":null,"b":[1,{"c":"é\\n"}]}',
    )
  })
})
