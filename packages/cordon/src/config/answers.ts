import { z } from 'zod'

/** `answers:` of `cordon.yaml`: what answers of vendors are looked through for. */
export const AnswerSettings = z.strictObject({
  canaries: z
    .array(z.string().min(8).max(200))
    .max(100)
    .default([])
    .describe('Planted values, at least eight characters each: an answer that holds one is stopped, whoever asked.'),
  identifiersMax: z
    .int()
    .min(1)
    .max(100_000_000)
    .default(20_000_000)
    .describe(
      'Most identifiers of one organisation’s patients, eight bytes of memory each; beyond it requests are refused with `answer_unchecked`.',
    ),
})
export type AnswerSettings = z.infer<typeof AnswerSettings>
