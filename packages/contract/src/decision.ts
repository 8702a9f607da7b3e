import { z } from 'zod'

/** One step of a decision: which rule looked at what, and what it concluded. Holds no text of the request. */
export const Reason = z.strictObject({
  policy: z.string().max(100),
  holds: z.boolean(),
  /** Plain words, built from facts' names and dates of agreements only. */
  why: z.string().max(300),
})
export type Reason = z.infer<typeof Reason>
