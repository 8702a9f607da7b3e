import type { Config } from '../config/schema.ts'
import type { BuiltInOptions } from './built-in.ts'
import type { DetectorPlan } from './messages.ts'
import type { OnnxOptions } from './onnx/detector.ts'

/** Which detector the threads load: Cordon's own, or that and the site's model; with the language packs that are named. */
export function planOf({ onnx, packs = [] }: Partial<Pick<Config['detector'], 'onnx' | 'packs'>>): DetectorPlan {
  const languages = packs.length === 0 ? {} : { packs }
  if (onnx !== undefined)
    return { module: beside('onnx/detector'), options: { ...onnx, ...languages } satisfies OnnxOptions }
  const module = beside('built-in')
  return packs.length === 0 ? { module } : { module, options: languages satisfies BuiltInOptions }
}

/** A module under this folder, built or from source, whichever this one is. */
function beside(name: string): string {
  return new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url).href
}
