export { type Clean, Phi } from './boundary.ts'
export type { Detector } from './detect/detector.ts'
export * from './span.ts'
