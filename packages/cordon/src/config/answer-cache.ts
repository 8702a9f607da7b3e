import { z } from 'zod'

/** What the answer cache may hold of one organisation. It serves those applications whose registration asks for it; by default none. */
export const AnswerCacheSettings = z.strictObject({
  entriesMax: z
    .int()
    .min(0)
    .max(100_000)
    .default(10_000)
    .describe('Answers kept for one organisation; beyond it the oldest go. 0 keeps none, whatever registrations say.'),
  bytesMax: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024 * 1024)
    .default(256 * 1024 * 1024)
    .describe('Sealed bytes kept for one organisation; beyond it the oldest go.'),
  answerBytesMax: z
    .int()
    .min(1)
    .max(2 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('Largest answer that is kept, in bytes as the vendor sent it.'),
})
export type AnswerCacheSettings = z.infer<typeof AnswerCacheSettings>
