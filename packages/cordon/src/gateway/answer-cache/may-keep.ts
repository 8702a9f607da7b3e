import { findCodes } from '@cordon/deid'
import { z } from 'zod'
import type { Shape } from '../../providers/provider.ts'
import type { RestoredAnswer } from '../dialects/dialect.ts'

/**
 * Whether an answer, as the vendor sent it, may be given again: all of it came, it ended of itself, and it is words or vectors and
 * nothing else. One that calls a tool asks for something to be done, and one that was refused, filtered or cut is not worth keeping.
 */
export function isWhole(shape: Shape, events: readonly unknown[]): boolean {
  return WHOLE[shape](events)
}

/**
 * Whether what was put back into it came out of the prompt alone: every code stood there, and none is left over. Then it means the
 * same wherever those codes do. Nothing in it is for the vendor's eyes only.
 */
export function isOfPrompt(
  { turns, opaque }: Pick<RestoredAnswer, 'turns' | 'opaque'>,
  isInPrompt: (code: string) => boolean,
): boolean {
  if (opaque.length > 0) return false
  return turns.every(({ text, spans }) => spans.every(([, , code]) => isInPrompt(code)) && findCodes(text).length === 0)
}

const WHOLE: Record<Shape, (events: readonly unknown[]) => boolean> = {
  chat: isWholeChat,
  responses: isWholeResponse,
  messages: isWholeMessage,
  // Vectors come whole or not at all: the dialect counted them.
  embeddings: (events) => events.length === 1,
  // A count costs nothing to ask for again.
  'count-tokens': () => false,
  // What a tool did is not done by saying so again.
  'tool-call': () => false,
}

const Said = z.object({
  refusal: z.string().nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  function_call: z.unknown().optional(),
})
const Chat = z.object({
  choices: z.array(
    z.object({
      index: z.number().default(0),
      finish_reason: z.string().nullish(),
      message: Said.optional(),
      delta: Said.optional(),
    }),
  ),
})

/** One completion, or the chunks of one: every choice stopped by itself. */
function isWholeChat(events: readonly unknown[]): boolean {
  const ended = new Map<number, string | undefined>()
  for (const event of events) {
    const parsed = Chat.safeParse(event)
    if (!parsed.success) return false
    for (const { index, finish_reason, message, delta } of parsed.data.choices) {
      if ([message, delta].some((said) => said !== undefined && isMoreThanWords(said))) return false
      ended.set(index, finish_reason ?? ended.get(index))
    }
  }
  return ended.size > 0 && [...ended.values()].every((reason) => reason === 'stop')
}

function isMoreThanWords({ refusal, tool_calls, function_call }: z.infer<typeof Said>): boolean {
  return Boolean(refusal) || (tool_calls ?? []).length > 0 || (function_call ?? undefined) !== undefined
}

const Part = z.object({ type: z.string() })
const Response = z.object({
  status: z.literal('completed'),
  output: z.array(z.object({ type: z.string(), content: z.array(Part).nullish() })).min(1),
})
const Completed = z.object({ type: z.literal('response.completed'), response: Response })

/** A response, or the events of one: the last holds all of it. */
function isWholeResponse(events: readonly unknown[]): boolean {
  const last = events.at(-1)
  const parsed = events.length === 1 ? Response.safeParse(last) : Completed.safeParse(last)
  if (!parsed.success) return false
  const { output } = 'response' in parsed.data ? parsed.data.response : parsed.data
  return output.every(
    ({ type, content }) =>
      type === 'reasoning' || (type === 'message' && (content ?? []).every((part) => part.type === 'output_text')),
  )
}

const StopReason = z.enum(['end_turn', 'stop_sequence'])
const Text = z.object({ type: z.literal('text') })
const Message = z.object({ stop_reason: StopReason, content: z.array(Text) })
const Event = z.object({ type: z.string(), content_block: Part.optional(), delta: z.unknown().optional() })

/** A message, or the events of one. */
function isWholeMessage(events: readonly unknown[]): boolean {
  if (events.length === 1) return Message.safeParse(events[0]).success
  let stopped = false
  for (const event of events) {
    const { data } = Event.safeParse(event)
    if (data === undefined || (data.content_block !== undefined && data.content_block.type !== 'text')) return false
    if (data.type === 'message_delta') stopped = z.object({ stop_reason: StopReason }).safeParse(data.delta).success
  }
  return stopped && events.some((event) => Event.safeParse(event).data?.type === 'message_stop')
}
