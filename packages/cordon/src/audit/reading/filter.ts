import { EntryClass } from '@cordon/contract'
import { z } from 'zod'
import type { Facets } from './facets.ts'

const Token = z.string().regex(/^[\x21-\x7e]{1,200}$/)
const Time = z.union([z.iso.datetime(), z.iso.date()]).transform((text) => Date.parse(text))

/** Entries on one page. */
export const pageMax = 500

/** What a reader may ask by, as it comes in a query string or from a command's options. */
export const Asked = z.strictObject({
  person: Token.optional(),
  patient: Token.optional(),
  vendor: Token.optional(),
  purpose: Token.optional(),
  decision: z.enum(['permit', 'deny']).optional(),
  class: EntryClass.optional(),
  outcome: Token.optional(),
  code: Token.optional(),
  request: Token.optional(),
  /** From this moment on, and before that one: ISO date (UTC midnight) or date and time. */
  from: Time.optional(),
  to: Time.optional(),
})
export type Asked = z.infer<typeof Asked>

/** The same with person and patient as pseudonyms: what rows are compared with, and what a `reading` entry says. */
export interface Filter extends Partial<Pick<Facets, 'person' | 'patient' | 'vendor' | 'purpose' | 'decision'>> {
  readonly class?: string
  readonly outcome?: string
  readonly code?: string
  readonly request?: string
  readonly from?: number
  readonly to?: number
}

/** Columns that are compared for equality. */
export const EQUALS = [
  'class',
  'person',
  'patient',
  'vendor',
  'purpose',
  'decision',
  'outcome',
  'code',
  'request',
] as const

/** Whether an entry is asked for; the database's answer is held against this one. */
export function matches(facets: Facets, filter: Filter): boolean {
  const within = facets.at >= (filter.from ?? -Infinity) && facets.at < (filter.to ?? Infinity)
  return within && EQUALS.every((name) => filter[name] === undefined || filter[name] === facets[name])
}

/** What an entry about a reading says was asked for: pseudonyms, ids, codes, times. */
export function describeFilter(filter: Filter): Record<string, string> {
  const times = ['from', 'to'] as const
  const equals = EQUALS.flatMap((name) => (filter[name] === undefined ? [] : [[name, filter[name]] as const]))
  const bounds = times.flatMap((name) => (filter[name] === undefined ? [] : [[name, isoTime(filter[name])] as const]))
  return Object.fromEntries([...equals, ...bounds])
}

/** Where a page ends and the next begins: time and number, newest first. */
export interface Cursor {
  readonly at: number
  readonly seq: number
}

export const encodeCursor = ({ at, seq }: Cursor): string => `${at}.${seq}`

export const CursorText = z
  .string()
  .regex(/^\d{1,15}\.\d{1,15}$/)
  .transform((text): Cursor => {
    const [at = 0, seq = 0] = text.split('.').map(Number)
    return { at, seq }
  })

const isoTime = (ms: number): string => new Date(ms).toISOString()
