import { DAY } from '../kernel/clock.ts'
import type { Consent, Rule } from '../policy/consent/consent.ts'
import { firstInstant } from './instant.ts'
import type { Draft } from './interpret.ts'

/** What a source says of the order of a resource's versions. */
export interface Stamp {
  /** Milliseconds, of `meta.lastUpdated`. */
  readonly updated?: number
  /** `meta.versionId`, where it is a number. */
  readonly number?: number
  /** Withdrawn, deleted, inactive, ended: what a copy that only came later does not bring back. */
  readonly isOver: boolean
}

/** What tells two versions of one resource apart. */
export interface Version extends Stamp {
  readonly digest: string
  /** Of a consent. */
  readonly says?: 'denies' | 'permits' | 'nothing'
  /** Of a consent: whose it is, for a version that names nobody. */
  readonly patient?: string
}

export function versionOf(digest: string, draft: Draft, stamp: Stamp): Version {
  return {
    digest,
    ...stamp,
    ...(draft.type === 'Consent' ? { says: saysOf(draft) } : {}),
    ...(draft.type === 'Consent' && draft.patient !== undefined ? { patient: draft.patient } : {}),
  }
}

/**
 * Which of two versions counts: the later by `meta.lastUpdated`, then by `meta.versionId`; where neither tells, the one that was
 * read later. But what was over, and a consent that denies, is not undone by a copy that does not say that it is newer; of two
 * consents that deny `both` do, and neither can be told to be the one in force.
 */
export function later(before: Version, next: Version): 'before' | 'next' | 'both' {
  const order = orderOf(before, next)
  if (order !== undefined) return order
  if (before.says === 'denies') return next.says === 'denies' ? 'both' : 'before'
  if (next.says === 'denies') return 'next'
  return (before.isOver && !next.isOver) || (before.says === 'nothing' && next.says === 'permits') ? 'before' : 'next'
}

/** Undefined: neither says. */
export function orderOf(before: Stamp, next: Stamp): 'before' | 'next' | undefined {
  return ordered(before.updated, next.updated) ?? ordered(before.number, next.number)
}

function ordered(before: number | undefined, next: number | undefined): 'before' | 'next' | undefined {
  if (before === undefined || next === undefined || before === next) return undefined
  return before < next ? 'next' : 'before'
}

/** Of FHIR's statuses, those of what is over or never was. */
const OVER = new Set(['cancelled', 'entered-in-error', 'finished', 'inactive', 'noshow', 'onhold', 'suspended'])

/** `isWithdrawn`: as the draft of it has it. A time to come is not believed: it would be the last word for ever. */
export function stampOf(value: unknown, isWithdrawn: boolean, now: number): Stamp {
  const { meta, status, active } = fieldsOf(value)
  const { lastUpdated, versionId } = fieldsOf(meta)
  const updated = typeof lastUpdated === 'string' ? firstInstant(lastUpdated) : Number.NaN
  const number = typeof versionId === 'string' && /^\d{1,15}$/.test(versionId) ? Number(versionId) : undefined
  return {
    ...(updated <= now + DAY ? { updated } : {}),
    ...(number === undefined ? {} : { number }),
    isOver: isWithdrawn || active === false || (typeof status === 'string' && OVER.has(status)),
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function saysOf({ withdrawn, body }: Draft): NonNullable<Version['says']> {
  return withdrawn ? 'nothing' : says(body as Consent)
}

export function says({ rule }: Consent): 'denies' | 'permits' {
  return rule === 'unreadable' || denies(rule) ? 'denies' : 'permits'
}

const denies = ({ effect, except }: Rule): boolean => effect === 'deny' || except.some(denies)
