import { groupStart, JUDGE_WEIGHTS, WEIGHT_UNIT } from '../dist/detect/tagger/judge.js'

const STEPS = 300
const RATE = 0.3
/** How much a weight of size one costs, in findings: what is seen a few times stays small. */
const RIDGE = 0.4

/**
 * Weights of the judge, in WEIGHT_UNITs, from findings {label, facts, right, weight} of taggers that did not learn from the text. Steps downhill
 * on a logistic loss, each weight at its own pace.
 */
export function calibrate(findings) {
  const weights = new Float64Array(JUDGE_WEIGHTS)
  const paces = new Float64Array(JUDGE_WEIGHTS)
  const slopes = new Float64Array(JUDGE_WEIGHTS)
  for (let step = 0; step < STEPS; step++) {
    for (let i = 0; i < JUDGE_WEIGHTS; i++) slopes[i] = i === 0 ? 0 : RIDGE * weights[i]
    for (const finding of findings) slope(finding, weights, slopes)
    for (let i = 0; i < JUDGE_WEIGHTS; i++) {
      paces[i] += slopes[i] * slopes[i]
      if (paces[i] > 0) weights[i] -= (RATE * slopes[i]) / Math.sqrt(paces[i])
    }
  }
  return Array.from(weights, (value) => Math.round(value * WEIGHT_UNIT))
}

function slope({ label, facts, right, weight = 1 }, weights, slopes) {
  const own = groupStart(label)
  let sum = 0
  for (const fact of facts) sum += weights[fact] + weights[own + fact]
  const error = (1 / (1 + Math.exp(-sum)) - (right ? 1 : 0)) * weight
  for (const fact of facts) {
    slopes[fact] += error
    slopes[own + fact] += error
  }
}
