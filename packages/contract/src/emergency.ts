import { z } from 'zod'

/** Why somebody opens a chart that is not theirs to open. */
export const EmergencyReason = z.enum(['cannot-consent', 'threat-to-life', 'covering-clinician', 'other'])
export type EmergencyReason = z.infer<typeof EmergencyReason>

/** Fifteen characters, so that it takes a thought; it may hold a patient's words, so it is sealed. */
const Words = z.string().trim().min(15).max(500)

/** Breaks the glass: one person, one patient, for a few hours. 164.312(a)(2)(ii), emergency access procedure. */
export const EmergencyRequest = z.strictObject({
  /** `Patient/<id>` or a bare id. */
  patient: z.string().regex(/^[A-Za-z0-9._:/-]{1,200}$/),
  reason: EmergencyReason,
  text: Words,
  /** Fewer than the site's; absent: as long as the site allows. */
  hours: z.number().positive().max(168).optional(),
})
export type EmergencyRequest = z.infer<typeof EmergencyRequest>

/** What is handed out: the id goes into `X-Cordon-Break-Glass`. */
export const EmergencyAnswer = z.strictObject({
  grant: z.string().max(64),
  until: z.iso.datetime(),
  /** When somebody else will have looked at it. */
  reviewDue: z.iso.datetime(),
})
export type EmergencyAnswer = z.infer<typeof EmergencyAnswer>

export const EmergencyOutcome = z.enum(['appropriate', 'inappropriate', 'needs-follow-up'])
export type EmergencyOutcome = z.infer<typeof EmergencyOutcome>

export const EmergencyReview = z.strictObject({
  outcome: EmergencyOutcome,
  /** A reference to a matter or an incident, as a file is named: no room for a sentence about somebody. */
  incident: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/#-]{0,79}$/)
    .optional(),
})
export type EmergencyReview = z.infer<typeof EmergencyReview>
