import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import type { Caller } from '../identity/api-key.ts'

/** What a request says about itself, beside its body: for whom, what for, which conversation. */
export interface Context {
  readonly purpose?: string
  /** `Patient/<id>` or a bare id, as the caller wrote it. */
  readonly patient?: string
  /** `Encounter/<id>`, a bare id, or `Stay/<number>`: has to be one of the patient stated. */
  readonly encounter?: string
  readonly session?: string
  readonly retrieve?: readonly Source[]
  /** Why a whole chart is needed: a code that the minimum-necessary profile names. */
  readonly justification?: string
  /** What the caller is about: a task that the policies name. */
  readonly task?: string
  /** The id of an emergency grant. */
  readonly 'break-glass'?: string
}

/** What may be added from the chart. */
export type Source = 'notes' | 'facts'

const Token = z.string().regex(/^[A-Za-z0-9._:/-]{1,200}$/)
const Fields = {
  purpose: Token,
  patient: Token,
  encounter: Token,
  session: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  retrieve: z
    .string()
    .transform((value) => value.split(',').map((source) => source.trim()))
    .pipe(z.array(z.enum(['notes', 'facts'])).min(1)),
  'break-glass': z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  justification: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  task: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
} as const
type Field = keyof typeof Fields

/**
 * Reads `X-Cordon-…` from headers (lower-case names) or the same keys from a dialect's metadata object.
 * Throws `context_invalid` naming the key.
 */
export function readContext(given: Readonly<Record<string, string | string[] | undefined>>): Context {
  const stranger = Object.keys(given).find((key) => key.startsWith(PREFIX) && !KNOWN.has(key))
  if (stranger !== undefined) throw new CordonError('context_invalid', { at: nameOf(stranger) })
  const context: Partial<Record<Field, unknown>> = {}
  for (const field of Object.keys(Fields) as Field[]) {
    const value = given[`x-cordon-${field}`]
    if (value !== undefined) context[field] = parseField(field, value)
  }
  return context as Context
}

const PREFIX = 'x-cordon-'

/** Read here, or elsewhere at the door. Any other key is a mistake: ignored, it would answer a different question. */
const KNOWN: ReadonlySet<string> = new Set(
  [...Object.keys(Fields), 'on-behalf-of', 'second-factor', 'csrf'].map((field) => PREFIX + field),
)

/** A name that is not plain is shown as `?`: it could hold a patient's words. */
const nameOf = (key: string) => (/^[a-z-]{1,60}$/.test(key) ? key : `${PREFIX}?`)

/** A context, or why the headers make none. */
export type Stated = { readonly context: Context } | { readonly fault: CordonError }

export function stateContext(headers: Parameters<typeof readContext>[0]): Stated {
  try {
    return { context: readContext(headers) }
  } catch (error) {
    if (error instanceof CordonError) return { fault: error }
    throw error
  }
}

/**
 * A SMART launch chose the patient: every request under its token is about that one. Another is refused as any patient
 * who is not the caller's; none stated is that one.
 */
export function boundToLaunch(stated: Stated, launchPatient: string | undefined): Stated {
  if (launchPatient === undefined || 'fault' in stated) return stated
  const { patient = launchPatient } = stated.context
  if (bareId(patient) !== bareId(launchPatient)) return { fault: new CordonError('patient_refused') }
  return { context: { ...stated.context, patient } }
}

const bareId = (reference: string) => reference.replace(/^Patient\//, '')

/** Headers and metadata together. Where both speak they must agree: a doubt about the patient is a refusal. */
export function mergeContext(headers: Context, metadata: Context): Context {
  for (const field of Object.keys(metadata) as Field[]) {
    const [one, other] = [headers[field], metadata[field]]
    if (one !== undefined && String(one) !== String(other))
      throw new CordonError('context_invalid', { at: `x-cordon-${field}` })
  }
  return { ...metadata, ...headers }
}

/** The context keys of a metadata object, whatever their case. */
export function contextOfMetadata(metadata: Readonly<Record<string, string>>): Context {
  const given = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]))
  // Who asks is known before a body is read: a person named in it came too late to be honoured.
  if (given['x-cordon-on-behalf-of'] !== undefined)
    throw new CordonError('context_invalid', { at: 'x-cordon-on-behalf-of' })
  return readContext(given)
}

/** Throws `context_invalid` for an encounter of nobody: without a patient there is nothing that it could be compared with. */
export function checkEncounter({ encounter }: Context, patient: string | undefined): void {
  if (encounter !== undefined && patient === undefined)
    throw new CordonError('context_invalid', { at: 'x-cordon-encounter' })
}

/** Whether the patient stated is the one that the caller's SMART launch chose. */
export function isLaunched({ launchPatient }: Caller, patient: string | undefined): boolean {
  const bare = (reference: string) => reference.replace(/^Patient\//, '')
  return launchPatient !== undefined && patient !== undefined && bare(launchPatient) === bare(patient)
}

function parseField(field: Field, value: string | string[]): unknown {
  const parsed = typeof value === 'string' ? Fields[field].safeParse(value) : undefined
  if (!parsed?.success) throw new CordonError('context_invalid', { at: `x-cordon-${field}` })
  return parsed.data
}
