import type { Known } from '@cordon/deid'
import type { Standing, StandingSent } from './standing.ts'

/** What a thread is started with: a module that exports `createDetector(options)`, and its options. */
export interface DetectorPlan {
  /** `file:` URL of the module. */
  readonly module: string
  /** Plain data, read by that module. */
  readonly options?: unknown
}

export type Method = 'find' | 'findKnown'

/** One question to a thread. */
export interface Call {
  readonly id: number
  readonly method: Method
  readonly texts: readonly string[]
  /** `Known[]` as JSON: some hundred names of a house cross as one string at a fraction of what so many objects cost. */
  readonly known: string
  /** More that is known, and comes again. */
  readonly standing: Standing | undefined
}

/** The same as a message: a list that the thread holds is not sent again. */
export interface Posted extends Omit<Call, 'standing'> {
  readonly standing: StandingSent | undefined
}

/** A thread is given what this process made. */
export const knownIn = ({ known }: Posted): Known[] => JSON.parse(known) as Known[]

/**
 * What a thread says: that its detector is loaded, that it cannot be, or an answer. An answer without `found` is a failure;
 * why stays in the thread, because a detector's own error could quote what it read.
 */
export type Said =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'unloadable'; readonly at: string }
  | { readonly kind: 'answer'; readonly id: number; readonly found?: unknown }

/** A thread runs somebody's model: what it says is read like any other input. */
export function readSaid(message: unknown): Said | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { kind, id, version, at } = message as Partial<Record<'kind' | 'id' | 'version' | 'at', unknown>>
  const sound =
    (kind === 'ready' && typeof version === 'string') ||
    (kind === 'unloadable' && typeof at === 'string') ||
    (kind === 'answer' && typeof id === 'number')
  return sound ? (message as Said) : undefined
}
