import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { After } from '@cordon/deid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Disk, DiskFile } from '../../packages/cordon/src/audit/disk.ts'
import { createSmallDisk, failure } from '../../packages/cordon/src/audit/faulty-disk.fixture.ts'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { createFaultyPlan, FAULT_NAMES, type Fault } from '../../packages/cordon/src/detectors/faulty.fixture.ts'
import type { Method } from '../../packages/cordon/src/detectors/messages.ts'
import { type DetectorPool, openDetectorPool } from '../../packages/cordon/src/detectors/pool.ts'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { type Answered, ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { asOwner, placeOf, postmasterOf } from '../support/database.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/** What stops inside the boundary: nothing leaves, the refusal says which part failed, and nobody quotes the request. */

const SECRET = 'Quillfeather-Marsh'
const DETECT_MS = 700
const THREADS = 2
const WAITING_MAX = 2

let upstream: RecordingUpstream
let boundary: TestBoundary
let pool: DetectorPool
const faulty = createFaultyPlan()
const disk = createFailingDisk()
const clock = { aheadMs: 0 }

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({
    upstream: upstream.baseUrl,
    limits: { detectMs: DETECT_MS },
    outside: { createDetector: openThreads, disk, now: () => Date.now() + clock.aheadMs },
  })
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})
beforeEach(() => upstream.reset())

const after: After = (ms, late) => {
  const timer = setTimeout(late, ms)
  return () => clearTimeout(timer)
}

/** Real threads, in which the faults really happen. */
const openThreads = async () => {
  pool = await openDetectorPool({
    plan: faulty.plan,
    threads: THREADS,
    memoryMib: 128,
    waitingMax: WAITING_MAX,
    callMs: DETECT_MS,
    after,
  })
  return pool
}

/** One request while the detector has a fault; afterwards its threads are whole again. */
async function askWith(fault: Fault, method: Method, asked: Parameters<typeof ask>[1]): Promise<Answered> {
  faulty.set(method, fault)
  const answered = await ask(boundary, asked)
  faulty.clear()
  await mended()
  return answered
}

async function mended(): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++)
    if (await pool.find(['x'], { known: [] }).catch(() => undefined)) return
}

const request = (session: string, stream = false) => ({
  body: { model: 'fixed', stream, messages: [{ role: 'user', content: `Mrs. ${SECRET} asks` }] },
  headers: { 'x-cordon-session': session },
})

function expectRefused(answered: Answered, code: string, status = 503): void {
  expect({ status: answered.status, code: answered.code }).toEqual({ status, code })
  expectNothingSent()
  expectNothingQuoted(answered)
}

function expectNothingSent(): void {
  expect([upstream.connections, upstream.requests.length, upstream.bytesReceived]).toEqual([0, 0, 0])
}

function expectNothingQuoted({ everything }: Answered): void {
  expect(everything).not.toContain(SECRET)
  expect(boundary.logged()).not.toContain(SECRET)
}

async function expectServes(session: string): Promise<void> {
  const answered = await ask(boundary, request(session))
  expect({ status: answered.status, code: answered.code }).toEqual({ status: 200, code: undefined })
  expect(upstream.requests).toHaveLength(1)
}

const journalled = () => readEntries({ ...boundary, tenant: 'test' })

describe('a detector', () => {
  const refused = FAULT_NAMES.filter((fault) => fault !== 'finds residue' && fault !== 'answers twice')
  const rows = refused.flatMap((fault) => [{ fault, method: 'find' } as const, { fault, method: 'findKnown' } as const])

  it.each(rows)('that $fault in $method sends nothing, and the next request is served', async ({ fault, method }) => {
    const session = `${method}-${fault.replaceAll(' ', '-')}`
    const answered = await askWith(fault, method, request(session))
    expectRefused(answered, 'detector_failed')
    const entries = await journalled()
    expect(entriesOf(entries, 'disclosure', answered.request)).toEqual([])
    expect(entriesOf(entries, 'outcome', answered.request)).toMatchObject([
      { outcome: 'failed', code: 'detector_failed', bytesOut: 0 },
    ])
    await expectServes(`${session}-again`)
  })

  it.each(['throws what it read', 'never ends', 'has no offsets', 'exits'] as const)(
    'that %s over a tool’s schema sends nothing',
    async (fault) => {
      const asked = request('schema')
      const tools = [{ type: 'function', function: { name: 'lookup', parameters: { enum: [SECRET] } } }]
      const answered = await askWith(fault, 'find', { ...asked, body: { ...asked.body, tools } })
      expectRefused(answered, 'detector_failed')
    },
  )

  it('that finds in the sweep what it cannot replace sends nothing', async () => {
    const answered = await askWith('finds residue', 'findKnown', request('residue'))
    expectRefused(answered, 'residual_identifier')
  })

  it('that hangs on more requests than it has threads refuses each, the last as overloaded, and none is sent', async () => {
    faulty.set('find', 'never ends')
    const all = Array.from({ length: THREADS + WAITING_MAX + 1 }, (_, n) => ask(boundary, request(`hang-${n}`)))
    const answered = await Promise.all(all)
    faulty.clear()
    expect(new Set(answered.map(({ code }) => code))).toEqual(new Set(['detector_failed', 'overloaded']))
    expectNothingSent()
    for (const one of answered) expectNothingQuoted(one)
    await mended()
    await expectServes('hang-again')
  })
})

