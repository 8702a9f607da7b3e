import { z } from 'zod'

const many = z.int().min(1).max(1_000_000_000_000).optional()

/** What one caller, or one application with all its callers, may use. What is absent is not bounded here. */
export const Quota = z.strictObject({
  requestsPerMinute: z.int().min(1).max(10_000_000).optional().describe('Requests in a minute, evenly.'),
  burst: z.int().min(1).max(10_000_000).optional().describe('Requests at a stroke; absent: those of a minute.'),
  requestsAtOnce: z.int().min(1).max(100_000).optional().describe('Requests in work at once, on all nodes together.'),
  tokensPerDay: many.describe('Tokens in a day, in and out.'),
  tokensPerMonth: many.describe('Tokens in a calendar month.'),
  costPerDay: z.number().positive().max(1e9).optional().describe('Cost in a day, in the one currency of all prices.'),
  costPerMonth: z.number().positive().max(1e9).optional().describe('Cost in a calendar month.'),
})
export type Quota = z.infer<typeof Quota>

/** Those of a person, who may also ask about so many different patients in a day. */
export const PersonQuota = Quota.extend({
  patientsPerDay: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Different patients that one person asks about in a day.'),
  findingsPerDay: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'Identifiers of other patients and planted values in one person’s answers of a day; then questions are refused.',
    ),
})
export type PersonQuota = z.infer<typeof PersonQuota>

/** What an application's registration puts in the place of the site's own figures, one by one. */
export const Quotas = z.strictObject({
  person: PersonQuota.optional(),
  application: Quota.optional(),
  /** Beyond `patientsPerDay`: an alarm alone, or an alarm and a refusal. */
  patientsOver: z.enum(['alarm', 'refuse']).optional(),
})
export type Quotas = z.infer<typeof Quotas>

/** What a vendor charges for a model, for a million tokens, in the one currency of the deployment. */
export const Price = z.strictObject({
  /** A model's name, or `*` for those without a price of their own. */
  model: z.string().min(1).max(200),
  inputPerMillion: z.number().min(0).max(1e6),
  outputPerMillion: z.number().min(0).max(1e6),
})
export type Price = z.infer<typeof Price>
