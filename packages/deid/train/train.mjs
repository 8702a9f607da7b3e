/**
 * Trains the tagger: npm run train:deid [-- --seed 1 --notes 200 --composed 3000 --epochs 3 --out FILE]. Needs `npm run build` before.
 * The corpus is generated, the order of everything follows from the seed, sums are whole numbers: the same sources and seed write the same
 * bytes. One core, no network.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLexicon } from '../dist/detect/lexicon.js'
import { calibrate } from './calibrate.mjs'
import { makeCorpus } from './corpus.mjs'
import { makeExamples } from './examples.mjs'
import { moduleText, pack, scaleOf } from './export.mjs'
import { findingsIn } from './findings.mjs'
import { createInvention } from './invent.mjs'
import { readHarmless, readNotes } from './notes.mjs'
import { train } from './perceptron.mjs'
import { createRandom } from './random.mjs'
import { readLexicon } from './read-lexicon.mjs'

const number = (value) => ({ type: 'string', default: String(value) })
const { values } = parseArgs({
  options: {
    seed: number(1),
    notes: number(200),
    composed: number(3000),
    epochs: number(3),
    prune: number(16),
    bias: number(-400),
    lexical: number(0.3),
    any: number(0.1),
    forget: number(0.35),
    copies: number(3),
    without: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: fileURLToPath(new URL('../src/detect/tagger/weights.ts', import.meta.url)) },
  },
})
const TEXTS = ['out', 'without']
const option = Object.fromEntries(
  Object.entries(values).map(([key, value]) => [key, TEXTS.includes(key) ? value : Number(value)]),
)
const began = Date.now()
const log = (text) => console.error(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`)

const words = readLexicon()
const lexicon = createLexicon()
const random = createRandom(`train/${String(option.seed)}`)
const written = [...readNotes({ without: option.without }), ...readHarmless()]
const documents = makeCorpus({
  seed: option.seed,
  notes: option.notes,
  composed: option.composed,
  half: 'train',
  lexicon: words,
  swapRate: 0.7,
  written,
  copies: option.copies,
})
const examples = makeExamples(documents, lexicon, random.fork('forget'), option.forget)
log(`${documents.length} documents, ${examples.reduce((sum, { count }) => sum + count, 0)} words`)

const whole = learn(examples, 'whole')
const scale = scaleOf(whole.weights, 0.9995)
const invent = createInvention(words, 'train')
const findings = []
// Generated texts of other words, or the judge would believe that short texts have no identifiers.
const generated = makeCorpus({
  seed: option.seed,
  notes: 60,
  composed: 1500,
  half: 'held',
  lexicon: words,
  swapRate: 0.7,
})
for (const fold of new Set(written.map((note) => note.fold))) {
  const others = examples.filter((example) => example.fold !== fold)
  const part = packed(learn(others, `without part ${fold}`))
  const own = written.filter((note) => note.fold === fold)
  const judged = { ...part, judge: [] }
  findings.push(...findingsIn(own, judged, lexicon, invent, random.fork(`judge/${fold}`)))
  if (fold === 0) findings.push(...findingsIn(generated, judged, lexicon, invent, random, 0))
}
log(`${findings.length} findings judged, ${findings.filter(({ right }) => right).length} of them right`)
const model = { ...packed(whole), judge: calibrate(findings) }
log(`${model.count} rows, ${model.rows.length} characters`)
writeFileSync(
  option.out,
  moduleText(
    model,
    `Made by npm run train:deid: seed ${String(option.seed)}, ${documents.length} documents. Do not edit.`,
  ),
)
log('written')

function learn(examples, name) {
  const dropout = { lexical: option.lexical, any: option.any }
  const order = random.fork(`learn/${name}`)
  return train(examples, { epochs: option.epochs, random: order, dropout, log: (text) => log(`${name}: ${text}`) })
}

/** All models on one scale, so that a margin means the same in each. */
function packed(trained) {
  return { ...pack(trained, { prune: option.prune, scale }), outsideBias: option.bias }
}
