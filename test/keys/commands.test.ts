import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { openNote } from '@cordon/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { noteVerifier } from '../../packages/cordon/src/audit/ed25519.ts'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { runCommandLine } from '../../packages/cordon/src/cli/program.ts'
import { createEgress } from '../../packages/cordon/src/kernel/egress.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { asOwner } from '../support/database.ts'
import { readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/** The commands that look after keys, each typed by a named person, beside a boundary that serves. */
let upstream: RecordingUpstream
let boundary: TestBoundary
let ada: string
let ben: string

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl })
  writeFileSync(join(boundary.dataFolder, 'cordon.yaml'), stringify({ keys: { rootFile: boundary.rootFile } }))
  ada = await officer('ada')
  ben = await officer('ben')
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

async function officer(id: string): Promise<string> {
  await boundary.admin.post('/api/users', { id, kind: 'user', name: id, roles: ['compliance'] })
  return ((await boundary.admin.post('/api/keys', { user: id, days: 1 })).json as { key: string }).key
}

async function cordon(
  adminKey: string | undefined,
  ...argv: string[]
): Promise<{ code: number; json: unknown; err: string }> {
  const [out, err] = [collector(), collector()]
  const never = () => {
    throw new Error('this command goes to the door')
  }
  const code = await runCommandLine([...argv, '--json', '--data', boundary.dataFolder], {
    environment: {
      dataFolder: boundary.dataFolder,
      adminUrl: adminKey === undefined ? undefined : boundary.adminUrl,
      adminKey,
      databaseUrl: undefined,
      postgresBin: undefined,
      color: false,
      secret: () => undefined,
    },
    out: out.stream as unknown as NodeJS.WriteStream,
    err: err.stream as unknown as NodeJS.WriteStream,
    openBoundary: never,
    createKeys: never,
    declare: { loss: never, clock: never },
    createEgress: () =>
      createEgress({
        limits: {
          upstreamConnectMs: 5_000,
          upstreamHeadersMs: 60_000,
          upstreamIdleMs: 60_000,
          upstreamMs: 60_000,
          upstreamBytesMax: 10_000_000,
          upstreamConnectionsMax: 4,
        },
      }),
    now: () => Date.now(),
    random: (length) => randomBytes(length),
    stopped: never,
  })
  const text = out.text().trim()
  return { code, json: text === '' ? undefined : JSON.parse(text), err: err.text() }
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

const rowsOfCharts = () =>
  asOwner(boundary.dataFolder, 'test', async (session) => {
    const { rows } = await session.query('select count(*)::int as rows from patient')
    return (rows[0] as { rows: number }).rows
  })

describe('cordon keys', () => {
  it('status reads the files: every register, its root key, its keys, and nothing that is secret', async () => {
    const { code, json } = await cordon('', 'keys', 'status')
    expect(code).toBe(0)
    const { registers } = json as { registers: { name: string; root: string; keys: Record<string, number> }[] }
    expect(registers.map(({ name, root }) => `${name} ${root}`)).toEqual(['_node current', 'test current'])
    expect(registers[1]?.keys.patient).toBeGreaterThan(10)
    expect(JSON.stringify(json)).not.toMatch(/wrapped|kek/)
  })

  it('rotate has new keys seal while old answers still open, and is recorded with the person', async () => {
    const before = await cordon('', 'keys', 'status')
    expect((await cordon(boundary.adminKey, 'keys', 'rotate')).json).toEqual({ rotation: 1 })
    const answer = await boundary.client().chat.completions.create({
      model: 'demo',
      messages: [{ role: 'user', content: 'What does the last note say?' }],
    })
    expect(answer.choices.length).toBe(1)
    const after = await cordon('', 'keys', 'status')
    const keysOf = ({ json }: typeof after) =>
      (json as { registers: { name: string; keys: Record<string, number> }[] }).registers[1]?.keys.journal ?? 0
    // One for each class of entry that was written since.
    expect(keysOf(after)).toBeGreaterThan(keysOf(before))
  })

  it('rewrap finds every register where it belongs already', async () => {
    const { json } = await cordon(boundary.adminKey, 'keys', 'rewrap')
    expect(json).toEqual({ rewrapped: 0, already: 2, failed: [] })
  })

  it('is not for those without the right', async () => {
    expect((await cordon(ada, 'keys', 'rotate')).err).toContain('right_missing')
    expect((await cordon(boundary.key, 'keys', 'rotate')).err).toContain('right_missing')
    expect((await cordon(boundary.strangerKey, 'hold', 'list')).err).toContain('right_missing')
  })
})

describe('another root key', () => {
  it('is made beside the data, and status says what a configuration that names it still needs', async () => {
    const next = join(boundary.folder, 'keys', 'root-2.key')
    expect((await cordon(undefined, 'keys', 'create', next)).json).toEqual({ file: next })
    expect((await cordon(undefined, 'keys', 'create', next)).err).toContain('config_invalid')
    const inside = await cordon(undefined, 'keys', 'create', join(boundary.dataFolder, 'root-2.key'))
    expect(inside.err).toContain('inside the data folder')
    const file = join(boundary.dataFolder, 'cordon.yaml')
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, stringify({ keys: { rootFile: next, earlier: [{ kind: 'file', file: boundary.rootFile }] } }))
    const { code, json } = await cordon('', 'keys', 'status')
    expect(code).toBe(1)
    expect((json as { registers: { root: string }[] }).registers.map(({ root }) => root)).toEqual([
      'earlier',
      'earlier',
    ])
    writeFileSync(file, stringify({ keys: { rootFile: next } }))
    const unknown = (await cordon('', 'keys', 'status')).json as { registers: { root: string }[] }
    expect(unknown.registers.map(({ root }) => root)).toEqual(['unknown', 'unknown'])
    writeFileSync(file, before)
  })
})

