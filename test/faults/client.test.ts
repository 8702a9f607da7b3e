import { once } from 'node:events'
import { readdir, readlink } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type Entry, entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/** Clients that hang up, stall, or send what no client should: every one is recorded, and nothing of them is left. */

const SECRET = 'Quillfeather-Marsh'
const BODY_MS = 300
const HANG_UP_HEARD_MS = 200
const STOP_MS_MAX = 6_000

let upstream: RecordingUpstream
let boundary: TestBoundary
/** Outcomes that were there before. */
let before = 0

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl, limits: { bodyMs: BODY_MS } })
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})
beforeEach(async () => {
  upstream.reset()
  before = (await outcomes()).length
})

const outcomes = async () => entriesOf(await readEntries({ ...boundary, tenant: 'test' }), 'outcome')
const newOutcomes = async (): Promise<Entry<'outcome'>[]> => (await outcomes()).slice(before)

/** The one outcome that follows, as soon as it is there. */
async function nextOutcome(): Promise<Entry<'outcome'> | undefined> {
  await expect.poll(async () => (await newOutcomes()).length, { timeout: 5_000 }).toBeGreaterThan(0)
  const found = await newOutcomes()
  expect(found).toHaveLength(1)
  return found[0]
}

const bodyOf = (model: string, stream: boolean, said = `Mrs. ${SECRET} asks`) =>
  JSON.stringify({ model, stream, messages: [{ role: 'user', content: said }] })

