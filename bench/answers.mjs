// Whom the scan of answers stops: answers that name another patient, and answers that do not; and what it costs.
//
//   npm run build && node bench/answers.mjs [patients]
//
// The synthetic hospital's notes are the answers, each about its own patient, in clear (harder than what a vendor writes, which
// is in codes). In the second round another patient's name, number or address is put between two words. Prints one JSON object.
import { generateHospital } from '@cordon/hospital'
import { createAnswerScan } from '../packages/cordon/dist/gateway/answers/scan.js'
import { createStrangers } from '../packages/cordon/dist/gateway/answers/strangers.js'
import { displayParts, knownOf } from '../packages/cordon/dist/retrieval/identity.js'
import { createDigest, digestsOf } from '../packages/cordon/dist/retrieval/others/digests.js'
import { formsOfPatient } from '../packages/cordon/dist/retrieval/others/forms.js'

const hospital = generateHospital({
  seed: 6,
  patients: Number(process.argv[2] ?? 150),
  notesPerPatient: 8,
  now: '2026-11-23',
})
const people = hospital.resources.filter(({ resourceType }) => resourceType === 'Patient')
const relatives = hospital.resources.filter(({ resourceType }) => resourceType === 'RelatedPerson')
const names = { pseudonym: () => 'AAECAwQFBgcICQoLDA0ODw' }
const all = new Set(people.flatMap((one) => hashesOf(digestsOf(names, one))))
const digest = createDigest(names)
const words = new Uint32Array(2)
const patients = {
  has(form) {
    digest(form, words)
    return all.has(`${words[1]}/${words[0]}`)
  },
}
const staff = hospital.practitioners.flatMap(({ name }) => displayParts(name))

function hashesOf(bytes) {
  return Array.from(
    { length: bytes.length / 8 },
    (_, n) => `${bytes.readUInt32LE(8 * n + 4)}/${bytes.readUInt32LE(8 * n)}`,
  )
}

/** What is found in a text about a patient, in pieces of so many characters; stopped at the first. */
function stopped(text, patient, size, of = patients) {
  const family = relatives.filter((one) => one.patient?.reference === `Patient/${patient.id}`)
  const known = [...knownOf(patient), ...family.flatMap(knownOf), ...staff]
  const isStranger = createStrangers(of, known, () => '')
  const filter = createAnswerScan({ isStranger, canaries: [], others: 'block', onFound: () => undefined }).prose()
  try {
    for (let at = 0; at < text.length; at += size) filter.push(text.slice(at, at + size))
    filter.end()
    return false
  } catch (error) {
    if (error.code === 'answer_withheld') return true
    throw error
  }
}

const answers = hospital.notes.map((note) => ({
  text: note.text,
  patient: people.find(({ id }) => id === note.patient),
}))
const sizes = { 1: 1, 3: 3, 8: 8, whole: Number.POSITIVE_INFINITY }
const FICTION = /^number \d{3}55501\d\d$/
const share = (count, of) => Number((count / of).toFixed(4))
const result = { answers: answers.length, patients: people.length, identifiers: people.flatMap(formsOfPatient).length }
result.stoppedFalsely = falselyBy(patients)
// The hospital's telephones are the hundred numbers that every area keeps for fiction: clinics and patients share them by chance.
result.stoppedFalselyByOthersThanNumbersOfFiction = falselyBy({
  has: (form) => !FICTION.test(form) && patients.has(form),
})
result.caught = {}
for (const [name, size] of Object.entries(sizes)) {
  const counts = {}
  for (const kind of ['name', 'identifier', 'telecom']) {
    const caught = answers.filter(({ text, patient }, n) =>
      stopped(planted(text, otherThan(patient, n), kind), patient, size),
    )
    counts[kind] = share(caught.length, answers.length)
  }
  result.caught[name] = counts
}
result.microsecondsOfCpuFor600Characters = costOf(answers[0].text.replace(/\s+/g, ' ').slice(0, 600))
console.log(JSON.stringify(result, undefined, 2))

function falselyBy(of) {
  const count = answers.filter(({ text, patient }) => stopped(text, patient, Number.POSITIVE_INFINITY, of)).length
  return { count, share: share(count, answers.length) }
}

function otherThan(patient, n) {
  const other = people[(n * 7 + 3) % people.length]
  return other === patient ? people[(n * 7 + 4) % people.length] : other
}

function planted(text, { name, identifier, telecom }, kind) {
  const said = {
    name: `${name[0].given[0]} ${name[0].family}`,
    identifier: `MRN ${identifier[0].value}`,
    telecom: `${telecom[0].value}`,
  }[kind]
  return `Unlike in the case of ${said} the findings are these: ${text.slice(0, 600)}`
}

function costOf(text) {
  const run = () => stopped(text, { id: 'none', name: [] }, Number.POSITIVE_INFINITY)
  const isStranger = createStrangers({ has: (form) => patients.has(form) && false }, [], () => '')
  const scan = createAnswerScan({ isStranger, canaries: [], others: 'block', onFound: () => undefined })
  const once = () => {
    const filter = scan.prose()
    filter.push(text)
    filter.end()
  }
  for (let n = 0; n < 3_000; n++) once()
  const before = process.cpuUsage().user
  for (let n = 0; n < 5_000; n++) once()
  return Number(((process.cpuUsage().user - before) / 5_000).toFixed(1)) + (run() ? 0 : 0)
}
