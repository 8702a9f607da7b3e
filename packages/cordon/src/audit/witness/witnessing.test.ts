import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cosignatureVerifier, openNote, parseCheckpoint, parsePolicy, verifyProof } from '@cordon/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEgress, type Egress } from '../../kernel/egress.ts'
import { declareLoss } from '../declare-loss.ts'
import { arithmetic, noteVerifier } from '../ed25519.ts'
import { exportTiles } from '../export-tiles.ts'
import { createSurroundings, intent, random, type Surroundings } from '../journal.fixture.ts'
import { nodeDisk } from '../node-disk.ts'
import type { OpenedJournal } from '../open-journal.ts'
import { proveEntry } from '../prove-entry.ts'
import { sha256 } from '../sealed-entry.ts'
import { verifyJournal } from '../verify-files.ts'
import { readContradiction, readWitnessed } from './kept.ts'
import { type OpenWitness, openWitness, type WitnessDeps } from './open-witness.ts'
import { createWitnessing, isAnchored, startWitnessing, type Witnessing } from './witnessing.ts'

const limits = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 10_000,
  upstreamBytesMax: 65_536,
  upstreamConnectionsMax: 4,
}
const EVERY = 10_000

let here: Surroundings
let journal: OpenedJournal
let egress: Egress
let open: OpenWitness[]

beforeEach(async () => {
  here = await createSurroundings()
  journal = await here.open()
  egress = createEgress({ limits })
  open = []
})
afterEach(async () => {
  await egress.close()
  for (const witness of open) await witness.close().catch(() => undefined)
  await journal.close().catch(() => undefined)
  await here.remove()
})

async function witnessAt(
  name: string,
  given: { port?: number; logs?: string[]; tls?: WitnessDeps['tls'] } = {},
): Promise<OpenWitness> {
  const witness = await openWitness({
    folder: join(here.dataFolder, '..', name),
    logs: given.logs ?? [journal.vkey],
    name: `witness.example/${name}`,
    host: '127.0.0.1',
    port: given.port ?? 0,
    tls: given.tls,
    disk: nodeDisk,
    now: () => here.now,
    random,
  })
  open.push(witness)
  return witness
}

function witnessing(...witnesses: readonly OpenWitness[]): Witnessing {
  return createWitnessing({ witnesses, egress, log: journal, disk: nodeDisk, now: () => here.now })
}

async function grow(entries: number): Promise<void> {
  await Promise.all(Array.from({ length: entries }, (_, i) => journal.append('north', intent(`r${i}`))))
  await journal.checkpoint(journal.size)
}

const verifierOf = ({ vkey }: OpenWitness) => cosignatureVerifier(vkey, arithmetic)

