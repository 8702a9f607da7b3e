/**
 * Whether `cordon deid` keeps its memory flat over a file of any length:
 *   npm run build && node bench/deid-stream.mjs [--mb 1024] [--seconds 3600] [--format jsonl|text|csv] [--json]
 * Notes of @cordon/hospital's generator, over and over with another number in each, go into the real command by a pipe; its resident
 * memory is looked at four times a second. Ends after so many megabytes or seconds, whichever is first. `flat` compares the most after
 * half of the way with the most before.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateNotes } from '@cordon/hospital'

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '1024' },
    seconds: { type: 'string', default: '3600' },
    format: { type: 'string', default: 'jsonl' },
    json: { type: 'boolean', default: false },
  },
})
const bytesMax = Number(values.mb) * 1_000_000
const until = Date.now() + Number(values.seconds) * 1_000
const BIN = fileURLToPath(new URL('../packages/cordon/bin/cordon.js', import.meta.url))
const WRITE = {
  jsonl: (text, n) => `${JSON.stringify({ id: `n${n}`, text: `Note ${n}. ${text}` })}\n`,
  text: (text, n) => `Note ${n}.\n${text}\n\n`,
  csv: (text, n) => `${n},"${text.replaceAll('"', '""')}"\n`,
}

const notes = generateNotes({ seed: 7, count: 400 }).map(({ text }) => text)
const child = spawn(process.execPath, [BIN, 'deid', '--format', values.format], { stdio: ['pipe', 'pipe', 'inherit'] })
const closed = once(child, 'close')
let left = 0
// A command that ended closes its pipe.
child.stdin.on('error', () => undefined)
child.stdout.on('data', (block) => {
  left += block.length
})
const samples = []
const sampling = setInterval(() => samples.push({ at: given, mib: residentMib(child.pid) }), 250)

let given = 0
const begin = Date.now()
if (values.format === 'csv') given += await give('id,note\n')
for (let n = 0; given < bytesMax && Date.now() < until && child.exitCode === null; n++)
  given += await give(WRITE[values.format](notes[n % notes.length], n))
child.stdin.end()
const [code] = await closed
clearInterval(sampling)

const seconds = (Date.now() - begin) / 1_000
const most = (some) => Math.round(Math.max(0, ...some.map(({ mib }) => mib)))
const early = most(samples.filter(({ at }) => at <= given / 2))
const late = most(samples.filter(({ at }) => at > given / 2))
const result = {
  format: values.format,
  code,
  megabytesIn: Math.round(given / 1e6),
  megabytesOut: Math.round(left / 1e6),
  megabytesPerSecond: Math.round(given / 1e5 / seconds) / 10,
  mibByTenths: Array.from({ length: 10 }, (_, i) =>
    most(samples.filter(({ at }) => at > (given * i) / 10 && at <= (given * (i + 1)) / 10)),
  ).join(' '),
  mibInTheFirstHalf: early,
  mibAfterIt: late,
  flat: late <= early * 1.25,
}
if (values.json) console.log(JSON.stringify(result))
else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(24)} ${value}`)
process.exitCode = code === 0 && result.flat ? 0 : 1

async function give(text) {
  if (!child.stdin.write(text)) await drained()
  return Buffer.byteLength(text)
}

/** Until there is room again; a command that ends early is seen by its exit code. */
function drained() {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      child.stdin.off('drain', done)
      child.off('close', done)
      resolve()
    }
    child.stdin.on('drain', done)
    child.on('close', done)
  })
}

function residentMib(pid) {
  try {
    return process.platform === 'linux'
      ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
      : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
  } catch {
    return 0
  }
}
