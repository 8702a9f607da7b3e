/**
 * Whether what was cleaned comes back to the byte, however an answer is cut into chunks: 200 synthetic notes under every policy,
 * in text and inside the arguments of a tool call, across turns, and against another conversation's codes:
 *   npm run build && node bench/round-trip.mjs [--notes=200] [--stride=1] [--json]
 * Safe Harbor is cut at every place (`--stride=N`: at every Nth); the other policies at every 23rd, and all of them once at
 * every character. Codes inside links stay codes, by rule: such notes are compared with what one chunk gives. Exit 1 on a miss.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  createCodeBook,
  createDeidentifier,
  createDetector,
  createJsonRestorer,
  createRestorer,
  expertPolicy,
  Phi,
  POLICIES,
  restoreText,
} from '../packages/deid/dist/index.js'
import { generateHospital } from '../packages/hospital/dist/index.js'

const NOW = Date.parse('2026-11-22')
const count = Number(option('notes') ?? 200)
const stride = Number(option('stride') ?? 1)
const determination = {
  id: 'bench',
  expert: 'nobody',
  documentSha256: '0'.repeat(64),
  effectiveFrom: 0,
  expiresAt: NOW * 2,
  rules: { date: 'shifted', zip: 'zip3' },
}
const policies = [...Object.values(POLICIES), expertPolicy(determination)]
const engine = createDeidentifier({
  detector: createDetector(),
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  now: () => NOW,
  policies,
})
const hospital = generateHospital({
  seed: 20_261_122,
  patients: Math.ceil(count / 6),
  notesPerPatient: 6,
  now: '2026-11-22',
})
const notes = hospital.notes.slice(0, count).map(({ text, patient }) => ({
  text,
  known: hospital.patients.filter(({ id }) => id === patient).map(({ name }) => ({ kind: 'NAME', value: name })),
}))

const figures = {}
for (const { name } of policies) figures[name] = await measure(name)
if (process.argv.includes('--json')) console.log(JSON.stringify({ notes: notes.length, figures }))
else print()
process.exitCode = Object.values(figures).some(({ misses }) => misses > 0) ? 1 : 0

async function measure(policy) {
  const figure = { whole: 0, links: 0, splits: 0, misses: 0 }
  const stranger = newBook()
  await clean([{ text: 'Mr. Edgar Poe came on 3/4/2024.', known: [] }], policy, stranger)
  for (const note of notes) {
    const book = newBook()
    const [first] = await clean([note], policy, book)
    const [again] = await clean([note, { text: 'And now?', known: note.known }], policy, book)
    const back = restoreText(first, book).text
    if (again !== first || tells(note, restoreText(first, stranger).text)) figure.misses += 1
    if (back === note.text) figure.whole += 1
    else figure.links += 1
    for (const at of cuts(first, policy === 'safe-harbor' ? stride : 23))
      tally(figure, split(createRestorer, book, first, at) === back)
    tally(figure, everyCharacter(createRestorer, book, first) === back)
    const json = JSON.stringify({ note: first })
    const backJson = everyCharacter(createJsonRestorer, book, json)
    tally(figure, JSON.parse(backJson).note === back)
    for (const at of cuts(json, 101)) tally(figure, split(createJsonRestorer, book, json, at) === backJson)
  }
  return figure
}

/** Whether another conversation's book gave a name of this one. Its own invented words may stand here by chance. */
function tells({ known }, text) {
  return known.some(({ value }) => text.includes(value))
}

function tally(figure, isRight) {
  figure.splits += 1
  if (!isRight) figure.misses += 1
}

async function clean(given, policy, book) {
  const job = { policy, treat: () => 'text', known: given[0].known, book, turnKey: (text) => text }
  const made = await engine.deidentify(new Phi(given.map(({ text }) => text)), job)
  return made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
}

function newBook() {
  return createCodeBook({ random: (length) => new Uint8Array(randomBytes(length)) })
}

function cuts(text, step) {
  return Array.from({ length: Math.floor(text.length / step) }, (_, i) => (i + 1) * step)
}

function split(create, book, text, at) {
  const restorer = create({ book })
  return restorer.push(text.slice(0, at)) + restorer.push(text.slice(at)) + restorer.end()
}

function everyCharacter(create, book, text) {
  const restorer = create({ book })
  return Array.from({ length: text.length }, (_, at) => restorer.push(text.charAt(at))).join('') + restorer.end()
}

function print() {
  const row = (cells) =>
    console.log(cells.map((cell, i) => String(cell)[i === 0 ? 'padEnd' : 'padStart'](i === 0 ? 18 : 16)).join(''))
  console.log(`${notes.length} synthetic notes\n`)
  row(['policy', 'back to the byte', 'codes in links', 'splits', 'misses'])
  for (const [name, { whole, links, splits, misses }] of Object.entries(figures))
    row([name, whole, links, splits, misses])
}

function option(name) {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1]
}