describe('a journal with a witness', () => {
  it('has its newest checkpoint cosigned, kept beside the log, and says since when', async () => {
    const witness = await witnessAt('w1')
    const rounds = witnessing(witness)
    expect(rounds.anchored()).toBeUndefined()
    for (const entries of [3, 40, 0]) {
      await grow(entries)
      here.now += EVERY
      await rounds.round()
      expect(rounds.anchored()).toEqual({ at: here.now, size: journal.size })
    }
    const { checkpoint = '' } = (await readWitnessed(nodeDisk, here.folder)) ?? {}
    const { signatures, text } = await openNote(checkpoint, [verifierOf(witness), noteVerifier(journal.vkey)])
    expect(parseCheckpoint(text).size).toBe(journal.size)
    expect(signatures).toHaveLength(2)
    expect(isAnchored(rounds, here.now + 3 * EVERY, EVERY)).toBe(true)
    expect(isAnchored(rounds, here.now + 4 * EVERY, EVERY)).toBe(false)
  })

  it('verifies under a policy, offline; its export and its proofs carry the cosignature', async () => {
    const [w1, w2] = [await witnessAt('w1'), await witnessAt('w2')]
    await grow(30)
    await witnessing(w1, w2).round()
    const lines = `log ${journal.vkey}\nwitness a ${w1.vkey}\nwitness b ${w2.vkey}\ngroup both all a b\n`
    const policy = parsePolicy(`${lines}quorum both\n`, arithmetic)
    const verified = await verifyJournal(here.folder, { policy })
    expect(verified).toMatchObject({ ok: true, intact: journal.size, witnessed: { size: journal.size } })
    expect(verified.witnessed?.cosignatures.map(({ witness }) => witness)).toEqual(['a', 'b'])
    await exportTiles(here.folder, join(here.dataFolder, 'tiles'))
    const exported = await readFile(join(here.dataFolder, 'tiles', 'checkpoint'), 'utf8')
    expect((await openNote(exported, [verifierOf(w1), verifierOf(w2)])).signedBy).toHaveLength(2)
    await grow(5)
    const { proof, entry } = await proveEntry(here.folder, 7)
    expect(await journal.proof(7)).toBe(proof)
    expect((await openNote(proof.slice(proof.indexOf('\n\n') + 2), [verifierOf(w1)])).signedBy).toHaveLength(1)
    expect(await verifyProof(proof, { entry, log: noteVerifier(journal.vkey), sha256 })).toMatchObject({ index: 7 })
    expect(await journal.proof(journal.size - 1)).not.toContain('witness.example')
  })

  it('is not witnessed for who trusts another witness', async () => {
    await witnessing(await witnessAt('w1')).round()
    const stranger = await witnessAt('w2')
    const policy = parsePolicy(`witness a ${stranger.vkey}\nquorum a\n`, arithmetic)
    const { ok, problems } = await verifyJournal(here.folder, { policy })
    expect({ ok, problems }).toMatchObject({ ok: false, problems: [{ code: 'not_witnessed' }] })
  })

  it('goes on without one that is gone, does not know it, or says nonsense; and is anchored again when it is back', async () => {
    const witness = await witnessAt('w1')
    const rounds = witnessing(witness, await witnessAt('w2', { logs: [otherLog] }))
    await rounds.round()
    await witness.close()
    here.now += 10 * EVERY
    await grow(3)
    await rounds.round()
    expect(isAnchored(rounds, here.now, EVERY)).toBe(false)
    expect(rounds.contradiction()).toBeUndefined()
    await witnessAt('w1', { port: Number(new URL(witness.url).port) })
    await rounds.round()
    expect(rounds.anchored()).toEqual({ at: here.now, size: journal.size })
  })

  it('finds the size it left off at, though it has forgotten it', async () => {
    const witness = await witnessAt('w1')
    await witnessing(witness).round()
    await grow(10)
    const again = witnessing(witness)
    await again.round()
    expect(again.anchored()?.size).toBe(journal.size)
    expect(again.contradiction()).toBeUndefined()
    expect(await readContradiction(here.folder)).toBeUndefined()
  })

  it('that was set back, all of it, does not start', async () => {
    const witness = await witnessAt('w1')
    await grow(5)
    await journal.close()
    await cp(here.dataFolder, join(here.dataFolder, '..', 'earlier'), { recursive: true })
    journal = await here.open()
    await grow(50)
    await witnessing(witness).round()
    await journal.close()
    here.dataFolder = join(here.dataFolder, '..', 'earlier')
    journal = await here.open()
    const rounds = witnessing(witness)
    const refused = startWitnessing(rounds)
    await expect(refused).rejects.toMatchObject({ code: 'journal_damaged' })
    await expect(refused).rejects.toMatchObject({ at: expect.stringMatching(/witness\.example\/w1 .* entries/) })
    expect(rounds.anchored()).toBeUndefined()
  })

  it('that was set back goes on when the loss is declared with what the witness remembers', async () => {
    const witness = await witnessAt('w1')
    await grow(5)
    await journal.close()
    const earlier = join(here.dataFolder, '..', 'earlier')
    await cp(here.dataFolder, earlier, { recursive: true })
    journal = await here.open()
    await grow(50)
    await witnessing(witness).round()
    const known = journal.size
    await journal.close()
    here.dataFolder = earlier
    const desk = join(here.dataFolder, '..', 'w1')
    const [file = ''] = (await readdir(desk)).filter((name) => name.startsWith('log-'))
    const remembered = (await readFile(join(desk, file), 'utf8')).split('\n').slice(1).join('\n')
    await writeFile(join(here.folder, 'witnessed'), remembered)
    await expect(here.open()).rejects.toMatchObject({ code: 'journal_damaged' })
    const deps = { dataFolder: here.dataFolder, node: 'test', operator: 'home', keyring: here.keyring }
    const told = { person: 'owner', reason: 'restored from an older backup' }
    const { loss, vkey } = await declareLoss({ ...deps, now: () => here.now, random, ...told })
    expect(loss.end).toBe(known)
    journal = await here.open()
    const exported = await exportTiles(here.folder, join(here.dataFolder, 'tiles'))
    expect(exported).toMatchObject({ origin: 'cordon/test/2', size: journal.size })
    expect((await proveEntry(here.folder, 0)).proof).not.toContain('witness.example')
    await witness.close()
    const again = await witnessAt('w1', { logs: [vkey] })
    const rounds = witnessing(again)
    await startWitnessing(rounds)
    expect(rounds.anchored()?.size).toBe(journal.size)
  })

  it('that took another turn is contradicted, also once it is longer than what the witness knows', async () => {
    const witness = await witnessAt('w1')
    await grow(5)
    await journal.close()
    const branch = join(here.dataFolder, '..', 'branch')
    await cp(here.dataFolder, branch, { recursive: true })
    journal = await here.open()
    await grow(20)
    await witnessing(witness).round()
    await journal.close()
    here.dataFolder = branch
    journal = await here.open()
    await grow(100)
    const rounds = witnessing(witness)
    await rounds.round()
    expect(rounds.contradiction()).toMatchObject({ witness: 'witness.example/w1' })
    expect(await readContradiction(here.folder)).toMatch(
      /^witness\.example\/w1 knows (another history of )?[0-9]+ entries$/,
    )
    expect(isAnchored(rounds, here.now, EVERY)).toBe(false)
  })

  it('names a witness’s key or address that is none', () => {
    const make = (url: string, vkey: string) => () =>
      createWitnessing({ witnesses: [{ url, vkey }], egress, log: journal, disk: nodeDisk, now: () => 0 })
    expect(make('http://127.0.0.1:1', journal.vkey)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
    expect(make('http://example.com', 'x')).toThrow(expect.objectContaining({ code: 'egress_refused' }))
    expect(make('https://169.254.169.254', 'x')).toThrow(expect.objectContaining({ code: 'egress_refused' }))
  })
})

describe('a witness’s server', () => {
  const post = (witness: OpenWitness, body: string) => fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body })

  it('keeps its key and what it remembers over a restart, and only for itself', async () => {
    const witness = await witnessAt('w1')
    await grow(4)
    await witnessing(witness).round()
    await expect(witnessAt('w1')).rejects.toMatchObject({ code: 'data_folder_busy' })
    await witness.close()
    const again = await witnessAt('w1')
    expect(again.vkey).toBe(witness.vkey)
    const answer = await post(again, `old 0\n\n${(await journal.checkpoint(0)).note}`)
    expect(answer.status).toBe(409)
    expect(answer.headers.get('content-type')).toContain('text/x.tlog.size')
    expect(await answer.text()).toBe(`${journal.size}\n`)
    const names = await readdir(join(here.dataFolder, '..', 'w1'))
    expect(names.filter((name) => !name.startsWith('lock.')).sort()).toEqual([
      expect.stringMatching(/^log-/),
      'witness.key',
    ])
  })

  it('cosigns nothing when what it remembers is damaged', async () => {
    const witness = await witnessAt('w1')
    await witnessing(witness).round()
    const folder = join(here.dataFolder, '..', 'w1')
    const [file = ''] = (await readdir(folder)).filter((name) => name.startsWith('log-'))
    const text = await readFile(join(folder, file), 'utf8')
    await writeFile(join(folder, file), text.replace(/\n([0-9]+)\n/, '\n1\n'))
    expect((await post(witness, `old 0\n\n${(await journal.checkpoint(0)).note}`)).status).toBe(500)
    const rounds = witnessing(witness)
    await rounds.round()
    expect(rounds.anchored()).toBeUndefined()
  })

  it('goes on after a checkpoint with a long signature of a key that nobody knows', async () => {
    const witness = await witnessAt('w1')
    const padded = `${(await journal.checkpoint(0)).note}— x ${Buffer.alloc(60_000, 1).toString('base64')}\n`
    expect((await post(witness, `old 0\n\n${padded}`)).status).toBe(200)
    const { size } = await journal.checkpoint(0)
    await grow(4)
    const rounds = witnessing(witness)
    await rounds.round()
    expect(rounds.anchored()?.size).toBeGreaterThan(size)
  })

  it.each([
    { what: 'too long a body', body: 'x'.repeat(2_000_000), status: 413 },
    { what: 'no request', body: 'hello', status: 400 },
    { what: 'nothing', body: '', status: 400 },
  ])('refuses $what', async ({ body, status }) => {
    const answer = await post(await witnessAt('w1'), body).catch(() => undefined)
    expect(answer?.status ?? status).toBe(status)
  })

  it('speaks TLS where it is given a certificate', async () => {
    const fixture = (name: string) => join(import.meta.dirname, '../../../../../test/fixtures', name)
    const [certificateFile, keyFile] = [fixture('tls-test-only.cert.pem'), fixture('tls-test-only.key.pem')]
    const witness = await witnessAt('w1', { tls: { certificateFile, keyFile } })
    expect(witness.url).toMatch(/^https:/)
    const trusting = createEgress({ limits, tlsCa: await readFile(certificateFile, 'utf8') })
    for (const [through, cosigned] of [
      [egress, false],
      [trusting, true],
    ] as const) {
      const rounds = createWitnessing({
        witnesses: [witness],
        egress: through,
        log: journal,
        disk: nodeDisk,
        now: () => 0,
      })
      await rounds.round()
      expect(rounds.anchored() !== undefined).toBe(cosigned)
    }
    await trusting.close()
  })

  it('answers nothing but add-checkpoint', async () => {
    const { url } = await witnessAt('w1')
    expect((await fetch(url)).status).toBe(404)
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(404)
  })

  it('does not listen beyond loopback without TLS, nor for a log whose key is none', async () => {
    const deps = { folder: join(here.dataFolder, '..', 'w9'), disk: nodeDisk, now: () => 0, random, port: 0 }
    const beyond = openWitness({ ...deps, logs: [journal.vkey], host: '0.0.0.0' })
    await expect(beyond).rejects.toMatchObject({ code: 'usage' })
    const nobody = openWitness({ ...deps, logs: ['log+0+x'], host: '127.0.0.1' })
    await expect(nobody).rejects.toMatchObject({ code: 'usage', at: expect.stringContaining('log 1') })
  })
})

/** A log that no journal here is. */
const otherLog = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