describe('a journal on a full disk', () => {
  it.each([
    { at: 'intent', write: 1 },
    { at: 'disclosure', write: 2 },
  ])('at $at sends nothing, says so from its reserve, and goes on when there is room', async ({ at, write }) => {
    disk.fill(write)
    const answered = await ask(boundary, request(`full-${at}`))
    expectRefused(answered, 'journal_unavailable')
    expectRefused(await ask(boundary, request(`full-${at}`)), 'journal_unavailable')
    const entries = await journalled()
    expect(entriesOf(entries, 'disclosure', answered.request)).toEqual([])
    const outcomes = entriesOf(entries, 'outcome', answered.request)
    expect(outcomes).toHaveLength(at === 'intent' ? 0 : 1)
    if (at === 'disclosure') expect(outcomes).toMatchObject([{ outcome: 'failed', code: 'journal_unavailable' }])
    disk.empty()
    await wait(1_500)
    await expectServes(`room-${at}`)
  })

  it('at the outcome still writes it, into the reserve', async () => {
    disk.fill(3)
    const answered = await ask(boundary, request('full-outcome'))
    expect(answered.status).toBe(200)
    expect(entriesOf(await journalled(), 'outcome', answered.request)).toMatchObject([{ outcome: 'answered' }])
    upstream.reset()
    expectRefused(await ask(boundary, request('full-outcome')), 'journal_unavailable')
    disk.empty()
    await wait(1_500)
    await expectServes('room-outcome')
  })
})

describe('a document', () => {
  const given = { path: '/v1/deidentify', body: { text: `Mrs. ${SECRET} asks` } }

  it.each(['throws what it read', 'has no offsets', 'forgets a text', 'never ends', 'exits'] as const)(
    'is not handed out after a detector that %s',
    async (fault) => {
      const answered = await askWith(fault, 'findKnown', given)
      expectRefused(answered, 'detector_failed')
      expect(entriesOf(await journalled(), 'deidentification', answered.request)).toEqual([])
      expect((await ask(boundary, given)).status).toBe(200)
    },
  )

  it('in which the sweep finds what cannot be replaced is not handed out', async () => {
    const answered = await askWith('finds residue', 'findKnown', given)
    expectRefused(answered, 'residual_identifier')
  })

  it('is neither handed out nor put back when that cannot be recorded', async () => {
    const { text } = await ask(boundary, given)
    const made = JSON.parse(text) as { conversation: string; document: string }
    const back = { path: '/v1/reidentify', body: { conversation: made.conversation, document: made.document } }
    for (const asked of [given, back]) {
      disk.fill(2)
      const answered = await ask(boundary, asked)
      disk.empty()
      expectRefused(answered, 'journal_unavailable')
      expect(answered.text).not.toContain('document')
      await wait(1_500)
    }
    expect(JSON.parse((await ask(boundary, back)).text)).toMatchObject({ document: given.body.text })
  })
})

describe('a journal whose sync fails', () => {
  it.each([
    { at: 'intent', sync: 1 },
    { at: 'disclosure', sync: 2 },
  ])('at $at sends nothing more until the next start, which knows of no disclosure', async ({ at, sync }) => {
    disk.breakSync(sync)
    const answered = await ask(boundary, request(`sync-${at}`))
    expectRefused(answered, 'journal_unavailable')
    disk.mend()
    expectRefused(await ask(boundary, request(`sync-${at}`)), 'journal_unavailable')
    await restarted()
    // The first entry may have reached the disk although its sync failed: then it has an outcome now.
    const entries = await journalled()
    expect(entriesOf(entries, 'outcome', answered.request).length).toBe(
      entriesOf(entries, 'intent', answered.request).length,
    )
    await expectServes(`synced-${at}`)
  })

  it.each([false, true])(
    'at the outcome tells the client, and the next start writes `unknown` (stream: %s)',
    async (stream) => {
      disk.breakSync(3)
      const answered = await ask(boundary, request(`sync-outcome-${stream}`, stream))
      expect(answered.code).toBe('journal_unavailable')
      expect(answered.text).not.toContain('[DONE]')
      expectNothingQuoted(answered)
      expect(upstream.requests).toHaveLength(1)
      disk.mend()
      await restarted()
      const entries = await journalled()
      expect(entriesOf(entries, 'disclosure', answered.request)).toHaveLength(1)
      expect(entriesOf(entries, 'outcome', answered.request)).toHaveLength(1)
      upstream.reset()
      await expectServes(`synced-outcome-${stream}`)
    },
  )
})

