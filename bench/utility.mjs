/**
 * What answers survive de-identification: 200 questions of order, interval and latest value about the records of the synthetic
 * hospital, answered by rule (no model) on what would leave:
 *   npm run build && node bench/utility.mjs [--count=200] [--seed=1] [--json]
 * Each question is first answered on the original text, where 100 % must be right, else it is unfair. A year alone orders what
 * happened in different years and tells no interval, so Safe Harbor cannot reach what `coded` does. Exit 1 when a bar is missed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createCodeBook, createDeidentifier, createDetector, Phi, POLICIES } from '../packages/deid/dist/index.js'
import { askQuestions, generateHospital, solve } from '../packages/hospital/dist/index.js'

const BARS = { original: 1, coded: 0.95 }
const KINDS = ['order', 'interval', 'latest']
const count = Number(option('count') ?? 200)
const seed = Number(option('seed') ?? 1)

const hospital = generateHospital({ seed: 20_261_122 + seed, patients: 12, notesPerPatient: 6, now: '2026-11-22' })
const questions = askQuestions(hospital, { count, seed })
const engine = createDeidentifier({
  detector: createDetector(),
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  now: () => Date.parse('2026-11-22'),
  policies: Object.values(POLICIES),
})
const known = new Map(
  hospital.patients.map(({ name, mrn }) => [
    mrn,
    [
      { kind: 'NAME', value: name },
      { kind: 'MRN', value: mrn },
    ],
  ]),
)

const figures = { original: score((text) => text) }
for (const policy of ['coded', 'surrogate', 'limited-data-set', 'safe-harbor']) {
  const cleaned = await cleanAll(policy)
  figures[policy] = score((text) => cleaned.get(text))
}
if (process.argv.includes('--json')) console.log(JSON.stringify({ questions: questions.length, figures }))
else print()
process.exitCode = Object.entries(BARS).some(([name, bar]) => figures[name].all.share < bar) ? 1 : 0

async function cleanAll(policy) {
  const texts = [...new Set(questions.map(({ text }) => text))]
  const cleaned = new Map()
  for (const text of texts) cleaned.set(text, await clean(text, policy))
  return cleaned
}

/** As a prompt leaves: a conversation of its own, the patient known from the record. */
async function clean(text, policy) {
  const mrn = /MRN (\w+)/.exec(text)?.[1] ?? ''
  const book = createCodeBook({ random: (length) => new Uint8Array(randomBytes(length)) })
  const job = { policy, treat: () => 'text', known: known.get(mrn) ?? [], book, turnKey: (turn) => turn }
  const made = await engine.deidentify(new Phi(text), job)
  return made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
}

function score(textOf) {
  const share = (own) => {
    const right = own.filter((question) => solve(question, textOf(question.text)) === question.answer).length
    return { right, of: own.length, share: own.length === 0 ? 1 : right / own.length }
  }
  const byKind = KINDS.map((kind) => [kind, share(questions.filter((question) => question.kind === kind))])
  return { all: share(questions), ...Object.fromEntries(byKind) }
}

function print() {
  const row = (cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(18) : cell.padStart(16))).join(''))
  console.log(`${questions.length} questions about ${hospital.patients.length} synthetic patients, answered by rule\n`)
  row(['text', 'all', ...KINDS])
  for (const [name, figure] of Object.entries(figures))
    row([name, ...['all', ...KINDS].map((kind) => told(figure[kind]))])
}

function told({ right, of, share }) {
  return `${(100 * share).toFixed(1)} % ${right}/${of}`
}

function option(name) {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1]
}
