/** `@cordon/deid/kit`: what a site needs to measure the detector on notes of its own. */
export { BOOTSTRAP_ROUNDS, type Cluster, type ClusteredShare, clusteredShare } from './bootstrap.ts'
export {
  type Agreement,
  type Compared,
  type Comparison,
  createComparison,
  type Disagreement,
  settle,
  type Verdict,
} from './compare.ts'
export { createDraw, DRAW_METHOD, type Draw, type Drawn, type Stratum } from './draw.ts'
export { importBrat } from './import/brat.ts'
export { importI2b2 } from './import/i2b2.ts'
export type { Imported } from './import/label-types.ts'
export { importPresidio } from './import/presidio.ts'
export { readMarked, writeMarked } from './marked-text.ts'
export { rulesHash } from './rules-hash.ts'
