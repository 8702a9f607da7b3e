/**
 * What handing a text to a thread costs beside reading it here, and how long it takes to be rid of one that hangs: npm run build && node bench/deid-threads.mjs [--json]
 * Texts are made by @cordon/hospital's generator. Latencies are wall clock, one call at a time, so run it on a quiet machine; the hang is a real endless loop.
 */
import { availableParallelism } from 'node:os'
import { createDetector } from '@cordon/deid'
import { generateNotes } from '@cordon/hospital'
import { createFaultyPlan } from '../packages/cordon/dist/detectors/faulty.fixture.js'
import { planOf } from '../packages/cordon/dist/detectors/plan.js'
import { openDetectorPool } from '../packages/cordon/dist/detectors/pool.js'

const CALLS = 200
const CALL_MS = 500
const after = (ms, late) => {
  const timer = setTimeout(() => late(), ms)
  return () => clearTimeout(timer)
}
const open = (more) =>
  openDetectorPool({ plan: planOf({}), threads: 1, memoryMib: 512, waitingMax: 256, callMs: 60_000, after, ...more })

const notes = generateNotes({ seed: 4242, count: 600 }).map(({ text }) => text)
const known = Array.from({ length: 300 }, (_, i) => ({ kind: 'NAME', value: `Person${i} Surname${i}` }))
const here = createDetector()

const begin = performance.now()
const pool = await open({})
const openMs = round(performance.now() - begin)

const result = {
  openMs,
  ...(await beside('characters1', 1, [])),
  ...(await beside('characters200', 200, [])),
  ...(await beside('characters2000', 2_000, [])),
  ...(await beside('characters8000', 8_000, [])),
  ...(await beside('characters2000known300', 2_000, known)),
  ...(await atOnce()),
  ...(await hang()),
}
await pool.close()
if (process.argv.includes('--json')) console.log(JSON.stringify(result))
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(34)} ${value}`)

/** Medians in milliseconds of a call here and in a thread, by turns, so that what else the machine does meets both. */
async function beside(name, length, knowing) {
  const texts = textsOf(length)
  const inside = []
  const thread = []
  for (let i = 0; i < CALLS * 2; i++) {
    const text = texts[i % texts.length]
    inside.push(await timed(() => here.find([text], { known: knowing })))
    thread.push(await timed(() => pool.find([text], { known: knowing })))
  }
  return { [`${name}HereMs`]: median(inside), [`${name}ThreadMs`]: median(thread) }
}

async function timed(call) {
  const start = performance.now()
  await call()
  return performance.now() - start
}

/** After as many calls to warm up. */
function median(times) {
  return round(times.slice(CALLS).sort((a, b) => a - b)[CALLS >> 1])
}

/** Many callers at once over all cores, in MB/s of wall clock. */
async function atOnce() {
  const threads = availableParallelism()
  const many = await open({ threads })
  const texts = textsOf(8_000)
  const pass = () => Promise.all(texts.map((text) => many.find([text], { known: [] })))
  for (let i = 0; i < 5; i++) await pass()
  const start = performance.now()
  for (let i = 0; i < 5; i++) await pass()
  const seconds = (performance.now() - start) / 1_000
  await many.close()
  return { threads, allThreadsMBps: round((5 * texts.join('').length) / 1_000_000 / seconds) }
}

/** From the call that never ends until it is refused, and until the next one is answered by another thread. */
async function hang() {
  const faulty = createFaultyPlan()
  const failing = await open({ plan: faulty.plan, callMs: CALL_MS })
  faulty.set('find', 'never ends')
  const start = performance.now()
  await failing.find(['x'], { known: [] }).catch(() => undefined)
  const refusedMs = performance.now() - start
  faulty.clear()
  // A wait for the new thread is bounded too.
  while ((await failing.find(['x'], { known: [] }).catch(() => undefined)) === undefined);
  const servedMs = performance.now() - start
  await failing.close()
  return { hangBoundMs: CALL_MS, hangRefusedAfterMs: round(refusedMs), hangServedAgainAfterMs: round(servedMs) }
}

function textsOf(length) {
  const whole = notes.join('\n\n')
  return Array.from({ length: 50 }, (_, i) => whole.slice(i * length, (i + 1) * length))
}

function round(value) {
  return Math.round(value * 100) / 100
}