describe('a store', () => {
  it('that was killed sends nothing while it is away, and is started again', async () => {
    const { conf } = await placeOf(boundary.dataFolder)
    const settings = join(conf, 'postgresql.conf')
    await rename(settings, `${settings}.away`)
    process.kill(await postmasterOf(boundary.dataFolder), 'SIGKILL')
    expectRefused(await ask(boundary, request('store')), 'store_unavailable')
    expect((await fetch(`${boundary.url}/readyz`)).status).toBe(503)
    await rename(`${settings}.away`, settings)
    await expect.poll(async () => (await fetch(`${boundary.url}/readyz`)).status, { timeout: 15_000 }).toBe(200)
    await expectServes('store')
  })

  it.each([
    { table: 'conversation', code: 'vault_failed', status: 503 },
    { table: 'patient', code: 'keys_unavailable', status: 503 },
  ] as const)('with a damaged row of $table sends nothing, and serves again when it is mended', async (damaged) => {
    await expectServes('damaged')
    upstream.reset()
    await flipBit(damaged.table)
    expectRefused(await ask(boundary, request('damaged')), damaged.code, damaged.status)
    await flipBit(damaged.table)
    await expectServes('damaged')
  })
})

describe('the keys', () => {
  it('that cannot be written when a new month needs new ones send nothing', async () => {
    const folder = join(boundary.dataFolder, 'keys')
    await rename(folder, `${folder}.away`)
    clock.aheadMs = 40 * DAY
    const answered = await ask(boundary, request('month'))
    await rename(`${folder}.away`, folder)
    expectRefused(answered, 'keys_unavailable', 503)
    expect(entriesOf(await journalled(), 'intent', answered.request)).toEqual([])
    await expectServes('month')
    clock.aheadMs = 0
  })

  it('whose register of the node is gone do not open the boundary', async () => {
    await expectNotOpened('_node.json')
  })

  it('whose register of the tenant is gone do not open the boundary', async () => {
    await expectNotOpened('test.json')
  })
})

async function expectNotOpened(register: string): Promise<void> {
  await boundary.stop()
  const file = join(boundary.dataFolder, 'keys', register)
  await rename(file, `${file}.away`)
  const opened = await boundary.restart().catch((error: unknown) => error)
  await boundary.stop()
  await rename(`${file}.away`, file)
  await boundary.restart()
  expect(opened).toMatchObject({ code: 'keys_unavailable' })
}

describe('what the faults left', () => {
  it('is a journal that verifies', async () => {
    await boundary.stop()
    const { ok, problems } = await verifyJournal(join(boundary.dataFolder, 'journal'))
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    await boundary.restart()
  })
})

async function restarted(): Promise<void> {
  await boundary.stop().catch(() => undefined)
  await boundary.restart()
}

/** In every sealed value of a table; a second time puts it back. */
async function flipBit(table: 'conversation' | 'patient'): Promise<void> {
  await asOwner(boundary.dataFolder, 'test', (session) =>
    session.query(`update ${table} set sealed = set_bit(sealed, 400, 1 - get_bit(sealed, 400))`),
  )
}

/** A disk with room until it is filled, whose syncs succeed until they are broken: each at a chosen write of the log. */
function createFailingDisk() {
  const small = createSmallDisk(Number.MAX_SAFE_INTEGER)
  let fillAt = 0
  let breakAt = 0
  const open = async (path: string, how: Parameters<Disk['open']>[1]): Promise<DiskFile> => {
    const file = await small.open(path, how)
    if (!path.endsWith('.log')) return file
    return {
      ...file,
      write: (bytes, position) => {
        if (fillAt > 0 && --fillAt === 0) small.room = 0
        return file.write(bytes, position)
      },
      datasync: async () => {
        if (breakAt > 0 && --breakAt === 0) throw failure('EIO')
        return file.datasync()
      },
    }
  }
  return {
    ...small,
    open,
    fill: (write: number) => {
      fillAt = write
    },
    empty: () => {
      small.room = Number.MAX_SAFE_INTEGER
    },
    breakSync: (sync: number) => {
      breakAt = sync
    },
    mend: () => {
      breakAt = 0
    },
  }
}
