import { z } from 'zod'

/** What `x-cordon-receipt` carries: where the disclosure stands, and the newest checkpoint that covers it. */
export const Receipt = z.strictObject({
  origin: z.string(),
  index: z.int().min(0),
  size: z.int().min(0),
  /** Base64 root of the tree of `size` entries. */
  root: z.string(),
})
export type Receipt = z.infer<typeof Receipt>
