// Whether anything is lost, crossed or kept while clients and vendors misbehave for a long time.
//
//   npm run build && node bench/soak.mjs [--seconds=600] [--share=0.7] [--json]
//
// First the peak: ten seconds of 16 callers who all behave. Then so many seconds at `share` of it, begun on a clock and not when
// the last was answered: a third streams; one in twenty hangs up at a moment of chance, one in twenty reads slowly; of the
// vendor's answers one in thirty breaks off and one in sixty stops in the middle and says nothing more. Everything is as in
// bench/gateway.mjs, with vendors' silences bounded at two seconds. Needs Linux.
//
// `unsettled`: requests in the journal without an outcome. `crossed`: answers that hold a record number of another request's
// patient, or whole ones without their own. `rss`: of the boundary's process, the mean of the second fifth of the time against the last.
// `descriptors`: open before, and once all is over. Bars: 0, 0, at most 1.05, no more than before and ten.
import { fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { load } from './gateway/load.mjs'
import { small } from './gateway/prompts.mjs'

const seconds = Number(option('seconds') ?? 600)
const share = Number(option('share') ?? 0.7)
const here = new URL('./gateway/', import.meta.url).pathname
const SETTINGS = { limits: { upstreamHeadersMs: 2_000, upstreamIdleMs: 2_000 }, resilience: { breakerFailures: 1_000 } }
const children = []
const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const seen = { asked: 0, answered: 0, refused: 0, hungUp: 0, broken: 0, crossed: 0, errors: 0 }
/** The same sequence every time: mulberry32. */
let state = 20_261_123
let open = 0

try {
  await run()
} finally {
  agent.destroy()
  for (const child of children) if (child.connected) child.disconnect()
}

async function run() {
  const { url: upstream } = await started('upstream.mjs')
  const { child, ...boundary } = await started('boundary.mjs', upstream, JSON.stringify(SETTINGS))
  const { perSecond } = await load({
    ...boundary,
    callers: 16,
    requests: 0,
    seconds: 10,
    bodyOf: (n) => bodyOf('mock-d0', small(n), false),
    headersOf: (n) => headersOf(boundary, n),
  })
  const opened = descriptors(child.pid)
  const rss = await soak(boundary, perSecond * share, child.pid)
  await settled()
  await wait(5_000)
  agent.destroy()
  await wait(1_000)
  const { entries } = await told(child, 'entries')
  const descriptorsAfter = descriptors(child.pid)
  const found = {
    load: loadavg()[0],
    peakPerSecond: Math.round(perSecond),
    seconds,
    ...seen,
    ...entries,
    rss: { ...rss, growth: Number((rss.late / rss.early).toFixed(3)) },
    descriptors: { before: opened, after: descriptorsAfter },
  }
  console.log(JSON.stringify(found, undefined, process.argv.includes('--json') ? 0 : 2))
}

async function settled() {
  for (let n = 0; open > 0 && n < 600; n++) await wait(100)
}

/** Begins a request when its time has come, however many are still open. */
async function soak(boundary, perSecond, pid) {
  const began = Date.now()
  const samples = []
  let begun = 0
  for (let elapsed = 0; elapsed < seconds; elapsed = (Date.now() - began) / 1_000) {
    for (; begun < elapsed * perSecond; begun++) ask(boundary, 10_000_000 + begun)
    if (samples.length < elapsed) samples.push(rssOf(pid))
    if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(elapsed)} of ${seconds} s, ${open} open `)
    await wait(10)
  }
  const fifth = Math.floor(samples.length / 5)
  return { early: mean(samples.slice(fifth, 2 * fifth)), late: mean(samples.slice(-fifth)) }
}

function ask(boundary, n) {
  const stream = chance() < 1 / 3
  const luck = chance()
  const ends = luck < 1 / 30 ? '-reset' : luck < 1 / 20 ? '-hang' : ''
  const manner = chance()
  const text = small(n)
  const body = bodyOf(`mock-d${Math.floor(chance() * 40)}-c20-i2${ends}`, text, stream)
  seen.asked += 1
  open += 1
  let over = false
  const done = (how) => {
    if (over) return
    over = true
    open -= 1
    seen[how] += 1
  }
  const asking = request(`${boundary.url}/v1/chat/completions`, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headersOf(boundary, n),
    },
  })
  asking.on('error', () => done(asking.destroyed && manner < 0.05 ? 'hungUp' : 'errors'))
  asking.on('response', (response) => {
    let answer = ''
    response.setEncoding('utf8')
    response.on('data', (data) => {
      answer += data
      if (manner > 0.95) pauseFor(response, 50)
    })
    response.on('error', () => done(manner < 0.05 ? 'hungUp' : 'broken'))
    response.on('end', () => {
      if (isCrossed(text, answer, response.statusCode, ends)) seen.crossed += 1
      done(response.statusCode !== 200 ? 'refused' : ends === '' ? 'answered' : 'broken')
    })
  })
  if (manner < 0.05) setTimeout(() => asking.destroy(), chance() * 200).unref()
  asking.end(body)
}

function pauseFor(response, ms) {
  response.pause()
  setTimeout(() => response.resume(), ms)
}

/** Somebody else's record number, or none of one's own in an answer that is whole. */
function isCrossed(text, answer, status, ends) {
  const [own] = numbersIn(text)
  const found = numbersIn(answer.replace(/"\}[^{]*\{[^}]*"content":"/gs, ''))
  if (found.some((number) => number !== own)) return true
  return status === 200 && ends === '' && !spoken(answer).includes(own)
}

function numbersIn(text) {
  return [...text.matchAll(/\bMRN (\d{7})\b/g)].map(([, number]) => number)
}

/** The answer's text, whole or put together from a stream. */
function spoken(answer) {
  if (answer.startsWith('{')) return answer
  return [...answer.matchAll(/^data: (\{.*)$/gm)]
    .map(([, json]) => JSON.parse(json).choices?.[0]?.delta?.content ?? '')
    .join('')
}

function bodyOf(model, text, stream) {
  return JSON.stringify({ model, ...(stream ? { stream } : {}), messages: [{ role: 'user', content: text }] })
}

function headersOf({ key, patients }, n) {
  return {
    authorization: `Bearer ${key}`,
    'x-cordon-patient': patients[n % patients.length],
    'x-cordon-session': `s-${n}`,
  }
}

function chance() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

function started(file, ...args) {
  const child = fork(`${here}${file}`, args)
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, ...message }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

function told(child, what) {
  return new Promise((resolve) => {
    child.once('message', resolve)
    child.send(what)
  })
}

function descriptors(pid) {
  return readdirSync(`/proc/${pid}/fd`).length
}

function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

function mean(numbers) {
  return Math.round(numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length))
}

function option(name) {
  return process.argv.find((given) => given.startsWith(`--${name}=`))?.slice(name.length + 3)
}
