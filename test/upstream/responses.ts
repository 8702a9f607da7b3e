import { createHash } from 'node:crypto'
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
 * A vendor on loopback that speaks OpenAI's Responses and keeps everything it receives. By the model's name: `echo` says every text
 * back, `tool` calls the first tool with it, `think` sums up its reasoning and encrypts it before it answers; `failed` fails,
 * quoting the prompt; `agent` calls a tool until it has a result, then says everything back; `object` answers in JSON; `cut` ends a stream without its last event; anything else answers one fixed sentence. `-k<N>` cuts pieces
 * of N characters (default 8). `gpt-5-` before a name is of a model that reasons: its reasoning is encrypted when that is asked
 * for. Like a vendor that stored nothing it refuses items that are not whole.
 */
export const startResponsesUpstream = (): Promise<KeepingUpstream> => startKeepingUpstream(answerResponses)

const ENCRYPTED = 'gAAAAAb3BhcXVlLXJlYXNvbmluZy0wMDAx'

export function answerResponses(body: Json, response: ServerResponse): void {
  const model = String(body.model).replace(/^gpt-5-/, '')
  if (asksForStored(body)) {
    notPersisted(response)
    return
  }
  const output = itemsOf(model, body)
  const failed = model.startsWith('failed')
  const whole = {
    id: idOf('resp', `${model} ${askedIn(body)}`),
    object: 'response',
    created_at: 1_760_000_000,
    model: body.model,
    status: failed ? 'failed' : 'completed',
    error: failed ? { code: 'server_error', message: textsIn(body.input) } : null,
    // Vendors echo the prompt's own fields.
    instructions: body.instructions ?? null,
    tools: body.tools ?? [],
    metadata: {},
    output,
    usage: { input_tokens: 120, output_tokens: 42, total_tokens: 162 },
  }
  if (body.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let sequence_number = 0
  const write = (event: Json) =>
    void response.write(
      `event: ${String(event.type)}\ndata: ${JSON.stringify({ ...event, sequence_number: sequence_number++ })}\n\n`,
    )
  write({
    type: 'response.created',
    response: { ...whole, status: 'in_progress', error: null, output: [], usage: null },
  })
  if (failed) write({ type: 'response.failed', response: whole })
  else for (const [index, item] of output.entries()) for (const event of eventsOf(item, index, model)) write(event)
  if (!failed && !model.startsWith('cut')) write({ type: 'response.completed', response: whole })
  response.end()
}

const askedIn = (body: Json) => textsIn(body.instructions, body.input)

function itemsOf(model: string, body: Json): Json[] {
  const said = askedIn(body)
  const calls = model.startsWith('tool') || (model.startsWith('agent') && !hasToolResult(body))
  if (calls)
    return [
      {
        type: 'function_call',
        id: idOf('fc', said),
        call_id: 'call_1',
        name: firstTool(body),
        arguments: JSON.stringify({ query: said }),
        status: 'completed',
      },
    ]
  const repeats = /^(echo|think|agent)/.test(model)
  const text = model.startsWith('object') ? objectOf(said) : repeats ? said : 'The patient is stable.'
  const part = { type: 'output_text', text, annotations: [], logprobs: [] }
  const message = { type: 'message', id: idOf('msg', text), role: 'assistant', status: 'completed', content: [part] }
  if (!model.startsWith('think')) return [message]
  const summary = [{ type: 'summary_text', text: said }]
  const isAsked = !String(body.model).startsWith('gpt-5-') || JSON.stringify(body.include ?? []).includes('encrypted')
  const encrypted = isAsked ? { encrypted_content: ENCRYPTED } : {}
  return [{ type: 'reasoning', id: idOf('rs', said), summary, ...encrypted }, message]
}

/** Another for another text, as vendors mint them: thirty-two letters and digits. */
function idOf(kind: string, text: string): string {
  return `${kind}_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

/** What only a vendor that stores could answer: a reference, or reasoning without its text. */
function asksForStored({ input, model }: Json): boolean {
  if (!Array.isArray(input)) return false
  return (input as Json[]).some(
    ({ type, encrypted_content, content }) =>
      type === 'item_reference' ||
      (String(model).startsWith('gpt-5-') && type === 'reasoning' && encrypted_content == null && content == null),
  )
}

function notPersisted(response: ServerResponse): void {
  const message = 'Items are not persisted when `store` is set to false.'
  response
    .writeHead(404, { 'content-type': 'application/json' })
    .end(JSON.stringify({ error: { type: 'invalid_request_error', message, code: null, param: 'input' } }))
}

/** As the vendor streams an item: added, its parts piece by piece, and every text again when it is done. */
function eventsOf(item: Json, output_index: number, model: string): Json[] {
  const of = { item_id: item.id, output_index }
  const added = { type: 'response.output_item.added', output_index, item: emptied(item) }
  const done = { type: 'response.output_item.done', output_index, item }
  switch (item.type) {
    case 'function_call': {
      const name = 'response.function_call_arguments'
      const text = String(item.arguments)
      const deltas = piecesOf(text, model).map((delta) => ({ type: `${name}.delta`, ...of, delta }))
      return [added, ...deltas, { type: `${name}.done`, ...of, arguments: text }, done]
    }
    case 'reasoning': {
      const [part] = item.summary as [{ text: string }]
      const at = { ...of, summary_index: 0 }
      const name = 'response.reasoning_summary'
      const deltas = piecesOf(part.text, model).map((delta) => ({ type: `${name}_text.delta`, ...at, delta }))
      return [
        added,
        { type: `${name}_part.added`, ...at, part: { ...part, text: '' } },
        ...deltas,
        { type: `${name}_text.done`, ...at, text: part.text },
        { type: `${name}_part.done`, ...at, part },
        done,
      ]
    }
    default: {
      const [part] = item.content as [{ text: string }]
      const at = { ...of, content_index: 0 }
      const deltas = piecesOf(part.text, model).map((delta) => ({ type: 'response.output_text.delta', ...at, delta }))
      return [
        added,
        { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
        ...deltas,
        { type: 'response.output_text.done', ...at, text: part.text },
        { type: 'response.content_part.done', ...at, part },
        done,
      ]
    }
  }
}

function emptied(item: Json): Json {
  switch (item.type) {
    case 'function_call':
      return { ...item, arguments: '', status: 'in_progress' }
    case 'reasoning':
      return { ...item, summary: [], encrypted_content: null }
    default:
      return { ...item, content: [], status: 'in_progress' }
  }
}
