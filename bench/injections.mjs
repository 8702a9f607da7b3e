// What share of injected passages is left out or marked, and of harmless ones that look like them.
//
//   npm run build && node bench/injections.mjs
//
// The two files beside it are ours: `tuned` and `look-alike` lines were looked at while the table of signs was made, `held-out` lines
// were not. Prints one JSON object.
import { readFileSync } from 'node:fs'
import { Phi } from '@cordon/deid'
import { guardPassages } from '../packages/cordon/dist/gateway/passages/guard.js'

const show = process.argv[2]
const shares = {}
for (const kind of ['injected', 'harmless']) {
  const lines = readFileSync(new URL(`injections/${kind}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const set of new Set(lines.map((each) => each.set))) {
    const texts = lines.filter((each) => each.set === set)
    const found = texts.map(({ text }) => guardPassages([{ text: new Phi(text) }]).found)
    const count = (finding) => found.filter((each) => each[finding] === 1).length
    const [leftOut, marked] = [count('passage-left-out'), count('passage-marked')]
    shares[`${kind}, ${set}`] = { passages: texts.length, leftOut, marked, neither: texts.length - leftOut - marked }
    for (const [n, { text }] of texts.entries())
      if (show === set) console.error(`${kind}: ${Object.keys(found[n]).join()}: ${text}`)
  }
}
console.log(JSON.stringify(shares, undefined, 2))
