import { createPath } from '../dist/detect/tagger/decode.js'
import { FEATURE_COUNT, LEXICAL, ROW_BITS } from '../dist/detect/tagger/features.js'
import { FIRST_SINGLE, LABEL_COUNT } from '../dist/detect/tagger/labels.js'

/** Whole numbers only: sums come out alike on every machine. One mistake moves a weight by UNIT. */
const UNIT = 16
/** What a wrong label is worth while learning: the right way must win by this, and more for an identifier that is missed. */
const COST_EXTRA = 24 * UNIT
const COST_MISSED = 40 * UNIT

/**
 * Averaged structured perceptron with a margin: decodes each segment with the wrong labels made dearer, and moves the weights from the
 * way that won to the right one. Drops features at random, so that shape, company and lexicon must each carry alone.
 */
export function train(examples, { epochs, random, dropout, log }) {
  const size = (1 << ROW_BITS) * LABEL_COUNT
  const state = { weights: new Int32Array(size), sums: new Float64Array(size), stamps: new Int32Array(size), time: 0 }
  const steps = { enter: column(), exit: column(), stay: column() }
  const scratch = {
    scores: new Int32Array(1024 * LABEL_COUNT),
    guess: new Uint8Array(1024),
    kept: new Uint8Array(FEATURE_COUNT),
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    let wrong = 0
    for (const example of random.fork(epoch).shuffle(examples))
      wrong += learn(example, state, steps, scratch, random, dropout)
    log(`epoch ${epoch + 1}: ${wrong} words wrong`)
  }
  return averaged(state, steps)
}

const column = () => ({ weights: new Int32Array(LABEL_COUNT), sums: new Float64Array(LABEL_COUNT) })

function learn({ rows, labels, count }, state, steps, scratch, random, dropout) {
  const { scores, guess, kept } = scratch
  state.time++
  chooseFeatures(kept, random, dropout)
  score(rows, labels, count, state.weights, kept, scores)
  // The steps change after every segment, and the path is cheap to make again.
  createPath({ enter: steps.enter.weights, exit: steps.exit.weights, stay: steps.stay.weights }).best(
    scores,
    count,
    guess,
  )
  let wrong = 0
  for (let i = 0; i < count; i++) {
    if (guess[i] === labels[i]) continue
    wrong++
    for (let f = 0; f < FEATURE_COUNT; f++) {
      if (kept[f] === 0) continue
      const row = rows[i * FEATURE_COUNT + f] * LABEL_COUNT
      move(state, row + labels[i], UNIT)
      move(state, row + guess[i], -UNIT)
    }
  }
  if (wrong > 0) {
    moveSteps(labels, count, steps, UNIT, state.time)
    moveSteps(guess, count, steps, -UNIT, state.time)
  }
  return wrong
}

function chooseFeatures(kept, random, dropout) {
  const lexicalAway = random.chance(dropout.lexical)
  for (let f = 0; f < FEATURE_COUNT; f++) kept[f] = random.chance(dropout.any) ? 0 : 1
  if (lexicalAway) for (const f of LEXICAL) kept[f] = 0
}

function score(rows, labels, count, weights, kept, scores) {
  for (let i = 0; i < count; i++) {
    const at = i * LABEL_COUNT
    const right = labels[i]
    for (let c = 0; c < LABEL_COUNT; c++) scores[at + c] = c === right ? 0 : c === 0 ? COST_MISSED : COST_EXTRA
    for (let f = 0; f < FEATURE_COUNT; f++) {
      if (kept[f] === 0) continue
      const row = rows[i * FEATURE_COUNT + f] * LABEL_COUNT
      for (let c = 0; c < LABEL_COUNT; c++) scores[at + c] += weights[row + c]
    }
  }
}

function move(state, index, by) {
  const { weights, sums, stamps, time } = state
  sums[index] += weights[index] * (time - stamps[index])
  stamps[index] = time
  weights[index] += by
}

function moveSteps(labels, count, { enter, exit, stay }, by, time) {
  const bump = (steps, label) => {
    steps.weights[label] += by
    steps.sums[label] += by * time
  }
  bump(enter, labels[0])
  for (let i = 1; i < count; i++) {
    const [from, to] = [labels[i - 1], labels[i]]
    if (stays(from, to)) bump(stay, from)
    else {
      bump(exit, from)
      bump(enter, to)
    }
  }
}

export function stays(from, to) {
  const inside = (label) => label > 0 && label < FIRST_SINGLE && label % 2 === 0
  return (from === to && (from === 0 || from >= FIRST_SINGLE || inside(from))) || (inside(to) && to === from + 1)
}

function averaged({ weights, sums, stamps, time }, steps) {
  const out = new Float32Array(weights.length)
  for (let i = 0; i < weights.length; i++) out[i] = (sums[i] + weights[i] * (time + 1 - stamps[i])) / (time + 1)
  const mean = ({ weights: w, sums: s }) => Array.from(w, (value, c) => value - s[c] / (time + 1))
  return { weights: out, enter: mean(steps.enter), exit: mean(steps.exit), stay: mean(steps.stay) }
}
