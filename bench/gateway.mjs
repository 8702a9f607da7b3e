// What one request costs through the boundary with everything on, beside proxies that do less.
//
//   npm run build && node bench/gateway.mjs [--portkey=DIR] [--rounds=3] [--requests=1000] [--seconds=1] [--loads=small,...] [--profile] [--json]
//
// Subjects take turns within each round, against one vendor on loopback: the boundary (a process of its own with the embedded
// PostgreSQL, the journal on this disk with fdatasync, the detector's threads, an agreement, a patient with a relationship to
// the caller; every body different, nine identifiers at least), a Fastify proxy that parses and writes again (the floor), and with
// `--portkey=DIR` (a folder in which @portkey-ai/gateway 1.15.2 is installed, with @hono/node-server 1.13.5 and hono 4.9.7)
// Portkey as it comes and with 8 masks. CPU is what all threads of the subject's process ran, from the kernel's scheduler, by
// request; PostgreSQL's is its own column. On a machine with other work trust CPU first, ratios of one run next, times last.
// `beside64k`: 16 streams, while one caller asks with 64 KB without a pause.
// `--profile` runs the boundary alone and says in which part of the source its threads spent their time. Needs Linux.
import { fork, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { load } from './gateway/load.mjs'
import { note, small } from './gateway/prompts.mjs'

const LOADS = {
  small: { callers: 16, model: 'mock-d0', text: small },
  slow: { callers: 64, model: 'mock-d20', text: small },
  note8k: { callers: 16, model: 'mock-d0', text: (n) => note(n, 8_192) },
  stream: { callers: 1, model: 'mock-d0-c20-i5', text: small, stream: true },
  streams: { callers: 16, model: 'mock-d0-c20-i5', text: small, stream: true },
  beside64k: {
    callers: 16,
    model: 'mock-d0-c20-i5',
    text: small,
    stream: true,
    beside: { callers: 1, model: 'mock-d0', text: (n) => note(n, 65_536) },
  },
}
const MASKS = [
  '/\\b\\d{3}-\\d{2}-\\d{4}\\b/g',
  '/\\b[\\w.+-]+@[\\w-]+\\.[\\w.]+\\b/g',
  '/\\(?\\b\\d{3}\\)?[-. ]\\d{3}[-. ]\\d{4}\\b/g',
  '/\\bMRN[:# ]*\\d{6,10}\\b/gi',
  '/\\b\\d{1,2}[\\/-]\\d{1,2}[\\/-]\\d{2,4}\\b/g',
  '/\\bhttps?:\\/\\/\\S+/g',
  '/\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b/g',
  '/\\b\\d{5}(?:-\\d{4})?\\b/g',
]
const rounds = Number(option('rounds') ?? 3)
const seconds = Number(option('seconds') ?? 1)
const requests = Number(option('requests') ?? 1_000)
const chosen = option('loads')?.split(',') ?? Object.keys(LOADS)
const portkey = option('portkey')
const profiling = process.argv.includes('--profile')
const here = new URL('./gateway/', import.meta.url).pathname

const children = []
try {
  await run()
} finally {
  for (const child of children) {
    if (child.connected) child.disconnect()
    else child.kill()
  }
}

async function run() {
  const { url: upstream } = await started('upstream.mjs')
  const boundary = await started('boundary.mjs', upstream)
  if (profiling) return print(await profiled(boundary))
  const subjects = {
    boundary,
    floor: await started('floor.mjs', upstream),
    ...(portkey ? await portkeys(upstream) : {}),
  }
  const rows = []
  // Compilers and caches have done their work before anything is counted.
  for (const subject of Object.values(subjects)) for (const name of chosen) await measured(subject, LOADS[name])
  for (let round = 0; round < rounds; round++)
    for (const name of chosen) {
      const order = rotated(['direct', ...Object.keys(subjects)], round)
      for (const subject of order)
        rows.push({ name, subject, ...(await measured(subjects[subject] ?? { url: upstream }, LOADS[name])) })
    }
  print({ node: process.version, load: loadavg()[0], rounds, requests, figures: summed(rows) })
}

/** A file of this folder as a process of its own, once it serves. */
function started(file, ...args) {
  const child = fork(join(here, file), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('message', (said) => resolve({ ...said, child, pid: child.pid }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

/** Portkey as it comes, and with what an operator would write to mask eight kinds of identifiers. */
async function portkeys(upstream) {
  const hook = { type: 'guardrail', id: 'phi', sequential: true }
  const checks = MASKS.map((rule) => ({ id: 'default.regexReplace', parameters: { rule, redactText: '[X]' } }))
  const target = { provider: 'openai', custom_host: `${upstream}/v1`, api_key: 'none' }
  const masking = JSON.stringify({ ...target, before_request_hooks: [{ ...hook, checks }] })
  return {
    portkey: await portkeyAt(9205, {
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${upstream}/v1`,
      authorization: 'Bearer none',
    }),
    'portkey with 8 masks': await portkeyAt(9207, { 'x-portkey-config': masking, authorization: 'Bearer none' }),
  }
}

async function portkeyAt(port, headers) {
  const entry = join(portkey, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  const child = spawn(process.execPath, [entry, `--port=${port}`, '--headless'], { cwd: portkey, env, stdio: 'ignore' })
  children.push(child)
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return { url, pid: child.pid, headers }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Portkey does not start')
}

async function measured(subject, asked) {
  const { pid } = subject
  const [cpu, database] = [cpuOf(pid), cpuBelow(pid)]
  let measuring = true
  // Of what goes on beside, nothing but its effect is counted.
  const beside = asked.beside && load({ ...questions(subject, asked.beside), goesOn: () => measuring })
  const seen = await load({ ...questions(subject, asked), requests, seconds })
  measuring = false
  await beside
  const by = (ns) => (pid === undefined ? undefined : ns / 1e3 / seen.all)
  return { ...seen, cpuUs: by(cpuOf(pid) - cpu), databaseUs: by(cpuBelow(pid) - database), rssMb: rssOf(pid) }
}

function questions({ url, key, patients, headers = {} }, { callers, model, text, stream }) {
  const authorization = `Bearer ${key ?? 'none'}`
  return {
    url,
    callers,
    headersOf: (n) => ({
      authorization,
      ...(patients === undefined ? {} : { 'x-cordon-patient': patients[n % patients.length] }),
      ...headers,
    }),
    bodyOf: (n) =>
      JSON.stringify({
        model,
        ...(stream ? { stream } : {}),
        max_tokens: 256,
        messages: [
          { role: 'system', content: 'You are a careful clinical assistant.' },
          { role: 'user', content: text(n) },
        ],
      }),
  }
}

/** On a processor so far, all threads, nanoseconds. */
function cpuOf(pid) {
  if (pid === undefined) return 0
  const of = (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + of(thread), 0)
}

/** Of the processes that it started: a boundary's PostgreSQL. */
function cpuBelow(pid) {
  if (pid === undefined) return 0
  const below = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(/\s+/).filter(Boolean),
  )
  return below.reduce((sum, child) => {
    try {
      return sum + cpuOf(child) + cpuBelow(child)
    } catch {
      return sum
    }
  }, 0)
}

function rssOf(pid) {
  if (pid === undefined) return undefined
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}

/** The median of each figure over the rounds. */
function summed(rows) {
  const figures = {}
  for (const { name, subject } of rows) {
    const same = rows.filter((row) => row.name === name && row.subject === subject)
    const { name: _name, subject: _subject, ...numbers } = same[0]
    const of = (key) => same.map((row) => row[key]).sort((a, b) => a - b)
    figures[name] ??= {}
    figures[name][subject] = Object.fromEntries(
      Object.keys(numbers).map((key) => [key, round(of(key)[Math.floor(same.length / 2)])]),
    )
  }
  return figures
}

/** Where the boundary's threads spend a request, in microseconds, for each load. */
async function profiled(boundary) {
  const found = {}
  for (const name of chosen) {
    await measured(boundary, LOADS[name])
    boundary.child.send('profile')
    const { all, cpuUs, databaseUs } = await measured(boundary, LOADS[name])
    const heard = new Promise((resolve) => boundary.child.once('message', resolve))
    boundary.child.send('stop')
    const { main, workers } = (await heard).profile
    const each = (sums) =>
      Object.fromEntries(Object.entries(sums).flatMap(([part, us]) => (us / all < 2 ? [] : [[part, round(us / all)]])))
    const split = ({ parts, functions }) => ({ parts: each(parts), functions: each(functions) })
    found[name] = {
      all,
      cpuUs: round(cpuUs),
      databaseUs: round(databaseUs),
      main: split(main),
      workers: workers.map(split),
    }
  }
  return found
}

function print(found) {
  if (process.argv.includes('--json') || profiling) return console.log(JSON.stringify(found, undefined, 2))
  console.log(
    `Node ${found.node}, load ${found.load.toFixed(1)}, medians of ${found.rounds} rounds of ${found.requests} requests or more`,
  )
  for (const [name, subjects] of Object.entries(found.figures)) {
    console.log(`\n${name}`)
    console.table(subjects)
  }
}

function rotated(some, by) {
  return some.map((_, n) => some[(n + by) % some.length])
}

function round(n) {
  return typeof n === 'number' ? Number(n.toFixed(n < 10 ? 2 : 0)) : n
}

function option(name) {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
}
