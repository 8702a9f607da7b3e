import { z } from 'zod'

/**
 * OpenAI Embeddings, as this boundary takes it. Table of 2026-11-23: a field that is not here is refused by its path. Texts
 * alone: a list of tokens is text that nobody here can read.
 */

/** Most inputs of one request, and most numbers in one vector: the largest that any known model gives is 4096. */
export const EMBEDDING_INPUTS_MAX = 2_048
const DIMENSIONS_MAX = 65_536

export const EmbeddingsRequest = z.strictObject({
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(EMBEDDING_INPUTS_MAX)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).max(DIMENSIONS_MAX).nullish(),
  /** Taken and not forwarded: it names a person. */
  user: z.string().max(512).nullish(),
})
export type EmbeddingsRequest = z.infer<typeof EmbeddingsRequest>

// Answers are parsed loosely and rebuilt: what is declared here passes, anything else a vendor adds is dropped.

/** Little-endian 32-bit floats, four bytes each. */
const Base64Vector = z
  .string()
  .max(Math.ceil((DIMENSIONS_MAX * 4) / 3) * 4)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)

export const EmbeddingsAnswer = z.object({
  object: z.literal('list'),
  model: z.string().max(200),
  data: z
    .array(
      z.object({
        object: z.literal('embedding'),
        index: z.int().min(0),
        embedding: z.union([z.array(z.number()).min(1).max(DIMENSIONS_MAX), Base64Vector]),
      }),
    )
    .max(EMBEDDING_INPUTS_MAX),
  usage: z.object({ prompt_tokens: z.number().optional(), total_tokens: z.number().optional() }).nullish(),
})
export type EmbeddingsAnswer = z.infer<typeof EmbeddingsAnswer>
