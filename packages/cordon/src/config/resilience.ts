import { z } from 'zod'

const ms = (fallback: number, about: string) => z.int().min(1).max(600_000).default(fallback).describe(about)

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
})
export type ResilienceSettings = z.infer<typeof ResilienceSettings>
