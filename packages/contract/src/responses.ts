import { z } from 'zod'

/**
 * OpenAI Responses, as this boundary takes it. Table of 2026-11-22: a field, an item or a part that is not here is refused by its
 * path. What keeps state at the vendor (`conversation`, `background`, stored prompts) and every tool that runs there is not in
 * it; stored answers are (`store`, `previous_response_id`), for agreements that cover them. A reference to an item never leaves: the boundary puts the item in its place.
 */

const Name = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/)
/** Encrypted reasoning: accepted back only as the vendor sent it. */
const Opaque = z.string().max(1_000_000)
const Status = z.enum(['in_progress', 'completed', 'incomplete']).nullish()

const InputText = z.strictObject({ type: z.literal('input_text'), text: z.string() })
/** `annotations` point into files and pages that a hosted tool read: there are none. */
const OutputText = z.strictObject({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(z.never()).optional(),
  logprobs: z.array(z.never()).nullish(),
})
const Refusal = z.strictObject({ type: z.literal('refusal'), refusal: z.string() })

const Message = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [InputText, OutputText, Refusal]))]),
  id: Name.nullish(),
  status: Status,
  phase: z.enum(['commentary', 'final_answer']).nullish(),
})

const FunctionCall = z.strictObject({
  type: z.literal('function_call'),
  call_id: Name,
  name: Name,
  arguments: z.string(),
  id: Name.nullish(),
  status: Status,
})

const FunctionCallOutput = z.strictObject({
  type: z.literal('function_call_output'),
  call_id: Name,
  output: z.union([z.string(), z.array(InputText)]),
  id: Name.nullish(),
  status: Status,
})

const Reasoning = z.strictObject({
  type: z.literal('reasoning'),
  id: Name,
  summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
  content: z.array(z.strictObject({ type: z.literal('reasoning_text'), text: z.string() })).nullish(),
  encrypted_content: Opaque.nullish(),
  status: Status,
})

/** An item of an earlier answer by its id, as clients write it that take for granted that vendors store answers. */
const ItemReference = z.strictObject({ type: z.literal('item_reference'), id: Name })
export type ResponsesReference = z.infer<typeof ItemReference>

/** What may stand in an input, whole. */
export const ResponsesItem = z.union([
  z.discriminatedUnion('type', [FunctionCall, FunctionCallOutput, Reasoning, Message.required({ type: true })]),
  Message.omit({ type: true }),
])
export type ResponsesItem = z.infer<typeof ResponsesItem>

const ResponsesInput = z.union([
  z.discriminatedUnion('type', [
    FunctionCall,
    FunctionCallOutput,
    Reasoning,
    Message.required({ type: true }),
    ItemReference,
  ]),
  Message.omit({ type: true }),
])

const JsonSchema = z.record(z.string(), z.unknown())

const Tool = z.strictObject({
  type: z.literal('function'),
  name: Name,
  description: z.string().nullish(),
  parameters: JsonSchema.nullish(),
  strict: z.boolean().nullish(),
})

const Format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: Name,
    description: z.string().optional(),
    schema: JsonSchema,
    strict: z.boolean().nullish(),
  }),
])

export const ResponsesRequest = z.strictObject({
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/),
  input: z.union([z.string(), z.array(ResponsesInput).min(1)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_obfuscation: z.boolean().optional() }).nullish(),

  max_output_tokens: z.int().min(1).nullish(),
  max_tool_calls: z.int().min(1).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'priority']).nullish(),
  reasoning: z
    .strictObject({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
      summary: z.enum(['auto', 'concise', 'detailed']).nullish(),
    })
    .nullish(),
  text: z.strictObject({ format: Format.optional(), verbosity: z.enum(['low', 'medium', 'high']).nullish() }).nullish(),
  /** Encrypted reasoning comes to the client, who keeps it: the one addition that needs no state at the vendor. */
  include: z.array(z.literal('reasoning.encrypted_content')).nullish(),

  tools: z.array(Tool).max(128).optional(),
  tool_choice: z
    .union([z.enum(['none', 'auto', 'required']), z.strictObject({ type: z.literal('function'), name: Name })])
    .optional(),
  parallel_tool_calls: z.boolean().nullish(),

  /** State at the vendor, where an agreement covers it; `false` is what leaves when nothing is said. */
  store: z.boolean().nullish(),
  /** An answer that this conversation had stored. */
  previous_response_id: Name.nullish(),

  // Taken and not forwarded: they name a person or a conversation, and an answer does not need them.
  user: z.string().max(512).nullish(),
  safety_identifier: z.string().max(512).nullish(),
  prompt_cache_key: z.string().max(512).nullish(),
  /** Cordon's context keys may stand here; nothing of it is forwarded. */
  metadata: z.record(z.string().max(64), z.string().max(1024)).nullish(),
})
export type ResponsesRequest = z.infer<typeof ResponsesRequest>

