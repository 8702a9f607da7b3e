import { randomInt } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { EntryBody } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { removeSupervised } from '../../packages/cordon/src/store/postgres/supervise.ts'
import { placeOf, postmasterOf } from '../support/database.ts'
import { type DemoProcess, isBuilt, startDemoProcess } from '../support/demo-process.ts'
import { entriesOf, type Kept, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/**
 * The real process, under traffic, killed at any moment, again and again on one data folder: what a client was told is in
 * the journal, what it was not told has an outcome after the next start, and there is never a second database.
 */

const ROUNDS = theOutside().secret('CORDON_TEST_LONG') === undefined ? 10 : 200
const CALLERS = 4
const FIRST_ANSWER_MS_MAX = 15_000
const START_MS = 1_500

describe.skipIf(!isBuilt)(`kill -9 under traffic, ${ROUNDS} rounds`, () => {
  let folder = ''
  let kept: Kept
  let upstream: RecordingUpstream
  let demo: DemoProcess
  let traffic: Traffic
  let options: string[] = []
  /** Requests whose answers were read to their end. */
  const acknowledged = new Set<string>()
  /** Requests of whose intents an earlier round knew. */
  const begun = new Set<string>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-kill-'))
    kept = { dataFolder: join(folder, 'data'), rootFile: join(folder, 'data-keys', 'root.key'), tenant: 'demo' }
    upstream = await startRecordingUpstream()
    const port = await freePort()
    options = ['--data', kept.dataFolder, '--upstream', upstream.baseUrl, '--port', String(port)]
    demo = startDemoProcess(...options)
    const { CORDON_API_KEY: key = '', CORDON_PATIENT: patient = '' } = await demo.ready
    traffic = createTraffic({ url: `http://127.0.0.1:${port}/v1/chat/completions`, key, patient, acknowledged })
  })
  afterAll(async () => {
    await demo.end('SIGKILL')
    await upstream.close()
    await removeSupervised({ dataFolder: kept.dataFolder, random: theOutside().random })
    await rm(folder, { recursive: true })
  })

  it.each(Array.from({ length: ROUNDS }, (_, n) => n + 1))('round %i', async (round) => {
    const atAnyMoment = round % 5 === 0
    const told = acknowledged.size
    const callers = traffic.start()
    try {
      await kill({ atAnyMoment, databaseToo: round % 7 === 0 })
    } finally {
      await callers.stop()
    }
    const entries = await readEntries(kept)
    const { problems } = await verifyJournal(join(kept.dataFolder, 'journal'))
    upstream.reset()
    demo = startDemoProcess(...options)

    expect(problems).toEqual([])
    expect(withoutOutcome(entries, acknowledged, ({ outcome }) => outcome !== 'unknown')).toEqual([])
    if (!atAnyMoment) {
      expect(acknowledged.size).toBeGreaterThan(told)
      expect(withoutOutcome(entries, begun, () => true)).toEqual([])
    }
    for (const { request } of entriesOf(entries, 'intent')) begun.add(request)
  })

  it('starts once more, serves, and leaves nothing running when it is asked to stop', async () => {
    await demo.ready
    expect(await postmasters(kept.dataFolder)).toHaveLength(1)
    const told = acknowledged.size
    const callers = traffic.start()
    await expect.poll(() => acknowledged.size).toBeGreaterThan(told)
    await callers.stop()
    expect(await demo.end('SIGTERM')).toBe(0)
    expect(await postmasters(kept.dataFolder)).toEqual([])
    const entries = await readEntries(kept)
    const everything = new Set(entriesOf(entries, 'intent').map(({ request }) => request))
    expect(withoutOutcome(entries, everything, () => true)).toEqual([])
    expect(await verifyJournal(join(kept.dataFolder, 'journal'))).toMatchObject({
      ok: true,
      problems: [],
      warnings: [],
    })
  })

  /** Kills it soon after it answered for the first time, or at any moment of its start. */
  async function kill({ atAnyMoment, databaseToo }: { atAnyMoment: boolean; databaseToo: boolean }): Promise<void> {
    if (atAnyMoment) await wait(randomInt(START_MS))
    else {
      const told = acknowledged.size
      await expect.poll(() => acknowledged.size, { timeout: FIRST_ANSWER_MS_MAX, interval: 5 }).toBeGreaterThan(told)
      expect(await postmasters(kept.dataFolder)).toHaveLength(1)
      await wait(randomInt(300))
    }
    if (databaseToo) process.kill(await postmasterOf(kept.dataFolder), 'SIGKILL')
    await demo.end('SIGKILL')
  }
})

type Outcome = Extract<EntryBody, { class: 'outcome' }>

/** Those of whom the journal has no intent, or not exactly one outcome that will do. */
function withoutOutcome(entries: readonly EntryBody[], requests: Set<string>, will: (outcome: Outcome) => boolean) {
  const intents = new Set(entriesOf(entries, 'intent').map(({ request }) => request))
  const outcomes = new Map<string, Outcome[]>()
  for (const outcome of entriesOf(entries, 'outcome'))
    outcomes.set(outcome.request, [...(outcomes.get(outcome.request) ?? []), outcome])
  return [...requests].filter((request) => {
    const found = outcomes.get(request) ?? []
    return !intents.has(request) || found.length !== 1 || !found.every(will)
  })
}

interface Traffic {
  /** Callers that ask one request after another, and go on when there is nobody to answer. */
  start(): { stop(): Promise<void> }
}

function createTraffic(to: { url: string; key: string; patient: string; acknowledged: Set<string> }): Traffic {
  const body = (stream: boolean) =>
    JSON.stringify({ model: 'fixed', stream, messages: [{ role: 'user', content: 'Mrs. Ada Quill, MRN 84120971.' }] })

  async function ask(caller: number, stream: boolean): Promise<void> {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${to.key}`,
        'content-type': 'application/json',
        'x-cordon-patient': to.patient,
        'x-cordon-session': `caller-${caller}`,
      },
      body: body(stream),
    })
    const text = await response.text()
    const whole = !stream || text.endsWith('data: [DONE]\n\n')
    if (response.status === 200 && whole) to.acknowledged.add(response.headers.get('x-request-id') ?? '')
  }

  return {
    start() {
      let going = true
      const call = async (caller: number) => {
        for (let n = caller; going; n++) await ask(caller, n % 2 === 0).catch(() => wait(20))
      }
      const calling = Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)))
      return {
        async stop() {
          going = false
          await calling
        },
      }
    },
  }
}

/** The servers that run on this folder's cluster; their sessions have other command lines. */
async function postmasters(dataFolder: string): Promise<string[]> {
  const { cluster } = await placeOf(dataFolder)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, n) => lines[n]?.includes(`-D\0${cluster}\0`))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
