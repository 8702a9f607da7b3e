import { z } from 'zod'

/**
 * OpenAI Chat Completions, as this boundary takes it. Table of 2026-11-23: a field that is not here is refused by its
 * path, because a field nobody walked is a field that leaks.
 */

const Name = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/)

const TextPart = z.strictObject({ type: z.literal('text'), text: z.string() })
const RefusalPart = z.strictObject({ type: z.literal('refusal'), refusal: z.string() })

const Text = z.union([z.string(), z.array(TextPart).min(1)])

const ToolCall = z.strictObject({
  id: Name,
  type: z.literal('function'),
  function: z.strictObject({ name: Name, arguments: z.string() }),
})

/** `name` is taken and not forwarded: an answer does not need it, and it names people. */
const Speaker = { name: z.string().max(256).optional() }

export const ChatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: Text, ...Speaker }),
  z.strictObject({ role: z.literal('developer'), content: Text, ...Speaker }),
  z.strictObject({ role: z.literal('user'), content: Text, ...Speaker }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [TextPart, RefusalPart])), z.null()]).optional(),
    refusal: z.string().nullish(),
    tool_calls: z.array(ToolCall).optional(),
    reasoning_content: z.string().nullish(),
    ...Speaker,
  }),
  z.strictObject({ role: z.literal('tool'), content: Text, tool_call_id: Name, ...Speaker }),
])
export type ChatMessage = z.infer<typeof ChatMessage>

const JsonSchema = z.record(z.string(), z.unknown())

const Tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: Name,
    description: z.string().optional(),
    parameters: JsonSchema.optional(),
    strict: z.boolean().nullish(),
  }),
})

const ResponseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: Name,
      description: z.string().optional(),
      schema: JsonSchema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
])

export const ChatRequest = z.strictObject({
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/),
  messages: z.array(ChatMessage).min(1),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .nullish(),

  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  n: z.int().min(1).max(16).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(8)]).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  presence_penalty: z.number().nullish(),
  frequency_penalty: z.number().nullish(),
  logit_bias: z.record(z.string().regex(/^\d{1,9}$/), z.number()).nullish(),
  logprobs: z.literal(false).nullish(),
  seed: z.int().nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'priority']).nullish(),

  tools: z.array(Tool).max(128).optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: Name }) }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: ResponseFormat.optional(),
  prediction: z.strictObject({ type: z.literal('content'), content: Text }).nullish(),
  modalities: z.array(z.literal('text')).nullish(),

  /** State at the vendor: only `false` passes. */
  store: z.literal(false).nullish(),

  // Taken and not forwarded: they name a person or a conversation, and an answer does not need them.
  user: z.string().max(512).nullish(),
  safety_identifier: z.string().max(512).nullish(),
  prompt_cache_key: z.string().max(512).nullish(),
  /** Cordon's context keys may stand here; nothing of it is forwarded. */
  metadata: z.record(z.string().max(64), z.string().max(1024)).nullish(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

/** Token counts, as vendors report them. */
export const Usage = z.object({
  prompt_tokens: z.number().optional(),
  completion_tokens: z.number().optional(),
  total_tokens: z.number().optional(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
})
export type Usage = z.infer<typeof Usage>

// Answers are parsed loosely and rebuilt: what is declared here passes, anything else a vendor adds is dropped.

const AnswerToolCall = z.object({
  id: z.string().optional(),
  type: z.literal('function').optional(),
  function: z.object({ name: z.string().optional(), arguments: z.string().optional() }).optional(),
})

const FinishReason = z.string().max(40).nullish()

export const ChatAnswer = z.object({
  id: z.string().max(200),
  object: z.string().max(60),
  created: z.number(),
  model: z.string().max(200),
  choices: z.array(
    z.object({
      index: z.number(),
      finish_reason: FinishReason,
      message: z.object({
        role: z.literal('assistant'),
        content: z.string().nullish(),
        refusal: z.string().nullish(),
        reasoning_content: z.string().nullish(),
        tool_calls: z.array(AnswerToolCall).nullish(),
      }),
    }),
  ),
  usage: Usage.nullish(),
  system_fingerprint: z.string().max(200).nullish(),
})
export type ChatAnswer = z.infer<typeof ChatAnswer>

export const ChatChunk = z.object({
  id: z.string().max(200),
  object: z.string().max(60),
  created: z.number(),
  model: z.string().max(200),
  choices: z.array(
    z.object({
      index: z.number(),
      finish_reason: FinishReason,
      delta: z.object({
        role: z.string().max(20).optional(),
        content: z.string().nullish(),
        refusal: z.string().nullish(),
        reasoning_content: z.string().nullish(),
        tool_calls: z.array(AnswerToolCall.extend({ index: z.number() })).nullish(),
      }),
    }),
  ),
  usage: Usage.nullish(),
  system_fingerprint: z.string().max(200).nullish(),
})
export type ChatChunk = z.infer<typeof ChatChunk>