// Answers are parsed loosely and rebuilt: what is declared here passes, anything else a vendor adds is dropped.

const Usage = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  total_tokens: z.number().optional(),
  input_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  output_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
})

/** What annotations cite was read by a hosted tool: there is none, so the list is empty whatever a vendor sends. */
const NoAnnotations = z
  .unknown()
  .transform((): never[] => [])
  .prefault([])

const AnswerPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output_text'), text: z.string(), annotations: NoAnnotations }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  z.object({ type: z.literal('reasoning_text'), text: z.string() }),
])
export type ResponsesPart = z.infer<typeof AnswerPart>

const SummaryPart = z.object({ type: z.literal('summary_text'), text: z.string() })

const AnswerStatus = z.string().max(40).nullish()

export const ResponsesOutput = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    id: Name,
    role: z.literal('assistant'),
    status: AnswerStatus,
    phase: z.string().max(40).nullish(),
    content: z.array(AnswerPart),
  }),
  z.object({
    type: z.literal('function_call'),
    id: Name.nullish(),
    call_id: Name,
    name: Name,
    arguments: z.string(),
    status: AnswerStatus,
  }),
  z.object({
    type: z.literal('reasoning'),
    id: Name,
    summary: z.array(SummaryPart),
    content: z.array(AnswerPart).nullish(),
    encrypted_content: z.string().nullish(),
    status: AnswerStatus,
  }),
])
export type ResponsesOutput = z.infer<typeof ResponsesOutput>

export const ResponsesAnswer = z.object({
  id: z.string().max(200),
  object: z.literal('response'),
  created_at: z.number(),
  completed_at: z.number().nullish(),
  model: z.string().max(200),
  status: AnswerStatus,
  output: z.array(ResponsesOutput),
  incomplete_details: z.object({ reason: z.string().max(60).nullish() }).nullish(),
  error: z.null().optional(),
  usage: Usage.nullish(),
  service_tier: z.string().max(40).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  tool_choice: z.string().max(40).nullish().catch(null),
  /** Vendors echo the tools with the prompt; a client that reads them finds none. */
  tools: z
    .unknown()
    .transform((): never[] => [])
    .prefault([]),
})
export type ResponsesAnswer = z.infer<typeof ResponsesAnswer>

const Numbered = { sequence_number: z.int().min(0).optional() }
const OfItem = { ...Numbered, item_id: Name.optional(), output_index: z.int().min(0) }
const OfPart = { ...OfItem, content_index: z.int().min(0) }
const OfSummary = { ...OfItem, summary_index: z.int().min(0) }
const whole = <Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), ...Numbered, response: ResponsesAnswer })
const item = <Type extends string>(type: Type) => z.object({ type: z.literal(type), ...OfItem, item: ResponsesOutput })
const part = <Type extends string>(type: Type) => z.object({ type: z.literal(type), ...OfPart, part: AnswerPart })
const summary = <Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), ...OfSummary, part: SummaryPart })
const delta = <Type extends string>(type: Type) => z.object({ type: z.literal(type), ...OfPart, delta: z.string() })
const done = <Type extends string, Field extends string>(type: Type, field: Field) =>
  z.object({ type: z.literal(type), ...OfPart, [field]: z.string() } as {
    type: z.ZodLiteral<Type>
  } & typeof OfPart & { [F in Field]: z.ZodString })

/** The events of a streamed answer. One of another type (of a hosted tool, of audio) is none of ours. */
export const ResponsesEvent = z.discriminatedUnion('type', [
  whole('response.created'),
  whole('response.queued'),
  whole('response.in_progress'),
  whole('response.completed'),
  whole('response.incomplete'),
  item('response.output_item.added'),
  item('response.output_item.done'),
  part('response.content_part.added'),
  part('response.content_part.done'),
  delta('response.output_text.delta'),
  done('response.output_text.done', 'text'),
  delta('response.refusal.delta'),
  done('response.refusal.done', 'refusal'),
  delta('response.reasoning_text.delta'),
  done('response.reasoning_text.done', 'text'),
  summary('response.reasoning_summary_part.added'),
  summary('response.reasoning_summary_part.done'),
  z.object({ type: z.literal('response.reasoning_summary_text.delta'), ...OfSummary, delta: z.string() }),
  z.object({ type: z.literal('response.reasoning_summary_text.done'), ...OfSummary, text: z.string() }),
  z.object({ type: z.literal('response.function_call_arguments.delta'), ...OfItem, delta: z.string() }),
  z.object({
    type: z.literal('response.function_call_arguments.done'),
    ...OfItem,
    name: Name.optional(),
    arguments: z.string(),
  }),
])
export type ResponsesEvent = z.infer<typeof ResponsesEvent>
