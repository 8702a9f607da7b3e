import { createDetector as createBuiltIn, type Detector } from '@cordon/deid'
import { readPacks } from './packs.ts'

export interface BuiltInOptions {
  /** Names or files of language packs. */
  readonly packs?: readonly string[]
}

/** The module of a thread that runs Cordon's own detector. */
export function createDetector({ packs = [] }: BuiltInOptions = {}): Detector {
  return createBuiltIn({ packs: readPacks(packs) })
}
