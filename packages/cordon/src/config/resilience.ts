import { z } from 'zod'

const ms = (fallback: number, about: string) => z.int().min(1).max(600_000).default(fallback).describe(about)

/** The tier of an application whose registration names none. */
export const STANDARD = 'standard'

const Text = z.string().min(1).max(500)

/** What an application's requests are promised, and what is done for them when a vendor fails. */
export const Tier = z.strictObject({
  target: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.99)
    .describe('Share of the requests of the window that have to be answered; below it `cordon doctor` warns.'),
  windowDays: z.int().min(1).max(366).default(30).describe('How far back requests count, in days.'),
  fallback: z
    .union([z.enum(['every', 'none']), z.array(z.string().max(64)).min(1).max(32)])
    .default('every')
    .describe(
      'Who is asked when the first vendor fails, of those that the decision allowed: `every` one in the application’s order, `none`, or these vendors in this order.',
    ),
  downtime: Text.default('Go on without it, by the procedure of your organisation for downtime.').describe(
    'What a client is told, after the error’s own words, when no vendor answered. Never the words of a record.',
  ),
  drills: z.boolean().default(true).describe('Whether a drill may take out a vendor that its applications use.'),
})
export type Tier = z.infer<typeof Tier>

/** What is done when a vendor fails: inside the routes that a decision allowed, and nowhere else. */
export const ResilienceSettings = z.strictObject({
  attemptsMax: z
    .int()
    .min(1)
    .max(5)
    .default(2)
    .describe('Attempts for one request, the first included; each has a disclosure entry of its own.'),
  retryShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('Second attempts per request, over time: when everything fails, retries do not double the load.'),
  backoffMs: ms(250, 'Longest pause before a second attempt at the same vendor, in milliseconds; doubled each time.'),
  backoffMaxMs: ms(4_000, 'Longest pause before any attempt; a vendor that asks for more is not asked again.'),
  breakerFailures: z
    .int()
    .min(1)
    .max(1_000)
    .default(5)
    .describe('Failures in a row after which a vendor is left alone.'),
  breakerMs: ms(30_000, 'How long it is left alone, in milliseconds; then one request tries it.'),
  vendorAtOnceMax: z.int().min(1).max(10_000).default(64).describe('Requests at one vendor at once, on this node.'),
  vendorWaitMs: ms(2_000, 'Longest wait for one of these places, in milliseconds.'),
  shadow: z
    .strictObject({
      atOnceMax: z
        .int()
        .min(1)
        .max(64)
        .default(4)
        .describe('Copies under way at once, on this node; the next is left out.'),
      perHourMax: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(1_000)
        .describe('Copies of one organisation in an hour, on this node.'),
      ms: ms(60_000, 'Longest whole copy, in milliseconds; then it is given up.'),
    })
    .prefault({}),
  tiers: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), Tier)
    .refine((tiers) => Object.keys(tiers).length <= 16, 'at most 16 tiers')
    .default({})
    .describe('Tiers of availability by name; an application that names none is of `standard`, which is always there.'),
})
export type ResilienceSettings = z.infer<typeof ResilienceSettings>

/** All tiers by name, `standard` among them. */
export function tiersOf({ tiers }: Pick<ResilienceSettings, 'tiers'>): ReadonlyMap<string, Tier> {
  return new Map([[STANDARD, Tier.parse({})], ...Object.entries(tiers)])
}
