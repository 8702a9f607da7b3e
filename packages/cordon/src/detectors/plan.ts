import type { Config } from '../config/schema.ts'
import type { DetectorPlan } from './messages.ts'

/** Which detector the threads load. */
export function planOf(_: Config['detector']): DetectorPlan {
  return { module: beside('built-in') }
}

/** A module of this folder, built or from source, whichever this one is. */
function beside(name: string): string {
  return new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url).href
}
