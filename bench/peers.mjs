/**
 * Cordon's detector beside the npm libraries that people use today, on the same texts in one run:
 *   npm install --prefix .peers --ignore-scripts openredaction@1.1.5 compromise@14.17.0
 *   npm run build && node bench/peers.mjs [--json]
 * Text: bench/corpus (unseen, 104 documents) and bench/harmless (unseen lines). `.peers` is not committed; without it Cordon alone is measured.
 * Every detector runs with its defaults (openredaction with its "hipaa" preset), nothing known beforehand. Figures as in `cordon eval deid`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createDetector, createScorer, parseGold } from '../packages/deid/dist/index.js'

const here = new URL('.', import.meta.url)
const corpus = execFileSync(process.execPath, [new URL('corpus/convert.mjs', here).pathname], {
  encoding: 'utf8',
  maxBuffer: 1e8,
  stdio: ['ignore', 'pipe', 'ignore'],
})
const lines = readFileSync(new URL('harmless/sentences.txt', here), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
const documents = corpus
  .trim()
  .split('\n')
  .map((line, at) => parseGold(line, at + 1))

const rows = []
for (const { name, find } of [cordon(), ...peers()]) rows.push(await measured(name, find))
if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else console.table(rows)

async function measured(name, find) {
  const scorer = createScorer()
  for (const document of documents) scorer.add(document, await find(document.text))
  let untouched = 0
  for (const line of lines) if ((await find(line)).length === 0) untouched++
  const { whole, characterPrecision } = scorer.score()
  return {
    detector: name,
    'identifiers whole': percent(whole.share),
    'characters right': percent(characterPrecision.share),
    'harmless lines untouched': percent(untouched / lines.length),
  }
}

function cordon() {
  const detector = createDetector()
  return { name: detector.version, find: (text) => detector.find([text], { known: [] })[0] ?? [] }
}

function peers() {
  const load = createRequire(new URL('../.peers/package.json', here))
  return [openRedaction, compromise].flatMap((peer) => {
    try {
      return [peer(load)]
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error
      console.error(`${peer.name} is not installed in .peers`)
      return []
    }
  })
}

function openRedaction(load) {
  const { OpenRedaction } = load('openredaction')
  const redactor = new OpenRedaction({ preset: 'hipaa' })
  const find = async (text) => {
    const { detections } = await redactor.detect(text)
    return spans(detections.map(({ position: [start, end] }) => ({ start, end })))
  }
  return { name: 'openredaction, hipaa preset', find }
}

function compromise(load) {
  const nlp = load('compromise')
  const find = (text) => {
    const read = nlp(text)
    const found = [read.people(), read.places(), read.organizations(), read.phoneNumbers(), read.emails(), read.urls()]
    return spans(
      found.flatMap((view) =>
        view.out('offset').map(({ offset }) => ({ start: offset.start, end: offset.start + offset.length })),
      ),
    )
  }
  return { name: `compromise ${nlp.version}`, find }
}

/** Sorted and joined, as the scorer takes them; of no kind, for only what is masked counts here. */
function spans(found) {
  const joined = []
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end)
    else joined.push({ start, end, kind: 'OTHERID', rule: 'peer', score: 1 })
  }
  return joined
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`
}
