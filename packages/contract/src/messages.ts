import { z } from 'zod'

/**
 * Anthropic Messages (`anthropic-version: 2023-06-01`), as this boundary takes it. Table of 2026-11-23: a field, a block or a
 * tool that is not here is refused by its path. Images and documents carry what is not text; tools that run at the vendor
 * keep state there.
 */

const Name = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/)
/** Signatures and encrypted blocks: accepted back only as the vendor sent them. */
const Opaque = z.string().max(1_000_000)

const CacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish()

const TextBlock = z.strictObject({ type: z.literal('text'), text: z.string(), cache_control: CacheControl })
const Text = z.union([z.string(), z.array(TextBlock)])

const ToolUseBlock = z.strictObject({
  type: z.literal('tool_use'),
  id: Name,
  name: Name,
  input: z.record(z.string(), z.unknown()),
  cache_control: CacheControl,
})
const ToolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: Name,
  content: Text.optional(),
  is_error: z.boolean().optional(),
  cache_control: CacheControl,
})
const ThinkingBlock = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: Opaque })
const RedactedThinkingBlock = z.strictObject({ type: z.literal('redacted_thinking'), data: Opaque })

export const MessagesTurn = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [TextBlock, ToolResultBlock]))]),
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([
      z.string(),
      z.array(z.discriminatedUnion('type', [TextBlock, ToolUseBlock, ThinkingBlock, RedactedThinkingBlock])),
    ]),
  }),
])
export type MessagesTurn = z.infer<typeof MessagesTurn>

const JsonSchema = z.record(z.string(), z.unknown())

/** Only tools that the client runs: a hosted one (`web_search_…`, `code_execution_…`) has a type of its own. */
const Tool = z.strictObject({
  type: z.literal('custom').nullish(),
  name: Name,
  description: z.string().optional(),
  input_schema: JsonSchema,
  strict: z.boolean().optional(),
  /** Whether its input may be streamed before it is whole. */
  eager_input_streaming: z.boolean().nullish(),
  cache_control: CacheControl,
})

/** Whether thinking is told, or only signed. */
const Shown = { display: z.enum(['summarized', 'omitted']).nullish() }
const Parallel = { disable_parallel_tool_use: z.boolean().optional() }

/** What a prompt is made of: the same for an answer and for a count of its tokens. */
const Prompt = {
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/),
  messages: z.array(MessagesTurn).min(1),
  system: Text.optional(),
  /** Of the whole prompt: the vendor caches it up to its last block that can be. */
  cache_control: CacheControl,
  tools: z.array(Tool).max(128).optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('auto'), ...Parallel }),
      z.strictObject({ type: z.literal('any'), ...Parallel }),
      z.strictObject({ type: z.literal('tool'), name: Name, ...Parallel }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .optional(),
  thinking: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1), ...Shown }),
      z.strictObject({ type: z.literal('adaptive'), ...Shown }),
      z.strictObject({ type: z.literal('disabled') }),
    ])
    .optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: JsonSchema }).nullish(),
    })
    .optional(),
}

export const MessagesRequest = z.strictObject({
  ...Prompt,
  max_tokens: z.int().min(1),
  stream: z.boolean().optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  top_k: z.int().optional(),
  stop_sequences: z.array(z.string()).max(16).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  /** Taken and not forwarded: `user_id` names a person. Cordon's context keys may stand here. */
  metadata: z.record(z.string().max(64), z.string().max(1024).nullable()).optional(),
})
export type MessagesRequest = z.infer<typeof MessagesRequest>

/** `count_tokens`: what a prompt would cost. The prompt goes to the vendor all the same. */
export const CountTokensRequest = z.strictObject(Prompt)
export type CountTokensRequest = z.infer<typeof CountTokensRequest>

// Answers are parsed loosely and rebuilt: what is declared here passes, anything else a vendor adds is dropped.

const Usage = z.object({
  input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
})

const AnswerBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), id: Name, name: Name, input: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
])

const StopReason = z.string().max(40).nullish()

export const MessagesAnswer = z.object({
  id: z.string().max(200),
  type: z.literal('message'),
  role: z.literal('assistant'),
  model: z.string().max(200),
  content: z.array(AnswerBlock),
  stop_reason: StopReason,
  stop_sequence: z.string().max(1_000).nullish(),
  usage: Usage,
})
export type MessagesAnswer = z.infer<typeof MessagesAnswer>

export const CountTokensAnswer = z.object({ input_tokens: z.int().min(0) })

const Delta = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text_delta'), text: z.string() }),
  z.object({ type: z.literal('input_json_delta'), partial_json: z.string() }),
  z.object({ type: z.literal('thinking_delta'), thinking: z.string() }),
  z.object({ type: z.literal('signature_delta'), signature: z.string() }),
])

/** The events of a streamed answer, in the order in which they may come: start, blocks one after another, delta, stop. */
export const MessagesEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: MessagesAnswer }),
  z.object({ type: z.literal('content_block_start'), index: z.int().min(0), content_block: AnswerBlock }),
  z.object({ type: z.literal('content_block_delta'), index: z.int().min(0), delta: Delta }),
  z.object({ type: z.literal('content_block_stop'), index: z.int().min(0) }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: StopReason, stop_sequence: z.string().max(1_000).nullish() }),
    usage: Usage.nullish(),
  }),
  z.object({ type: z.literal('message_stop') }),
  z.object({ type: z.literal('ping') }),
])
export type MessagesEvent = z.infer<typeof MessagesEvent>
