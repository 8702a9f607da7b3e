/**
 * What the statistical tagger adds to the rules, on development text: node bench/tagger.mjs [--model FILE.mjs] [--sweep] [--misses] [--extras] FILE.jsonl…
 * Prints the rules alone, the tagger alone and both: identifiers whole, per kind, characters right, harmless texts damaged, speed.
 * Development figures only: what is published is measured on unseen text.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createDetector } from '../packages/deid/dist/detect/create-detector.js'
import { createLexicon } from '../packages/deid/dist/detect/lexicon.js'
import { createTagger } from '../packages/deid/dist/detect/tagger/tagger.js'
import { tokenise } from '../packages/deid/dist/detect/tokens.js'
import { resolve } from '../packages/deid/dist/resolve/resolve.js'

const { values: option, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    sweep: { type: 'boolean' },
    misses: { type: 'boolean' },
    extras: { type: 'boolean' },
    least: { type: 'string' },
    bias: { type: 'string' },
  },
})
const packed = option.model === undefined ? undefined : (await import(pathToFileURL(option.model).href)).MODEL
const lexicon = createLexicon()
const detector = createDetector()
const alnum = (char) => /[\p{L}\p{N}]/u.test(char)
const TITLES = /^(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.?\s+/
const percent = (part, whole) => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(2))

const rules = (text) => detector.find([text], { known: [] })[0] ?? []
const withTagger = (tagger) => (text) => {
  const reading = { text, tokens: tokenise(text, lexicon), found: [] }
  tagger(reading)
  return reading.found
}
const both = (find) => (text) => resolve(text, [...rules(text), ...find(text)])

for (const file of files) {
  const documents = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  console.log(`\n${file}: ${documents.length} documents`)
  if (option.sweep) sweep(documents)
  else {
    const find = withTagger(tagger({}))
    table(documents, { rules, tagger: (text) => resolve(text, find(text)), both: both(find) })
    if (option.misses) misses(documents, both(find))
    if (option.extras) extras(documents, find)
  }
}

function tagger({ least = option.least, bias = option.bias }) {
  const model =
    packed === undefined && bias === undefined
      ? {}
      : { model: { ...packed, ...(bias === undefined ? {} : { outsideBias: Number(bias) }) } }
  return createTagger({ ...model, ...(least === undefined ? {} : { leastScore: Number(least) }) })
}

/** The dial: probability from which a finding counts. */
function sweep(documents) {
  const base = documents.map(({ text }) => rules(text))
  for (const least of [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]) {
    const find = withTagger(tagger({ least }))
    const sum = total(documents, (text, i) => resolve(text, [...base[i], ...find(text)]))
    const alone = total(documents, (text) => resolve(text, find(text)))
    console.log(`  from ${least}   both: ${line(sum)}   alone: ${line(alone)}`)
  }
}

function table(documents, ways) {
  const sums = Object.fromEntries(Object.entries(ways).map(([name, find]) => [name, total(documents, find)]))
  for (const [name, sum] of Object.entries(sums))
    console.log(`  ${name.padEnd(7)} ${line(sum)}  ${speed(documents, ways[name])} MB/s`)
  const types = [...sums.rules.types.keys()].sort((a, b) => (a < b ? -1 : 1))
  console.log(
    `  ${'whole, %'.padEnd(24)} ${Object.keys(ways)
      .map((name) => name.padStart(8))
      .join('')}`,
  )
  for (const type of types) {
    const cells = Object.values(sums).map((sum) =>
      percent(sum.types.get(type).full, sum.types.get(type).gold).padStart(8),
    )
    console.log(`  ${type.padEnd(24)} ${cells.join('')}   of ${sums.rules.types.get(type).gold}`)
  }
}

function line({ gold, full, tp, fp, fn, harmless, damaged }) {
  const texts = harmless === 0 ? '' : `, harmless damaged ${damaged}/${harmless}`
  return `whole ${percent(full, gold)}, precision ${percent(tp, tp + fp)}, recall ${percent(tp, tp + fn)}${texts}`
}

function total(documents, find) {
  const sum = { gold: 0, full: 0, tp: 0, fp: 0, fn: 0, harmless: 0, damaged: 0, types: new Map() }
  documents.forEach(({ text, spans }, index) => {
    const found = find(text, index)
    const [masked, truth] = [cover(text, found), cover(text, spans)]
    for (const span of spans) {
      const row = sum.types.get(span.type ?? span.label) ?? { gold: 0, full: 0 }
      const whole = isWhole(text, span, masked)
      sum.types.set(span.type ?? span.label, { gold: row.gold + 1, full: row.full + (whole ? 1 : 0) })
      sum.gold++
      if (whole) sum.full++
    }
    for (let i = 0; i < text.length; i++) {
      if (!alnum(text[i])) continue
      if (truth[i] && masked[i]) sum.tp++
      else if (masked[i]) sum.fp++
      else if (truth[i]) sum.fn++
    }
    if (spans.length > 0) return
    sum.harmless++
    if (found.length > 0) sum.damaged++
  })
  return sum
}

function isWhole(text, { start, end }, masked) {
  const from = start + (TITLES.exec(text.slice(start, end))?.[0].length ?? 0)
  for (let i = from; i < end; i++) if (alnum(text[i]) && !masked[i]) return false
  return true
}

function cover(text, spans) {
  const out = new Uint8Array(text.length)
  for (const span of spans) out.fill(1, span.start, span.end)
  return out
}

function misses(documents, find) {
  for (const { text, spans, id } of documents) {
    const masked = cover(text, find(text))
    for (const span of spans)
      if (!isWhole(text, span, masked)) console.log(`MISS ${span.type ?? span.label} ${id} ${show(text, span)}`)
  }
}

/** What the tagger masks that nobody's gold asks for. */
function extras(documents, find) {
  for (const { text, spans, id } of documents) {
    const truth = cover(text, spans)
    const ruled = cover(text, rules(text))
    for (const hit of find(text)) {
      let wrong = false
      for (let i = hit.start; i < hit.end; i++) if (alnum(text[i]) && !truth[i] && !ruled[i]) wrong = true
      if (wrong) console.log(`EXTRA ${hit.rule} ${hit.score.toFixed(2)} ${id} ${show(text, hit)}`)
    }
  }
}

function show(text, { start, end }) {
  return `${text.slice(Math.max(0, start - 35), start)}[${text.slice(start, end)}]${text.slice(end, end + 25)}`.replace(
    /\n/g,
    '⏎',
  )
}

/** Megabytes per second on an 8 KB note made of these documents, for about a second. */
function speed(documents, find) {
  const note = documents
    .map(({ text }) => text)
    .join('\n\n')
    .slice(0, 8192)
  for (let i = 0; i < 50; i++) find(note)
  const begin = process.hrtime.bigint()
  let rounds = 0
  while (process.hrtime.bigint() - begin < 1_000_000_000n) {
    find(note)
    rounds++
  }
  return ((rounds * Buffer.byteLength(note)) / 1e6 / (Number(process.hrtime.bigint() - begin) / 1e9)).toFixed(2)
}
