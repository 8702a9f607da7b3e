/**
 * Trains the tagger: npm run train:deid [-- --seed 1 --notes 6000 --composed 60000 --epochs 5 --out FILE]. Needs `npm run build` before.
 * The corpus is generated, the order of everything follows from the seed, sums are whole numbers: the same sources and seed write the same
 * bytes. One core, no network.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLexicon } from '../dist/detect/lexicon.js'
import { ruleLayers } from '../dist/detect/readings.js'
import { createDecoder } from '../dist/detect/tagger/decode.js'
import { FIRST_SINGLE, LABEL_COUNT } from '../dist/detect/tagger/labels.js'
import { loadModel } from '../dist/detect/tagger/model.js'
import { companyOf } from '../dist/detect/tagger/said.js'
import { SEGMENT_WORDS_MAX, segmentEnd } from '../dist/detect/tagger/segments.js'
import { createSketch, describe } from '../dist/detect/tagger/sketch.js'
import { createVocabulary } from '../dist/detect/tagger/vocabulary.js'
import { tokenise } from '../dist/detect/tokens.js'
import { calibrate } from './calibrate.mjs'
import { makeCorpus } from './corpus.mjs'
import { heard, labelled, makeExamples } from './examples.mjs'
import { moduleText, pack, scaleOf } from './export.mjs'
import { readHarmless, readNotes } from './notes.mjs'
import { train } from './perceptron.mjs'
import { createRandom } from './random.mjs'
import { readLexicon } from './read-lexicon.mjs'

const number = (value) => ({ type: 'string', default: String(value) })
const { values } = parseArgs({
  options: {
    seed: number(1),
    notes: number(500),
    composed: number(8000),
    epochs: number(5),
    prune: number(16),
    bias: number(-200),
    lexical: number(0.3),
    any: number(0.1),
    forget: number(0.35),
    copies: number(8),
    folds: number(1),
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
const findings = []
for (const fold of option.folds === 0 ? [] : new Set(written.map((note) => note.fold))) {
  const part = learn(
    examples.filter((example) => example.fold !== fold),
    `without part ${fold}`,
  )
  const model = { ...packed(part), slope: zeros(), offset: zeros() }
  const found = findAll(
    written.filter((note) => note.fold === fold),
    model,
  )
  report(found)
  findings.push(...found.findings)
}
const model = {
  ...packed(whole),
  ...(option.folds === 0 ? { slope: zeros().map(() => 0.003), offset: zeros() } : calibrate(findings)),
}
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

/** Every finding in documents that the model has not seen which says more than the rules do, with whether it is wholly right. */
function findAll(documents, packed) {
  const decoder = createDecoder(loadModel(packed))
  const sketch = createSketch(SEGMENT_WORDS_MAX)
  const layers = ruleLayers(lexicon)
  const vocabulary = createVocabulary()
  const findings = []
  const missed = []
  for (const { text, spans } of documents) {
    const tokens = tokenise(text, lexicon)
    const gold = labelled(tokens, spans)
    const said = heard({ text, tokens, found: [] }, layers, 0, random)
    const company = companyOf({ tokens }, said)
    for (let from = 0; from < tokens.count; ) {
      const to = segmentEnd(tokens, from)
      describe({ text, tokens }, said, company, vocabulary, from, to, sketch)
      const labels = decoder.decode(sketch, to - from).slice(0, to - from)
      for (const { first, last, label } of spansOf(labels)) {
        let right = true
        let told = true
        for (let i = first; i <= last; i++) {
          if (gold[from + i] === 0) right = false
          if (said[from + i] === 0) told = false
        }
        if (!told) findings.push({ label, right, margin: decoder.margin(first, last, to - from) })
      }
      for (const { first, last, label } of spansOf(gold.subarray(from, to))) {
        let whole = true
        for (let i = first; i <= last; i++) if (labels[i] === 0) whole = false
        missed.push({ label, whole })
      }
      from = to
    }
  }
  return { findings, missed }
}

function spansOf(labels) {
  const spans = []
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]
    if (label === 0) continue
    const first = i
    const next = label >= FIRST_SINGLE ? label : label + 1
    while (i + 1 < labels.length && labels[i + 1] === next) i++
    spans.push({ first, last: i, label })
  }
  return spans
}

function report({ findings, missed }) {
  for (const label of [1, 3, 5, 7, 9, 11, 13, 14, 15]) {
    const own = findings.filter((finding) => finding.label === label)
    const gold = missed.filter((finding) => finding.label === label)
    const share = (list, key) => ((100 * list.filter((one) => one[key]).length) / Math.max(1, list.length)).toFixed(1)
    log(
      `label ${label}: precision ${share(own, 'right')} of ${own.length}, whole ${share(gold, 'whole')} of ${gold.length}`,
    )
  }
}

function zeros() {
  return Array.from({ length: LABEL_COUNT }, () => 0)
}
