import type { RouteDetermination, ValidationResult } from '@cordon/contract'
import { wilson } from '@cordon/deid'
import { DRAW_METHOD } from '@cordon/deid/kit'
import { DAY } from '../../kernel/clock.ts'
import { hashOfResult, type Signed } from './statement.ts'

/** What is on record about a route: the measurement, and what two people signed about it. */
export interface Evidence {
  readonly result: ValidationResult
  readonly statement: Signed
  readonly determination: RouteDetermination | undefined
}

/** What would run now. */
export interface Running {
  readonly detectorHash: string
  /** The policy under which the prompt is made `Clean`, for example `expert/1`. */
  readonly policy: string
  /** Of the policy's rules, without the determination: a measurement comes before the determination that names it. */
  readonly policyHash: string
  /** Id of the determination under which the policy runs. */
  readonly determination: string | undefined
  readonly now: number
}

/** Why a route stays shut, once each. The words are stable: they stand in reasons and in what a command prints. */
export const ROUTE_LACKS = [
  'notes_too_few',
  'identifiers_too_few',
  'sample_foreign',
  'reviewers_too_few',
  'review_not_blind',
  'recall_too_low',
  'result_too_old',
  'result_in_future',
  'detector_changed',
  'policy_changed',
  'policy_not_expert',
  'statement_missing',
  'statement_unsigned',
  'statement_signer_unknown',
  'statement_altered',
  'statement_other_result',
  'determination_missing',
  'determination_other_result',
  'determination_not_running',
  'determination_not_yet',
  'determination_expired',
] as const
export type RouteLack = (typeof ROUTE_LACKS)[number]

export type Opening =
  /** Until then (milliseconds), if nothing else changes. */
  | { readonly open: true; readonly until: number }
  | { readonly open: false; readonly lacks: readonly { readonly lack: RouteLack; readonly why: string }[] }

export const NOTES_MIN = 300
export const IDENTIFIERS_MIN = 3_000
export const REVIEWERS_MIN = 2
export const RECALL_MIN = 0.99
export const RESULT_AGE_DAYS_MAX = 90

/**
 * Whether a prompt may go to this vendor without an agreement: only when every condition holds. A missed identifier would be
 * a disclosure that nothing permits, so all that is lacking is told at once and nothing is weighed against anything. Pure.
 *
 * @example validatedRoute(evidence, running) // { open: false, lacks: [{ lack: 'notes_too_few', why: '299 notes, 300 are needed' }] }
 */
export function validatedRoute(evidence: Evidence, running: Running): Opening {
  const given = { ...running, ...evidence, running: running.determination, hash: hashOfResult(evidence.result) }
  const lacks = ROUTE_LACKS.flatMap((lack) => {
    const why = CHECKS[lack](given)
    return why === undefined ? [] : [{ lack, why }]
  })
  if (lacks.length > 0) return { open: false, lacks }
  const ends = Date.parse(evidence.determination?.expires ?? '')
  return { open: true, until: Math.min(Date.parse(evidence.result.scoredAt) + RESULT_AGE_DAYS_MAX * DAY, ends) }
}

type Given = Evidence & Omit<Running, 'determination'> & { readonly running: string | undefined; readonly hash: string }

