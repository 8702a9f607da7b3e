// What reading one small prompt costs in processor time, all threads of the process together: the engine, a thread with the
// detector, a house of 400 names, a patient of 20 identifiers. No prompt comes twice.
//
//   npm run build && node bench/deid-request.mjs [--requests=1500] [--house=400]
//
// `in each call` gives the house's names with the patient's; `standing` leaves them in the thread. Rounds take turns; medians.
// `residentMiB` is what the process has after it, and had before the thread was started.
import { createHash, randomBytes } from 'node:crypto'
import { createCodeBook, createDeidentifier, Phi } from '@cordon/deid'
import { planOf } from '../packages/cordon/dist/detectors/plan.js'
import { openDetectorPool } from '../packages/cordon/dist/detectors/pool.js'
import { note, small } from './gateway/prompts.mjs'

const number = (name, otherwise) =>
  Number(process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise)
const requests = number('requests', 1_500)
const ROUNDS = 5
const GIVEN =
  'Ada Bruno Carla Dario Elsa Fabian Greta Hugo Irma Jonas Katja Leo Mira Nils Olga Paul Rosa Sven Tina Uwe'.split(' ')
const FAMILY =
  'Abernathy Birkenfeld Castellanos Dombrowski Eichenwald Farquharson Grimaldi Haverstock Iwanowski Jankovic'.split(' ')
const standing = Array.from({ length: number('house', 400) }, (_, n) => ({
  kind: 'NAME',
  value: `${GIVEN[n % 20]} ${FAMILY[n % 10]}${['', 'son', 'berg', 'feld'][Math.floor(n / 20) % 4]}`,
}))
const known = [
  ...['Rosalind Achterberg', 'Rosalind', 'Achterberg'].map((value) => ({ kind: 'NAME', value })),
  { kind: 'MRN', value: '4471220' },
  { kind: 'DATE', value: '1948-03-04' },
  { kind: 'PHONE', value: '(217) 555-0199' },
  { kind: 'STREET', value: '12 Orchard Ave' },
]
const after = (ms, late) => {
  const timer = setTimeout(() => late(), ms).unref()
  return () => clearTimeout(timer)
}
const residentBefore = resident()
const pool = await openDetectorPool({
  plan: planOf({}),
  threads: 1,
  memoryMib: 512,
  waitingMax: 256,
  callMs: 60_000,
  after,
})
const detectors = {
  'in each call': {
    version: pool.version,
    find: (texts, context) => pool.find(texts, context),
    findKnown: (texts, known) => pool.findKnown(texts, known),
  },
  standing: pool,
}
const sha256 = (data) => createHash('sha256').update(data).digest()
const engines = Object.entries(detectors).map(([name, detector]) => [
  name,
  createDeidentifier({ detector, sha256, now: Date.now, after, limits: { detectMsMax: 60_000 } }),
])
const figures = Object.fromEntries(engines.map(([name]) => [name, { small: [], note8k: [] }]))
let made = 0
for (let round = 0; round <= ROUNDS; round++)
  for (const [name, engine] of round % 2 === 0 ? engines : engines.toReversed())
    for (const [kind, text, count] of [
      ['small', small, requests],
      ['note8k', (n) => note(n, 8_192), Math.ceil(requests / 20)],
    ]) {
      const us = await used(engine, text, count)
      // The first round warms compilers up.
      if (round > 0) figures[name][kind].push(us)
    }
console.log(`Node ${process.version}, microseconds of CPU for one text, medians of ${ROUNDS} rounds of ${requests}`)
console.table(
  Object.fromEntries(
    Object.entries(figures).map(([name, { small, note8k }]) => [
      name,
      { small: median(small), note8k: median(note8k) },
    ]),
  ),
)
console.log(`residentMiB ${resident()}, before the thread ${residentBefore}`)
await pool.close()

async function used(engine, textOf, count) {
  const before = process.cpuUsage()
  for (let n = 0; n < count; n++) {
    const book = createCodeBook({ random: (length) => randomBytes(length) })
    const request = new Phi({ messages: [{ role: 'user', content: textOf(made++) }] })
    await engine.deidentify(request, { treat: () => 'text', known, standing, book, turnKey: () => 'turn' })
  }
  const { user, system } = process.cpuUsage(before)
  return Math.round((user + system) / count)
}

function resident() {
  return Math.round(process.memoryUsage.rss() / 2 ** 20)
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
