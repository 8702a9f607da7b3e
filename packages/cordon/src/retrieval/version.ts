import type { Consent, Rule } from '../policy/consent/consent.ts'
import { firstInstant } from './instant.ts'
import type { Draft } from './interpret.ts'

/** What tells two versions of one resource apart within one ingest. */
export interface Version {
  readonly digest: string
  /** Milliseconds, of `meta.lastUpdated`. */
  readonly updated?: number
  /** Of a consent. */
  readonly says?: 'denies' | 'permits' | 'nothing'
  /** Of a consent: whose it is, for a version that names nobody. */
  readonly patient?: string
}

export function versionOf(digest: string, draft: Draft, value: unknown): Version {
  const updated = updatedOf(value)
  return {
    digest,
    ...(updated === undefined ? {} : { updated }),
    ...(draft.type === 'Consent' ? { says: saysOf(draft) } : {}),
    ...(draft.type === 'Consent' && draft.patient !== undefined ? { patient: draft.patient } : {}),
  }
}

/**
 * Which of two versions counts: the later by `meta.lastUpdated`; where that does not tell, the one that was read later.
 * Of consents then the one that denies; `both` deny, and neither can be told to be the one in force.
 */
export function later(before: Version, next: Version): 'before' | 'next' | 'both' {
  const [one, other] = [before.updated, next.updated]
  if (one !== undefined && other !== undefined && one !== other) return one < other ? 'next' : 'before'
  if (before.says === 'denies') return next.says === 'denies' ? 'both' : 'before'
  return before.says === 'nothing' && next.says === 'permits' ? 'before' : 'next'
}

function updatedOf(value: unknown): number | undefined {
  const meta = typeof value === 'object' && value !== null && 'meta' in value ? value.meta : undefined
  const text = typeof meta === 'object' && meta !== null && 'lastUpdated' in meta ? meta.lastUpdated : undefined
  const at = typeof text === 'string' ? firstInstant(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

function saysOf({ withdrawn, body }: Draft): NonNullable<Version['says']> {
  if (withdrawn) return 'nothing'
  const { rule } = body as Consent
  return rule === 'unreadable' || denies(rule) ? 'denies' : 'permits'
}

const denies = ({ effect, except }: Rule): boolean => effect === 'deny' || except.some(denies)
