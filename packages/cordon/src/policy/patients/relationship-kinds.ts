import type { Role } from '@cordon/contract'
import { DAY } from '../../kernel/clock.ts'
import type { Relationship } from './patients.ts'

export type RelationshipKind = Relationship['kind']

/** When a kind of relationship counts, and for which roles it may open a chart. */
interface KindRule {
  /** How long before its start and after its end it counts; undefined: within its period alone, open ends included. */
  readonly marginMs: number | undefined
  /** Policies may narrow this, never widen it. */
  readonly roles: readonly Role[]
  /** No dates: when somebody was seen is a fact about the patient. */
  readonly words: string
}

const TREATING: readonly Role[] = ['clinician', 'nurse', 'service']

/** Every kind of relationship. A new kind does not compile until it stands here. */
export const KINDS: Record<RelationshipKind, KindRule> = {
  'care-team': { marginMs: undefined, roles: TREATING, words: 'care team' },
  'general-practitioner': { marginMs: undefined, roles: TREATING, words: 'general practitioner' },
  // Department and clinicians of an encounter keep access for 30 days around it, as hospitals' own rules have it.
  encounter: { marginMs: 30 * DAY, roles: TREATING, words: 'encounter within 30 days' },
  // A visit is prepared in the week before. What happened at it is an encounter, with margins of its own; a week afterwards
  // covers one that is filed late. An appointment alone proves that nobody was seen yet.
  appointment: { marginMs: 7 * DAY, roles: TREATING, words: 'appointment within 7 days' },
  'episode-of-care': { marginMs: undefined, roles: TREATING, words: 'episode of care' },
  // Research needs an authorization or a waiver as well (164.512(i)): membership opens nothing for treatment.
  'study-group': { marginMs: undefined, roles: ['researcher'], words: 'study group' },
  // 164.502(g): a person who represents the patient, while they do.
  'related-person': { marginMs: undefined, roles: ['caregiver'], words: 'related person' },
  // 164.524: one's own record.
  self: { marginMs: undefined, roles: ['patient'], words: 'the patient' },
}

/** No visit is planned farther: an end beyond is what systems write for "none" (9999-12-31), and says nothing. */
const END_AHEAD_MAX = 366 * DAY

/**
 * Whether a relationship counts at this moment. Kinds without a margin count within their period, the last moment included.
 * Kinds with one count from so long before their start to so long after their end; one that states no end, or one more than a
 * year ahead, counts from its start alone, because visits that nobody closed would open charts for ever, and one that states no
 * start counts never.
 */
export function isCurrent({ kind, start, end }: Relationship, now: number): boolean {
  const { marginMs } = KINDS[kind]
  if (marginMs === undefined) return (start === undefined || start <= now) && (end === undefined || now <= end)
  if (start === undefined) return false
  const last = end === undefined || end > now + END_AHEAD_MAX ? start : end
  return start - marginMs <= now && now <= last + marginMs
}
