import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { removeSupervised } from '../../packages/cordon/src/store/postgres/supervise.ts'
import { describeWithTool } from '../support/debian.ts'
import { type DemoProcess, isBuilt, startDemoProcess, startDemoProcessWith } from '../support/demo-process.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/**
 * The running server, whose disk begins to fail under it: by libfiu, which makes system calls of this one process fail
 * (PostgreSQL's go through), and by a file system that is full. A client is told nothing that is not on the disk, and the
 * vendor gets no byte of which no entry was durable before.
 */

const isLong = theOutside().secret('CORDON_TEST_LONG') !== undefined
const BURSTS = isLong ? 40 : 4
const LIMIT_MS = isLong ? 600_000 : 180_000
const FIU = ['/usr/lib/fiu/fiu_run_preload.so', '/usr/lib/fiu/fiu_posix_preload.so'].join(' ')
const WRITE = 'posix/io/rw/pwrite'
const SYNC = 'posix/io/sync/fdatasync'
const [EIO, ENOSPC] = [5, 28]
/** The calls of which one that fails is the end of this process's journal. */
const POISONS = isLong ? [{ call: SYNC }, { call: WRITE }] : [{ call: SYNC }]

let upstream: RecordingUpstream
beforeAll(async () => {
  upstream = await startRecordingUpstream()
})
afterAll(() => upstream.close())

let folder = ''
let dataFolder = ''
let mounted = false
let demo: DemoProcess
let to = { url: '', key: '', patient: '' }
/** Requests that were answered with 200, and how many were refused. */
const answered = new Set<string>()
let refused = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-failing-'))
  dataFolder = join(folder, 'data')
  answered.clear()
  refused = 0
  upstream.reset()
})
afterEach(async () => {
  await demo.end('SIGKILL')
  await removeSupervised({ dataFolder, random: theOutside().random })
  if (mounted) execFileSync('umount', [join(dataFolder, 'journal')])
  mounted = false
  await rm(folder, { recursive: true })
})

describeWithTool('fiu', 'a disk that fails under the running server', () => {
  it.skipIf(!isBuilt).each(POISONS)(
    'refuses, goes on with room, and stops for good at EIO ($call)',
    async ({ call }) => {
      await start({ LD_PRELOAD: FIU, FIU_CTRL_FIFO: join(folder, 'fiu') })
      await burst()
      for (let round = 0; round < BURSTS; round++) {
        fail(WRITE, ENOSPC, 0.5)
        await burst()
        heal(WRITE)
        await serves()
      }
      expect(refused).toBeGreaterThan(BURSTS)
      refused = 0
      fail(call, EIO, 0.3)
      for (let tries = 0; refused === 0 && tries < 100; tries++) await burst()
      heal(call)
      const before = upstream.requests.length
      await burst()
      expect(upstream.requests).toHaveLength(before)
      await endAndJudge()
      demo = startDemoProcess(...options())
      await demo.ready
    },
    LIMIT_MS,
  )
})

describeWithTool('ext4', 'a journal on a file system of its own that is full', () => {
  it.skipIf(!isBuilt)(
    'refuses before anything leaves, ends what was begun, and goes on when there is room',
    async () => {
      await mkdir(join(dataFolder, 'journal'), { recursive: true, mode: 0o700 })
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', join(dataFolder, 'journal')])
      mounted = true
      await start()
      await burst()
      const ballast = join(dataFolder, 'journal', 'ballast')
      await writeFile(ballast, Buffer.alloc(4 * 1024 * 1024)).catch((error: unknown) =>
        expect(error).toMatchObject({ code: 'ENOSPC' }),
      )
      for (let tries = 0; refused === 0 && tries < 100; tries++) await burst()
      const before = upstream.requests.length
      await burst()
      expect(upstream.requests).toHaveLength(before)
      await rm(ballast)
      await serves()
      expect(events(await endAndJudge())).toEqual(expect.arrayContaining(['disk_full', 'disk_has_room']))
    },
    LIMIT_MS,
  )
})

const options = (): string[] => ['--data', dataFolder, '--upstream', upstream.baseUrl]

async function start(environment: Record<string, string> = {}): Promise<void> {
  demo = startDemoProcessWith(environment, ...options())
  const { CORDON_URL = '', CORDON_API_KEY = '', CORDON_PATIENT = '' } = await demo.ready
  to = { url: CORDON_URL, key: CORDON_API_KEY, patient: CORDON_PATIENT }
}

/** From now on this share of such calls of the server fails. Asked of the library over its pipe. */
function fail(name: string, error: number, probability: number): void {
  control(`enable_random name=${name},probability=${probability},failinfo=${error}`)
}

function heal(name: string): void {
  control(`disable name=${name}`)
}

function control(command: string): void {
  execFileSync('fiu-ctrl', ['-f', join(folder, 'fiu'), '-c', command, String(demo.pid)], { timeout: 10_000 })
}

/** Some callers at the same time, each answered or refused. */
async function burst(): Promise<void> {
  await Promise.all(Array.from({ length: 6 }, (_, caller) => ask(caller)))
}

async function ask(caller: number): Promise<boolean> {
  const response = await fetch(`${to.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${to.key}`,
      'content-type': 'application/json',
      'x-cordon-patient': to.patient,
      'x-cordon-session': `caller-${caller}`,
    },
    body: JSON.stringify({ model: 'fixed', messages: [{ role: 'user', content: 'Mrs. Ada Quill, MRN 84120971.' }] }),
  })
  await response.text()
  if (response.status === 200) answered.add(response.headers.get('x-request-id') ?? '')
  else expect(response.status).toBe(503)
  if (response.status !== 200) refused += 1
  return response.status === 200
}

async function serves(): Promise<void> {
  for (let tries = 0; !(await ask(0)); tries++) {
    if (tries === 100) throw new Error('there is room again, and nothing is taken')
    await wait(100)
  }
}

/** Killed, so that nothing is put right behind our back; then the files are compared with what was seen outside. */
async function endAndJudge() {
  await demo.end('SIGKILL')
  const rootFile = join(`${dataFolder}-keys`, 'root.key')
  const entries = await readEntries({ dataFolder, rootFile, tenant: 'demo' })
  const { problems } = await verifyJournal(join(dataFolder, 'journal'))
  expect(problems).toEqual([])
  for (const request of answered) {
    expect(entriesOf(entries, 'intent', request)).toHaveLength(1)
    expect(entriesOf(entries, 'outcome', request)).toMatchObject([{ outcome: 'answered' }])
  }
  const disclosed = entriesOf(entries, 'disclosure')
  expect(upstream.requests.length).toBeGreaterThan(0)
  for (const { body, method } of upstream.requests.filter((one) => one.method !== 'GET')) {
    const entry = disclosed.find(({ payloadSalt, payloadHash }) => hashOf(payloadSalt, body) === payloadHash)
    expect(entry, `${method} of ${body.length} bytes`).toBeDefined()
    expect(entriesOf(entries, 'intent', entry?.request)).toHaveLength(1)
  }
  return entries
}

function hashOf(salt: string, body: Buffer): string {
  return createHash('sha256').update(Buffer.from(salt, 'base64url')).update(body).digest('base64url')
}

function events(entries: Awaited<ReturnType<typeof readEntries>>): string[] {
  return entries.flatMap((entry) => (entry.class === 'lifecycle' ? [entry.event] : []))
}
