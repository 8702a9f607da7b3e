import { DeidError } from '../errors.ts'
import type { IdentifierKind } from '../span.ts'
import type { Rule } from './rules.ts'

/**
 * An expert's determination that a risk is very small, 45 CFR 164.514(b)(1), as data: who said it, in which document, for
 * how long, and which rules they allowed. What they did not name is coded.
 */
export interface Determination {
  readonly id: string
  readonly expert: string
  /** SHA-256 of the signed document, hexadecimal. */
  readonly documentSha256: string
  /** Milliseconds since 1970. */
  readonly effectiveFrom: number
  readonly expiresAt: number
  readonly rules: {
    readonly date?: 'year' | 'year-month' | 'shifted'
    readonly age?: 'bands'
    readonly zip?: 'zip3'
    readonly city?: 'state'
  }
}

/** The kinds that the determination generalises. Throws `determination_invalid` for one that nobody could rely on. */
export function tableOf(determination: Determination): Partial<Record<IdentifierKind, Rule>> {
  const { id, expert, documentSha256, effectiveFrom, expiresAt, rules } = determination
  const isWhole = id !== '' && expert !== '' && /^[0-9a-f]{64}$/.test(documentSha256) && effectiveFrom < expiresAt
  const isListed = Object.entries(rules).every(([kind, rule]) => RULES[kind]?.[String(rule)] !== undefined)
  if (!isWhole || !isListed) throw new DeidError('determination_invalid')
  const table: Partial<Record<IdentifierKind, Rule>> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const kind = KIND_OF[name]
    const generalised = RULES[name]?.[rule]
    if (kind !== undefined && generalised !== undefined) table[kind] = generalised
  }
  return table
}

/** Throws `determination_not_in_force` outside its time. Written so that a clock that gives NaN is outside. */
export function checkInForce({ effectiveFrom, expiresAt }: Determination, now: number): void {
  if (!(effectiveFrom <= now && now < expiresAt)) throw new DeidError('determination_not_in_force')
}

/** The fixed list of what an expert may allow. */
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  date: { year: 'code with year', 'year-month': 'code with year and month', shifted: 'code with shifted date' },
  age: { bands: 'code with age band' },
  zip: { zip3: 'code with zip3' },
  city: { state: 'code with state' },
}

const KIND_OF: Readonly<Record<string, IdentifierKind>> = { date: 'DATE', age: 'AGE90', zip: 'ZIP', city: 'CITY' }
