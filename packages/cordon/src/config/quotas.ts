import { PersonQuota, Quota } from '@cordon/contract'
import { z } from 'zod'

const perMinute = (fallback: number) =>
  z.int().min(1).max(10_000_000).default(fallback).describe('Requests in a minute, evenly.')

/** What callers and applications may use, all nodes together. An application's registration may say otherwise, figure by figure. */
export const QuotaSettings = z.strictObject({
  person: PersonQuota.extend({
    requestsPerMinute: perMinute(1_200),
    patientsPerDay: z
      .int()
      .min(1)
      .max(100_000)
      .default(200)
      .describe('Different patients that one person, or one service, asks about in a day of `review.timeZone`.'),
    findingsPerDay: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(20)
      .describe(
        'Identifiers of other patients and planted values in the answers of one person, or one service, in a day; then questions are refused.',
      ),
  }).prefault({}),
  application: Quota.extend({ requestsPerMinute: perMinute(12_000) }).prefault({}),
  patientsOver: z
    .enum(['alarm', 'refuse'])
    .default('alarm')
    .describe('Beyond `patientsPerDay`: an alarm alone, or an alarm and a refusal.'),
})
export type QuotaSettings = z.infer<typeof QuotaSettings>