describe('cordon hold and cordon keys shred', () => {
  it('destroy one patient’s keys: a hold first forbids it, then two people do it, and a certificate says so', async () => {
    const { patient } = boundary.world
    const charts = await rowsOfCharts()
    const { json: held } = await cordon(ada, 'hold', 'add', '--patient', patient, '--reason', 'case-7')
    const refused = await cordon(ada, 'keys', 'shred', '--patient', patient, '--reason', 'case-7')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('legal_hold') })
    const { id: hold } = held as { id: string }
    expect((await cordon(ada, 'hold', 'lift', hold)).json).toEqual({ id: hold, lifted: false })
    expect((await cordon(ben, 'hold', 'lift', hold)).json).toEqual({ id: hold, lifted: true })
    expect((await cordon(ada, 'hold', 'list')).json).toEqual([])
    expect((await cordon(ada, 'hold', 'list', '--all')).json).toMatchObject([
      { by: 'ada', liftAskedBy: 'ada', liftedBy: 'ben' },
    ])

    const { json } = await cordon(ada, 'keys', 'shred', '--patient', patient, '--reason', 'case-7')
    const { id } = json as { id: string }
    expect((await cordon(ada, 'keys', 'shred', '--confirm', id)).err).toContain('second_approver_required')
    expect((await cordon(ben, 'keys', 'shred', '--confirm', id)).json).toMatchObject({ state: 'done' })

    const { json: given } = await cordon(ben, 'keys', 'shred', '--certificate', id)
    const vkey = readFileSync(join(boundary.dataFolder, 'journal', 'log.vkey'), 'utf8').trim()
    const { text } = await openNote((given as { certificate: string }).certificate, [noteVerifier(vkey)])
    const stated = JSON.parse(text.split('\n')[1] ?? '') as { ciphertexts: { total: number; opened: number } }
    expect(stated.ciphertexts.total).toBeGreaterThan(5)
    expect(stated.ciphertexts.opened).toBe(0)
    expect(await rowsOfCharts()).toBe(charts - 1)
  })

  it('is not to be had without a server, where one person could name two', async () => {
    for (const words of [
      ['--tenant', '--reason', 'x'],
      ['--confirm', 'x'],
    ]) {
      const { code, err } = await cordon(undefined, 'keys', 'shred', ...words)
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('CORDON_ADMIN_URL') })
    }
  })

  it('leaves a patient whom nobody finds, others whom everybody finds, and a journal that verifies', async () => {
    const asked = { model: 'demo', messages: [{ role: 'user', content: 'Anything new?' }] }
    const answer = await ask(boundary, { body: asked })
    expect(answer.code).toBe('patient_refused')
    await boundary.stop()
    expect((await verifyJournal(join(boundary.dataFolder, 'journal'))).ok).toBe(true)
    await boundary.restart()
    await boundary.stop()
    const entries = await readEntries({ dataFolder: boundary.dataFolder, rootFile: boundary.rootFile, tenant: 'test' })
    const acts = entries.flatMap((one) => (one.class === 'configuration' ? [`${one.action} ${one.principal}`] : []))
    for (const act of ['hold.add ada', 'hold.lift ben', 'shred.propose ada', 'shred.confirm ben', 'shred.done ben'])
      expect(acts).toContain(act)
    expect(acts.some((act) => act.startsWith('keys.rotate'))).toBe(true)
  })
})