/** For each lack what is so, when it is lacking. A comparison that cannot be made (a time that is none) is a lack. */
const CHECKS: Record<RouteLack, (given: Given) => string | undefined> = {
  notes_too_few: ({ result: { documents } }) =>
    documents >= NOTES_MIN ? undefined : `${documents} notes, ${NOTES_MIN} are needed`,
  identifiers_too_few: ({ result: { recall } }) =>
    recall.of >= IDENTIFIERS_MIN ? undefined : `${recall.of} identifiers, ${IDENTIFIERS_MIN} are needed`,
  sample_foreign: ({ result }) =>
    isOurSample(result) ? undefined : 'the notes were not drawn by Cordon’s sampling, all of them and no others',
  reviewers_too_few: ({ result: { review } }) => {
    const reviewers = new Set(review?.reviewers.map((name) => name.trim().toLowerCase()))
    return reviewers.size >= REVIEWERS_MIN ? undefined : `${reviewers.size} reviewers, ${REVIEWERS_MIN} are needed`
  },
  // Whoever sees the detector's marks passes over what it missed, and the misses are what is measured.
  review_not_blind: ({ result: { review } }) =>
    review?.blind === true ? undefined : 'the reviewers saw what the detector finds',
  recall_too_low: ({ result: { recall } }) => {
    // Told bounds are believed no further than the counts allow.
    const low = Math.min(recall.low, recall.wilsonLow, recall.documentsLow, wilson(recall.hits, recall.of).low)
    return low >= RECALL_MIN ? undefined : `lower 95 % bound of recall ${low.toFixed(5)}, ${RECALL_MIN} is needed`
  },
  result_too_old: ({ result: { scoredAt }, now }) =>
    now - Date.parse(scoredAt) <= RESULT_AGE_DAYS_MAX * DAY
      ? undefined
      : `measured on ${day(scoredAt)}, more than ${RESULT_AGE_DAYS_MAX} days ago`,
  result_in_future: ({ result: { scoredAt }, now }) =>
    Date.parse(scoredAt) <= now ? undefined : `measured on ${day(scoredAt)}, which is to come`,
  detector_changed: ({ result, detectorHash }) =>
    result.detector.hash === detectorHash ? undefined : 'another detector runs than was measured',
  policy_changed: ({ result, policyHash }) =>
    result.policy.hash === policyHash ? undefined : 'another policy runs than was measured',
  // Safe Harbor knows no tolerance: a recall below 1 is an expert's matter, 164.514(b)(1).
  policy_not_expert: ({ result, policy }) =>
    [policy, result.policy.name].every((name) => name.startsWith('expert/')) ? undefined : 'the policy is not expert',
  statement_missing: ({ statement }) =>
    statement.standing === 'missing' ? 'the privacy officer has stated nothing' : undefined,
  statement_unsigned: ({ statement }) =>
    statement.standing === 'unsigned' ? 'the statement is not signed' : undefined,
  statement_signer_unknown: ({ statement }) =>
    statement.standing === 'stranger' ? 'no privacy officer of this deployment has signed the statement' : undefined,
  statement_altered: ({ statement }) =>
    statement.standing === 'altered' ? 'the statement is not what was signed, or not the statement’s text' : undefined,
  statement_other_result: ({ statement, result, hash }) =>
    statement.standing !== 'signed' || isAbout(statement.statement, result, hash)
      ? undefined
      : 'the statement is about another result',
  determination_missing: ({ determination }) =>
    determination === undefined ? 'no expert has made a determination' : undefined,
  determination_other_result: ({ determination, hash }) =>
    determination === undefined || determination.result === hash ? undefined : 'the determination names another result',
  // The expert's rules are those that make the prompt `Clean`, not some that somebody else determined.
  determination_not_running: ({ determination, running }) =>
    determination === undefined || determination.id === running
      ? undefined
      : 'the policy runs under another determination',
  determination_not_yet: ({ determination, now }) =>
    determination === undefined || Date.parse(determination.effective) <= now
      ? undefined
      : `the determination is in force from ${day(determination.effective)}`,
  determination_expired: ({ determination, now }) =>
    determination === undefined || now < Date.parse(determination.expires)
      ? undefined
      : `the determination expired on ${day(determination.expires)}`,
}

/** Every document that was drawn was scored: one that is left out could be the one that is missed. */
function isOurSample({ sample, documents }: ValidationResult): boolean {
  if (sample === null || sample.method !== DRAW_METHOD) return false
  return sample.strata.reduce((sum, { drawn }) => sum + drawn, 0) === documents
}

function isAbout(
  statement: Extract<Signed, { standing: 'signed' }>['statement'],
  { site, detector, policy }: ValidationResult,
  hash: string,
): boolean {
  const same = statement.site === site && statement.detector === detector.hash
  return same && statement.result === hash && statement.policy === `${policy.name} ${policy.hash}`
}

function day(instant: string): string {
  return instant.slice(0, 10)
}