/** A connection that sends a request's head and as much of its body as it is given. */
async function open(body: string, length = Buffer.byteLength(body), more = ''): Promise<Socket> {
  const { hostname, port } = new URL(boundary.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const head = [
    'POST /v1/chat/completions HTTP/1.1',
    `host: ${hostname}`,
    `authorization: Bearer ${boundary.key}`,
    `x-cordon-patient: ${boundary.world.patient}`,
    'content-type: application/json',
    `content-length: ${length}`,
    'connection: close',
  ]
  socket.write(`${head.join('\r\n')}\r\n${more}\r\n${body}`)
  return socket
}

describe('a client that hangs up', () => {
  it('before its body is whole: abandoned, and nothing left', async () => {
    const socket = await open(bodyOf('fixed', false), 10_000)
    await wait(50)
    socket.destroy()
    expect(await nextOutcome()).toMatchObject({ outcome: 'abandoned', code: 'client_closed', bytesOut: 0 })
    expect([upstream.connections, upstream.bytesReceived]).toEqual([0, 0])
  })

  it.each([
    { during: 'before the first byte of the answer', model: 'hang', stream: false },
    { during: 'before the first event', model: 'hang', stream: true },
    { during: 'during a whole answer', model: 'drip', stream: false },
    { during: 'during a stream', model: 'drip', stream: true },
    { during: 'during a slow stream', model: 'echo-k1-i50', stream: true },
  ])('$during: abandoned, and the vendor hears it within 200 ms', async ({ model, stream }) => {
    const heardMs: number[] = []
    for (let n = 1; n <= 3; n++) {
      const arrival = upstream.arrival()
      const socket = await open(bodyOf(model, stream))
      const received = await arrival
      await wait(60)
      const hungUp = performance.now()
      socket.destroy()
      expect(await received.over).toBe(true)
      heardMs.push(performance.now() - hungUp)
    }
    // The middle one: a machine that is busy elsewhere may hold one of them up.
    expect(heardMs.sort((a, b) => a - b)[1]).toBeLessThan(HANG_UP_HEARD_MS)
    await expect.poll(async () => (await newOutcomes()).length, { timeout: 5_000 }).toBe(3)
    expect(new Set((await newOutcomes()).map(({ outcome }) => outcome))).toEqual(new Set(['abandoned']))
  })

  it('after its answer: answered', async () => {
    const socket = await open(bodyOf('fixed', true))
    expect(await text(socket)).toContain('data: [DONE]')
    expect(await nextOutcome()).toMatchObject({ outcome: 'answered' })
  })
})

const LONG = Array.from({ length: 6_000 }, (_, n) => `Potassium was ${n % 7} and rose slowly.`).join(' ')

describe('a client that reads slowly', () => {
  it('gets everything, when it reads at last', async () => {
    const socket = await open(bodyOf('echo-k80', true, LONG))
    socket.pause()
    await upstream.arrival()
    await wait(500)
    const answer = await text(socket)
    expect(contentOf(unchunked(answer))).toBe(LONG)
    expect(await nextOutcome()).toMatchObject({ outcome: 'answered' })
  })

  it('and then hangs up is abandoned', async () => {
    const socket = await open(bodyOf('echo-k8', true, LONG))
    socket.pause()
    await upstream.arrival()
    await wait(300)
    socket.destroy()
    expect(await nextOutcome()).toMatchObject({ outcome: 'abandoned' })
  })
})

describe('a client that stalls or rambles', () => {
  it('in the middle of its body is refused in time', async () => {
    const socket = await open(bodyOf('fixed', false), 10_000)
    const answer = await text(socket)
    expect(answer).toContain('408')
    expect(answer).toContain('body_too_slow')
    expect(answer).not.toContain(SECRET)
    expect(await nextOutcome()).toMatchObject({ outcome: 'refused', code: 'body_too_slow' })
    expect(upstream.bytesReceived).toBe(0)
  })

  it.each([
    { what: 'a header over the bound', more: `x-note: ${SECRET.repeat(2_000)}\r\n`, status: 'HTTP/1.1 431' },
    { what: 'a header that is none', more: `${SECRET}\r\n`, status: 'HTTP/1.1 400' },
    { what: 'two lengths', more: 'transfer-encoding: chunked\r\n', status: 'HTTP/1.1 400' },
  ])('$what: refused before anything is read', async ({ more, status }) => {
    const socket = await open(bodyOf('fixed', false), undefined, more)
    const answer = await text(socket)
    expect(answer).toContain(status)
    expect(answer + boundary.logged()).not.toContain(SECRET)
    expect(upstream.bytesReceived).toBe(0)
    expect(await newOutcomes()).toEqual([])
  })

  it('that declares more than the bound is refused without being read', async () => {
    const socket = await open('{"model":', 100_000_000)
    expect(await text(socket)).toContain('body_too_large')
    expect(await nextOutcome()).toMatchObject({ outcome: 'refused', code: 'body_too_large' })
  })
})

describe('after clients that hang up', () => {
  it('no connection, file or timer is left', async () => {
    const hangUpOften = async (times: number) => {
      for (let n = 0; n < times; n++) {
        const arrival = upstream.arrival()
        const socket = await open(bodyOf(n % 2 === 0 ? 'drip' : 'hang', n % 3 !== 0))
        const { over } = await arrival
        socket.destroy()
        await over
      }
      await expect.poll(async () => (await newOutcomes()).length, { timeout: 5_000 }).toBe(times)
      before += times
      await ask(boundary, { body: JSON.parse(bodyOf('fixed', false)) as unknown })
      before += 1
    }
    // Pools are filled first: what they hold is bounded, and not a leak.
    const served = Array.from({ length: 24 }, () =>
      ask(boundary, { body: JSON.parse(bodyOf('fixed', false)) as unknown }),
    )
    await Promise.all(served)
    before += served.length
    await hangUpOften(6)
    const [held, files] = [resources(), await openFiles()]
    await hangUpOften(30)
    await expect.poll(() => more(resources(), held), { timeout: 5_000 }).toEqual({})
    await expect.poll(openFiles, { timeout: 5_000 }).toBeLessThanOrEqual(files)
    expect(upstream.openConnections).toBeLessThanOrEqual(1)
  })
})

describe('a boundary that stops', () => {
  it('waits neither for a client that says nothing nor for one that keeps its connection', async () => {
    const { hostname, port } = new URL(boundary.url)
    const silent = connect(Number(port), hostname)
    silent.on('error', () => undefined)
    await once(silent, 'connect')
    await ask(boundary, { body: JSON.parse(bodyOf('fixed', true)) as unknown })
    const began = performance.now()
    await boundary.stop()
    expect(performance.now() - began).toBeLessThan(STOP_MS_MAX)
    silent.destroy()
  })
})

/** What keeps this process busy, by kind. */
function resources(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** The kinds of which there are more than there were. Work that is under way right now is none of them. */
function more(now: Map<string, number>, then: Map<string, number>): Record<string, number> {
  const grown = [...now].filter(
    ([kind, count]) => /Wrap$|Timeout|Immediate/.test(kind) && count > (then.get(kind) ?? 0),
  )
  return Object.fromEntries(grown)
}

/** Files of this boundary's folder that are open. Other test files run in this process: their files are none of them. */
async function openFiles(): Promise<number> {
  const descriptors = await readdir('/proc/self/fd')
  const paths = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  )
  return paths.filter((path) => path.startsWith(boundary.dataFolder)).length
}

/** The events of an answer that came in chunks, as HTTP frames them. */
function unchunked(answer: string): string {
  return answer
    .split('\r\n')
    .filter((line) => !/^[0-9a-f]+$/i.test(line))
    .join('')
}
