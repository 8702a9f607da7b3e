import type { ServerResponse } from 'node:http'
import {
  firstTool,
  hasToolResult,
  type Json,
  type KeepingUpstream,
  objectOf,
  piecesOf,
  startKeepingUpstream,
  textsIn,
} from './keeping.ts'

/**
 * A vendor on loopback that speaks Anthropic's Messages and keeps everything it receives. By the model's name: `echo` says every
 * text back, `tool` calls the first tool with it, `think` thinks it, signed, before it answers; `status-<code>` refuses, quoting
 * the prompt; `agent` calls a tool until it has a result, then says everything back; `object` answers in JSON; `cut` ends a stream without its last event; anything else answers one fixed sentence. `-k<N>` cuts pieces of N
 * characters (default 8).
 */
export const startMessagesUpstream = (): Promise<KeepingUpstream> => startKeepingUpstream(answerMessages)

const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS12ZW5kb3ItMDAwMQ=='

export function answerMessages(body: Json, response: ServerResponse): void {
  const model = String(body.model)
  const status = /^status-(\d+)$/.exec(model)?.[1]
  if (status !== undefined) {
    const error = {
      type: 'error',
      error: { type: 'invalid_request_error', message: textsIn(body.system, body.messages) },
    }
    response.writeHead(Number(status), { 'content-type': 'application/json' }).end(JSON.stringify(error))
    return
  }
  const content = blocksOf(model, body)
  const message = { id: 'msg_test', type: 'message', role: 'assistant', model, content, stop_sequence: null }
  const stop_reason = content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'
  const usage = { input_tokens: 120, output_tokens: 42 }
  if (body.stream !== true) {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ...message, stop_reason, usage }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const write = (event: Json) => void response.write(`event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`)
  write({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } })
  write({ type: 'ping' })
  for (const [index, block] of content.entries()) {
    write({ type: 'content_block_start', index, content_block: emptied(block) })
    for (const delta of deltasOf(block, model)) write({ type: 'content_block_delta', index, delta })
    write({ type: 'content_block_stop', index })
  }
  write({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 42 } })
  if (!model.startsWith('cut')) write({ type: 'message_stop' })
  response.end()
}

function blocksOf(model: string, body: Json): Json[] {
  const said = textsIn(body.system, body.messages)
  if (model.startsWith('echo')) return [{ type: 'text', text: said }]
  if (model.startsWith('object')) return [{ type: 'text', text: objectOf(said) }]
  if (model.startsWith('agent') && hasToolResult(body)) return [{ type: 'text', text: said }]
  if (model.startsWith('tool') || model.startsWith('agent'))
    return [{ type: 'tool_use', id: 'toolu_1', name: firstTool(body), input: { query: said, deep: [{ of: said }] } }]
  if (model.startsWith('think'))
    return [
      { type: 'thinking', thinking: said, signature: SIGNATURE },
      { type: 'redacted_thinking', data: 'b3BhcXVlLTAwMDE=' },
      { type: 'text', text: said },
    ]
  return [{ type: 'text', text: 'The patient is stable. Repeat the panel in one week.' }]
}

function emptied(block: Json): Json {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' }
    case 'tool_use':
      return { ...block, input: {} }
    case 'thinking':
      return { ...block, thinking: '', signature: '' }
    default:
      return block
  }
}

function deltasOf(block: Json, model: string): Json[] {
  const cut = (text: unknown) => piecesOf(String(text), model)
  switch (block.type) {
    case 'text':
      return cut(block.text).map((text) => ({ type: 'text_delta', text }))
    case 'tool_use':
      return cut(JSON.stringify(block.input)).map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    case 'thinking':
      return [
        ...cut(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ]
    default:
      return []
  }
}
