/**
 * What the detector costs, in processor time on one core: node --expose-gc bench/deid-speed.mjs [--json] [--build=DIR]
 * Every text is made by @cordon/hospital's generator. Figures are medians of timed rounds after warm-up, everything on, default settings.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { generateNotes } from '@cordon/hospital'

const BUILD = process.argv.find((arg) => arg.startsWith('--build='))?.slice(8) ?? 'packages/deid/dist'
const { createDetector } = await import(pathToFileURL(resolve(BUILD, 'detect/create-detector.js')).href)

const WARM_UP_MS = 1500
const ROUNDS = 41
const MEGABYTE = 1_000_000

const notes = generateNotes({ seed: 4242, count: 600 })
const detector = createDetector()
const people = [...new Set(notes.flatMap(({ text, spans }) => names(text, spans)))].slice(0, 300)

/** MB/s over different texts of a kind, so that no single text decides and nothing is read twice in a row. */
function throughput() {
  const dense = joined(8192, 40)
  const short = notes.map(({ text }) => text.slice(0, 700)).slice(0, 300)
  const known = people.map((value) => ({ kind: 'NAME', value }))
  const shortPass = median(rounds(short, []))
  return {
    dense8KB: round(bytesOf(dense) / median(rounds(dense, []))),
    short700: round(bytesOf(short) / shortPass),
    dense8KBknown300: round(bytesOf(dense) / median(rounds(dense, known))),
    short700microseconds: Math.round(shortPass / short.length),
    startMs: start(),
  }
}

const bytesOf = (texts) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)

/** Microseconds of processor time for one pass over the texts, each in a call of its own; many times. */
function rounds(texts, known) {
  const pass = () => {
    for (const text of texts) detector.find([text], { known })
  }
  const until = performance.now() + WARM_UP_MS
  while (performance.now() < until) pass()
  return Array.from({ length: ROUNDS }, () => used(pass))
}

function used(work) {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** What making a detector costs once. */
function start() {
  const times = Array.from({ length: 5 }, () => used(createDetector))
  return round(median(times) / 1000)
}

/** A message of 2 KB, each call timed by itself on the clock: collection of garbage included. */
function latency() {
  const messages = joined(2048, 400)
  const times = []
  for (let turn = 0; turn < 10; turn++) {
    for (const message of messages) {
      const begin = performance.now()
      detector.find([message], { known: [] })
      times.push(performance.now() - begin)
    }
  }
  const sorted = times.slice(messages.length).sort((a, b) => a - b)
  const at = (part) => round(sorted[Math.floor(sorted.length * part)])
  return { message2KBp50ms: at(0.5), message2KBp99ms: at(0.99), message2KBmaxMs: at(0.9999) }
}

/** Hostile texts of 1 MB beside ordinary text of that size. */
function adversarial() {
  const ordinary = notes.map(({ text }) => text).join('\n\n')
  const plain = repeated(ordinary)
  const base = median(times(plain, 0))
  const rows = Object.entries(HOSTILE).map(([name, unit]) => [name, median(times(repeated(unit), base * CLEAR)) / base])
  return {
    ordinaryMBps: round((MEGABYTE * 1) / base),
    ratios: Object.fromEntries(rows.sort((a, b) => b[1] - a[1]).map(([name, ratio]) => [name, round(ratio)])),
  }
}

/** Once where the first time is `enough` or less, else three times: what disturbs a measurement makes it longer, never shorter. */
function times(text, enough) {
  const once = () => used(() => detector.find([text], { known: [] }))
  const first = once()
  return first <= enough ? [first] : [first, once(), once()]
}

/** So many times ordinary text is far enough from the bound of two not to be measured again. */
const CLEAR = 1.2

const repeated = (unit) => unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE)

const HOSTILE = {
  'one letter': 'a',
  'one capital': 'A',
  'all digits': '7',
  blanks: ' ',
  'line breaks': '\n',
  'capital words': 'Alpha Bravo Charlie ',
  'capital words without blanks': 'AlphaBravoCharlie',
  'hyphenated words': 'Alpha-Bravo-',
  apostrophes: "O'",
  'nested brackets': '([{',
  'opened quotes': '"',
  'at signs': '@',
  'almost addresses': 'a@b.',
  'dotted local parts': 'a.b.c.d.e.',
  schemes: 'https://',
  www: 'www.',
  'colons and digits': '1:2:',
  'slashed digits': '1/2/',
  'dotted digits': '1.2.',
  'hyphenated digits': '123-45-',
  'digits apart': '7 ',
  'numbers apart': '555 ',
  titles: 'Dr. ',
  labels: 'MRN: ',
  'label words': 'medical record number ',
  pairs: '"name": "',
  months: 'May ',
  'the ordinals': 'the first ',
  streets: '12 Oak ',
  initials: 'A. ',
  entities: '&amp;&#',
  'zero-width marks': 'a\u200b',
  'combining marks': 'e\u0301',
  surrogates: '\ud83d\ude00',
  'look-alikes': 'p\u0430',
  pipes: 'PID|',
  stars: 'NM1*',
  carets: 'A^B',
  underscores: 'a_',
  commas: 'Smith, ',
  ampersands: 'Oak & ',
  tabs: 'Name\t',
  'spelled digits': 'five oh ',
  dots: 'jane dot ',
  relations: 'son ',
  credentials: 'MD ',
  speakers: 'Ann: \n',
  'same name': 'Maribel Okonkwo said. ',
  vehicles: 'truck ',
  counties: 'County ',
  saints: 'St. ',
  schools: 'School ',
}

/** Texts of about this many bytes, made of whole notes. */
function joined(bytes, count) {
  const texts = []
  let text = ''
  for (let i = 0; texts.length < count; i++) {
    text += `${notes[i % notes.length].text}\n\n`
    if (text.length < bytes) continue
    texts.push(text.slice(0, bytes))
    text = ''
  }
  return texts
}

function names(text, spans) {
  return spans
    .filter(({ type }) => type === 'NAME')
    .map(({ start, end }) => text.slice(start, end))
    .filter((name) => /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u.test(name))
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

function round(value) {
  return Math.round(value * 100) / 100
}

function show({ adversarial: { ordinaryMBps, ratios }, ...figures }) {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(22)} ${value}`)
  console.log(`ordinary 1 MB           ${ordinaryMBps} MB/s; times of hostile texts of that size beside it:`)
  for (const [name, ratio] of Object.entries(ratios)) console.log(`  ${name.padEnd(30)} ${ratio}`)
}

const result = {
  ...throughput(),
  ...latency(),
  /** The peak so far: before the hostile texts of a megabyte. */
  residentMB: Math.round(process.resourceUsage().maxRSS / 1024),
  adversarial: adversarial(),
}
if (process.argv.includes('--json')) console.log(JSON.stringify(result))
else show(result)
