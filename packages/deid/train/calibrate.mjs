import { LABEL_COUNT } from '../dist/detect/tagger/labels.js'

/** Written notes are denser with identifiers than a chart is: a wrong finding counts this often. */
const WRONG_WEIGHT = 1

/** Slope and offset of a logistic curve per label, from {label, margin, right}: how often a finding with that margin is right. */
export function calibrate(findings) {
  const slope = []
  const offset = []
  for (let label = 0; label < LABEL_COUNT; label++) {
    const same = findings.filter((finding) => finding.label === label)
    // Too few mistakes say nothing about where they begin: such a label takes the curve of all.
    const own = same.filter(({ right }) => !right).length < 12 ? findings : same
    const typical = own.reduce((sum, { margin }) => sum + Math.abs(margin), 1) / Math.max(1, own.length)
    const [a, b] = fit(own.map(({ margin, right }) => [margin / typical, right ? 1 : 0]))
    slope.push(Number((a / typical).toPrecision(4)))
    offset.push(Number(b.toPrecision(4)))
  }
  return { slope, offset }
}

/** Steps downhill on two parameters with a little ridge, so that a label without mistakes stays finite. */
function fit(points) {
  const total = points.reduce((sum, [, y]) => sum + (y === 1 ? 1 : WRONG_WEIGHT), 1)
  let [a, b] = [1, 0]
  for (let step = 0; step < 3000; step++) {
    let [ga, gb] = [-1e-3 * a, -1e-3 * b]
    for (const [x, y] of points) {
      const error = ((y - 1 / (1 + Math.exp(-(a * x + b)))) * (y === 1 ? 1 : WRONG_WEIGHT)) / total
      ga += error * x
      gb += error
    }
    a = Math.max(0, a + 3 * ga)
    b += 3 * gb
  }
  return [a, b]
}
