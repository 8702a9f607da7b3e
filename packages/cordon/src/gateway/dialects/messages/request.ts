import { CountTokensRequest, type ErrorCode, MessagesRequest, type MessagesTurn } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { fieldRefusal } from '../../field-refusal.ts'
import { splitAdmitted } from '../admitted.ts'
import { withNeutralIds } from '../call-ids.ts'
import type { Opaque, Question } from '../dialect.ts'
import { featuresOf } from '../features.ts'
import { schemaStrings } from '../schema-strings.ts'
import { createTreat } from './treat.ts'

/** Parses a Messages body against the dated table, and minimises it: what an answer does not need stays here. */
export function parseMessages(body: Phi<unknown>, admitFields: readonly string[]): Question {
  const { known, admitted } = splitAdmitted('messages', body.reveal(), admitFields)
  const parsed = MessagesRequest.safeParse(known)
  if (!parsed.success) throw fieldRefusal(parsed.error, codeOf)
  return questionOf(parsed.data, admitted, admitFields)
}

/** The same of a body whose tokens are to be counted. */
export function parseCountTokens(body: Phi<unknown>, admitFields: readonly string[]): Question {
  const { known, admitted } = splitAdmitted('messages', body.reveal(), admitFields)
  const parsed = CountTokensRequest.safeParse(known)
  if (!parsed.success) throw fieldRefusal(parsed.error, codeOf)
  return questionOf(parsed.data, admitted, admitFields)
}

type Request = CountTokensRequest & Partial<MessagesRequest>

function questionOf(request: Request, admitted: Record<string, unknown>, admitFields: readonly string[]): Question {
  const users = request.messages.filter(({ role }) => role === 'user')
  return {
    model: request.model,
    stream: request.stream === true,
    features: featuresOf(request),
    turns: request.messages.length,
    metadata: stated(request),
    opening: { system: new Phi(textOf(request.system)), firstUser: new Phi(textOf(users[0]?.content)) },
    query: new Phi(textOf(users.at(-1)?.content)),
    schemaTexts: new Phi(schemaTexts(request)),
    opaque: new Phi(request.messages.flatMap(opaqueOf)),
    outgoing: (model, fenced) =>
      new Phi({
        ...minimised(request),
        ...admitted,
        model,
        messages: withNeutralIds(withPassages(request.messages, fenced).map(withInputTexts)),
      }),
    treat: createTreat(admitFields),
  }
}

/** Fields whose refusal has its own reason: they keep state at the vendor, or carry what is not text. */
function codeOf(path: readonly PropertyKey[]): ErrorCode {
  if (path[0] === 'tools' && path.at(-1) === 'type') return 'feature_refused'
  if (path[0] === 'messages' && path[2] === 'content' && path.at(-1) === 'type') return 'part_unsupported'
  return 'field_invalid'
}

function stated({ metadata = {} }: Request): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).flatMap(([key, value]) => (value === null ? [] : [[key, value]])))
}

/** 164.502(b): who is speaking is not needed for an answer, so `metadata.user_id` does not leave. */
function minimised(request: Request): Record<string, unknown> {
  const { metadata: _, messages: _messages, ...rest } = request
  return rest
}

/**
 * The passages go into the newest user turn: after its tool results, which have to come first, and before what the
 * person wrote.
 */
function withPassages(messages: readonly MessagesTurn[], fenced: Phi | undefined): MessagesTurn[] {
  if (fenced === undefined) return [...messages]
  const passages = { type: 'text', text: fenced.reveal() } as const
  const newest = messages.findLastIndex(({ role }) => role === 'user')
  const turn = messages[newest]
  if (turn === undefined) return [...messages, { role: 'user', content: [passages] }]
  const blocks = typeof turn.content === 'string' ? [{ type: 'text', text: turn.content } as const] : turn.content
  const results = blocks.filter(({ type }) => type === 'tool_result')
  const others = blocks.filter(({ type }) => type !== 'tool_result')
  return messages.with(newest, { role: 'user', content: [...results, passages, ...others] } as MessagesTurn)
}

/** A tool's input is cleaned as the JSON text that it is in other dialects. */
function withInputTexts(turn: MessagesTurn): unknown {
  if (typeof turn.content === 'string') return turn
  const content = turn.content.map((block) =>
    block.type === 'tool_use' ? { ...block, input: JSON.stringify(block.input) } : block,
  )
  return { ...turn, content }
}

/** Of a thinking block the signature, of a redacted one everything: only the vendor can read it. */
function opaqueOf({ content }: MessagesTurn, turn: number): Opaque[] {
  if (typeof content === 'string') return []
  return content.flatMap((block, n) => {
    const at = `messages[${turn}].content[${n}]`
    if (block.type === 'thinking') return [{ at: `${at}.signature`, text: block.signature }]
    return block.type === 'redacted_thinking' ? [{ at: `${at}.data`, text: block.data }] : []
  })
}

/** Names of tools, wherever they stand, and everything in schemas that is not a description. */
function schemaTexts({ tools = [], tool_choice: choice, messages, output_config: output }: Request): string[] {
  const ofTools = tools.flatMap(({ name, input_schema }) => [name, ...schemaStrings(input_schema)])
  const called = messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.flatMap((block) => (block.type === 'tool_use' ? [block.name] : [])),
  )
  const chosen = choice !== undefined && 'name' in choice ? [choice.name] : []
  return [...ofTools, ...called, ...chosen, ...schemaStrings(output?.format?.schema)]
}

function textOf(content: MessagesTurn['content'] | Request['system']): string {
  if (typeof content === 'string') return content
  return (content ?? []).flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n')
}
