// What share of injected passages is held back, and of harmless ones that look like them.
//
//   npm run build && node bench/injections.mjs
//
// The two files beside it are ours: `tuned` lines were looked at while the table of signs was made, `held-out` lines were not.
// Prints one JSON object.
import { readFileSync } from 'node:fs'
import { SUSPECT_SCORE } from '../packages/cordon/dist/gateway/passages/guard.js'
import { seenOf } from '../packages/cordon/dist/gateway/passages/hidden-text.js'
import { scoreOf } from '../packages/cordon/dist/gateway/passages/score.js'

const show = process.argv[2]
const shares = {}
for (const kind of ['injected', 'harmless']) {
  const lines = readFileSync(new URL(`injections/${kind}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  for (const set of ['tuned', 'held-out']) {
    const texts = lines.map((line) => JSON.parse(line)).filter((each) => each.set === set)
    const suspect = ({ text }) => {
      const { text: visible, hidden } = seenOf(text)
      return Math.max(scoreOf(visible), ...hidden.map(scoreOf)) >= SUSPECT_SCORE
    }
    const held = texts.filter(suspect)
    shares[`${kind}, ${set}`] = { passages: texts.length, heldBack: held.length, share: held.length / texts.length }
    if (show === set) {
      const wrong = kind === 'injected' ? texts.filter((each) => !suspect(each)) : held
      for (const { text } of wrong) console.error(`${kind}: ${text}`)
    }
  }
}
console.log(JSON.stringify(shares, undefined, 2))
