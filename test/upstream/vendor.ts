import type { ServerResponse } from 'node:http'
import { hasToolResult, type Json, type KeepingUpstream, objectOf, piecesOf, startKeepingUpstream } from './keeping.ts'
import { answerMessages } from './messages.ts'
import { answerResponses } from './responses.ts'
import { chunkOf, completionOf, END, eventOf, promptText, toolCallChunks, toolCompletionOf } from './shapes.ts'

/**
 * Both vendors on loopback, each endpoint in its real shape, keeping everything they receive. By the model's name, on every
 * endpoint alike: `echo` says every text back, `tool` calls the first tool with it, `agent` does that until it has a result,
 * `object` answers in JSON, `refuse` refuses with the vendor's error, quoting the prompt. `-k<N>` cuts pieces of N characters.
 */
export const startVendor = (): Promise<KeepingUpstream> =>
  startKeepingUpstream((body, response, path) => {
    if (String(body.model).startsWith('refuse')) return refuse(body, response)
    return (ENDPOINTS[path] ?? notFound)(body, response)
  })

/** How each endpoint answers a body, by its path. */
export const ENDPOINTS: Readonly<Record<string, (body: Json, response: ServerResponse) => void>> = {
  '/v1/chat/completions': answerChat,
  '/v1/responses': answerResponses,
  '/v1/embeddings': answerEmbeddings,
  '/v1/messages': answerMessages,
  '/v1/messages/count_tokens': (_, response) => sendJson(response, { input_tokens: 42 }),
}

function notFound(_: Json, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no such endpoint"}}')
}

function refuse(body: Json, response: ServerResponse): void {
  const message = `Could not read ${JSON.stringify(body)}`
  const error = { type: 'error', error: { type: 'invalid_request_error', message, code: null, param: null } }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(error))
}

function sendJson(response: ServerResponse, json: Json): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}

function answerChat(body: Json, response: ServerResponse): void {
  const model = String(body.model)
  const said = promptText(body)
  const calls = model.startsWith('tool') || (model.startsWith('agent') && !hasToolResult(body))
  const text = model.startsWith('object') ? objectOf(said) : said
  const argument = JSON.stringify({ query: said })
  if (body.stream !== true) {
    sendJson(response, calls ? toolCompletionOf(model, body, argument) : completionOf(model, text))
    return
  }
  const chunks = calls
    ? toolCallChunks(model, body, piecesOf(argument, model))
    : [
        chunkOf(model, { role: 'assistant', content: '' }),
        ...piecesOf(text, model).map((content) => chunkOf(model, { content })),
        chunkOf(model, {}, 'stop'),
      ]
  const usage = { ...chunkOf(model, {}), choices: [], usage: { prompt_tokens: 120, completion_tokens: 42 } }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const chunk of [...chunks, usage]) response.write(eventOf(chunk))
  response.end(END)
}

/** A vector of four numbers for each text: its length and its first characters, so that texts can be told apart. */
function answerEmbeddings(body: Json, response: ServerResponse): void {
  const texts = [body.input].flat().map(String)
  const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, body) }))
  const usage = { prompt_tokens: 7, total_tokens: 7 }
  sendJson(response, { object: 'list', model: String(body.model), data: broken(String(body.model), data), usage })
}

function vectorOf(text: string, { encoding_format }: Json): number[] | string {
  const numbers = [text.length, ...[0, 1, 2].map((at) => text.charCodeAt(at) || 0)]
  return encoding_format === 'base64' ? Buffer.from(Float32Array.from(numbers).buffer).toString('base64') : numbers
}

/** What no client should be handed: by the model's name. */
function broken<Vector extends { embedding: unknown }>(model: string, data: Vector[]): unknown[] {
  switch (model) {
    case 'fewer':
      return data.slice(1)
    case 'twice':
      return [...data.slice(1), data.at(-1)]
    case 'uneven':
      return data.map((one, n) => (n === 0 ? { ...one, embedding: [1] } : one))
    case 'empty':
      return data.map((one) => ({ ...one, embedding: [] }))
    case 'not-a-number':
      return data.map((one) => ({
        ...one,
        embedding: Buffer.from(Float32Array.from([Number.NaN]).buffer).toString('base64'),
      }))
    case 'words':
      return data.map((one) => ({ ...one, embedding: 'Ada Bell' }))
    default:
      return data
  }
}
