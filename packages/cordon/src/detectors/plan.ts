import type { Config } from '../config/schema.ts'
import type { DetectorPlan } from './messages.ts'
import type { OnnxOptions } from './onnx/detector.ts'

/** Which detector the threads load: Cordon's own, or that and the site's model. */
export function planOf({ onnx }: Pick<Config['detector'], 'onnx'>): DetectorPlan {
  if (onnx === undefined) return { module: beside('built-in') }
  return { module: beside('onnx/detector'), options: onnx satisfies OnnxOptions }
}

/** A module under this folder, built or from source, whichever this one is. */
function beside(name: string): string {
  return new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url).href
}
