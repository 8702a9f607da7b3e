import { type ChatMessage, ChatRequest, type ErrorCode } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { fieldRefusal } from '../../field-refusal.ts'
import { splitAdmitted } from '../admitted.ts'
import { withNeutralIds } from '../call-ids.ts'
import type { Question } from '../dialect.ts'
import { featuresOf } from '../features.ts'
import { schemaStrings } from '../schema-strings.ts'
import { createTreat } from './treat.ts'

/** Parses a Chat Completions body against the dated table, and minimises it: what an answer does not need stays here. */
export function parseChat(body: Phi<unknown>, admitFields: readonly string[]): Question {
  const { request, admitted } = parse(body, admitFields)
  return {
    model: request.model,
    stream: request.stream === true,
    features: featuresOf(request),
    turns: request.messages.length,
    metadata: request.metadata ?? {},
    opening: {
      system: new Phi(textOf(firstOf(request, 'system', 'developer'))),
      firstUser: new Phi(textOf(firstOf(request, 'user'))),
    },
    query: new Phi(textOf(request.messages.findLast((message) => message.role === 'user'))),
    schemaTexts: new Phi(schemaTexts(request)),
    opaque: new Phi([]),
    outgoing: (model, fenced) =>
      new Phi({ ...minimised(request), ...admitted, model, messages: withPassages(request.messages, fenced) }),
    treat: createTreat(admitFields),
  }
}

function parse(body: Phi<unknown>, admitFields: readonly string[]) {
  const { known, admitted } = splitAdmitted('chat', body.reveal(), admitFields)
  const parsed = ChatRequest.safeParse(known)
  if (!parsed.success) throw fieldRefusal(parsed.error, codeOf)
  return { request: parsed.data, admitted }
}

/** Fields whose refusal has its own reason: they hide text from the boundary, run at the vendor, or carry what is not text. */
function codeOf(path: readonly PropertyKey[]): ErrorCode {
  if (path[0] === 'logprobs') return 'feature_refused'
  if (path[0] === 'tools' && path.at(-1) === 'type') return 'feature_refused'
  if (path[0] === 'modalities') return 'part_unsupported'
  if (path[0] === 'messages' && path[2] === 'content' && path.length > 3 && path.at(-1) === 'type')
    return 'part_unsupported'
  return 'field_invalid'
}

/**
 * 164.502(b): who is speaking, for whom and in which session is not needed for an answer, so it does not leave. `store` is
 * false whatever was said: the vendor keeps nothing.
 */
function minimised(request: ChatRequest): Record<string, unknown> {
  const {
    user: _,
    safety_identifier: _id,
    prompt_cache_key: _key,
    metadata: _meta,
    messages: _messages,
    ...rest
  } = request
  return { ...rest, store: false }
}

function withPassages(messages: readonly ChatMessage[], fenced: Phi | undefined): unknown[] {
  const turns = withNeutralIds(
    messages.map(({ name: _, ...turn }: ChatMessage & { name?: string | undefined }) => turn),
  )
  if (fenced === undefined) return turns
  const newest = turns.findLastIndex((turn) => turn.role === 'user')
  return turns.toSpliced(newest === -1 ? turns.length : newest, 0, { role: 'user', content: fenced.reveal() })
}

function firstOf(request: ChatRequest, ...roles: ChatMessage['role'][]): ChatMessage | undefined {
  return request.messages.find((message) => roles.includes(message.role))
}

function textOf(message: ChatMessage | undefined): string {
  const content = message?.content
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => ('text' in part ? part.text : part.refusal)).join('\n')
}

/** Names of tools and formats, wherever they stand, and everything in their schemas that is not a description. */
function schemaTexts({ tools = [], tool_choice: choice, messages, response_format: format }: ChatRequest): string[] {
  const called = messages.flatMap((turn) => ('tool_calls' in turn ? (turn.tool_calls ?? []) : []))
  const chosen = typeof choice === 'object' ? [choice.function.name] : []
  const ofTools = [
    ...tools.flatMap(({ function: tool }) => [tool.name, ...schemaStrings(tool.parameters)]),
    ...called.map(({ function: { name } }) => name),
    ...chosen,
  ]
  if (format?.type !== 'json_schema') return ofTools
  return [...ofTools, format.json_schema.name, ...schemaStrings(format.json_schema.schema)]
}
