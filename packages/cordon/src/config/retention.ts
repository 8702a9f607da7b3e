import type { EntryClass } from '@cordon/contract'
import { z } from 'zod'

/**
 * 45 CFR 164.528(a)(1): an accounting covers the six years before it was asked for; (c)(1): it is owed within 60 days,
 * and 30 more. What it is made of has to be readable until the last of them. Six years are 2,192 days at most.
 */
const ACCOUNTED_DAYS = 2_192 + 60 + 30

/** 164.316(b)(2)(i), 164.530(j)(2): a record of what these rules have done is kept for six years. */
const DOCUMENTED_DAYS = 2_192

/** 164.312(b) asks for a record of activity and names no time: a year, so that a yearly review sees what it reviews. */
const EXAMINED_DAYS = 365

const days = (from: number, about: string) =>
  z.int().min(from).max(36_525).default(ACCOUNTED_DAYS).describe(`${about}, in days; at least ${from}.`)

const ACCOUNTED = 'An accounting of disclosures is made of them (164.528)'

/** How long the entries of each class can be read. A class without its row does not compile. */
const BY_CLASS = {
  intent: days(EXAMINED_DAYS, 'Who asked about whom, and what for (164.312(b))'),
  disclosure: days(ACCOUNTED_DAYS, ACCOUNTED),
  outcome: days(ACCOUNTED_DAYS, ACCOUNTED),
  deidentification: days(EXAMINED_DAYS, 'Documents that were handed out de-identified (164.312(b))'),
  reidentification: days(DOCUMENTED_DAYS, 'Identifiers that were put back (164.316(b)(2)(i))'),
  authentication: days(EXAMINED_DAYS, 'Logins, accepted and refused (164.308(a)(5)(ii)(C))'),
  ingest: days(EXAMINED_DAYS, 'Records taken in (164.312(b))'),
  configuration: days(
    DOCUMENTED_DAYS,
    'Settings, agreements and rights as they were changed (164.316(b)(2)(i)): six years count from when one was last in effect',
  ),
  lifecycle: days(DOCUMENTED_DAYS, 'What the journal and the backups say of themselves (164.316(b)(2)(i))'),
  reading: days(DOCUMENTED_DAYS, 'Who read the journal, accountings given among them (164.528(d), 164.530(j)(2))'),
  emergency: days(DOCUMENTED_DAYS, 'Broken glass, from its start to its review (164.312(a)(2)(ii), 164.316(b)(2)(i))'),
  attestation: days(DOCUMENTED_DAYS, 'What vendors’ own settings were found to be (164.504(e), 164.316(b)(2)(i))'),
  alarm: days(DOCUMENTED_DAYS, 'Alarms that somebody had to look at (164.308(a)(1)(ii)(D))'),
  review: days(DOCUMENTED_DAYS, 'Sign-offs of a week (164.308(a)(1)(ii)(D), 164.316(b)(2)(i))'),
} satisfies Record<EntryClass, z.ZodType>

/** When entries of the journal expire: their keys are destroyed, and every proof still holds. */
export const JournalRetention = z.strictObject({
  expire: z
    .enum(['daily', 'by-hand'])
    .default('daily')
    .describe(
      '`daily`: by itself, a week after the journal has given notice of it; `by-hand`: only when a person says `cordon audit expire`.',
    ),
  days: z.strictObject(BY_CLASS).prefault({}),
})
export type JournalRetention = z.infer<typeof JournalRetention>
export type RetentionDays = JournalRetention['days']
