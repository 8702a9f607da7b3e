/** OpenAI's Chat Completions, as the test upstream writes them. */

type Json = { readonly [key: string]: unknown }

const COMMON = { id: 'chatcmpl-test0000000000000000', created: 1_760_000_000, system_fingerprint: 'fp_test' }
const USAGE = { prompt_tokens: 120, completion_tokens: 42, total_tokens: 162 }

export const END = 'data: [DONE]\n\n'

export function eventOf(json: Json): string {
  return `data: ${JSON.stringify(json)}\n\n`
}

export function completionOf(model: string, content: string): Json {
  const message = { role: 'assistant', content, refusal: null }
  return completion(model, message, 'stop')
}

export function toolCompletionOf(model: string, body: Json, argument: string): Json {
  const call = { id: 'call_1', type: 'function', function: { name: firstTool(body), arguments: argument } }
  return completion(model, { role: 'assistant', content: null, refusal: null, tool_calls: [call] }, 'tool_calls')
}

function completion(model: string, message: Json, finish_reason: string): Json {
  const choices = [{ index: 0, message, logprobs: null, finish_reason }]
  return { ...COMMON, object: 'chat.completion', model, choices, usage: USAGE }
}

export function chunkOf(model: string, delta: Json, finish_reason: string | null = null): Json {
  return {
    ...COMMON,
    object: 'chat.completion.chunk',
    model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  }
}

export function toolCallChunks(model: string, body: Json, pieces: readonly string[]): Json[] {
  const first = { index: 0, id: 'call_1', type: 'function', function: { name: firstTool(body), arguments: '' } }
  return [
    chunkOf(model, { role: 'assistant', content: null, tool_calls: [first] }),
    ...pieces.map((piece) => chunkOf(model, { tool_calls: [{ index: 0, function: { arguments: piece } }] })),
    chunkOf(model, {}, 'tool_calls'),
  ]
}

/** Everything a model would read: the text of every message, and the arguments of every call in the history. */
export function promptText(body: Json): string {
  return listOf(body.messages)
    .flatMap(({ content, tool_calls }) => [...textsOf(content), ...argumentsOf(tool_calls)])
    .join('\n')
}

function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content]
  return listOf(content).flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
}

function argumentsOf(calls: unknown): string[] {
  return listOf(calls).flatMap((call) => stringIn(call.function, 'arguments') ?? [])
}

function firstTool(body: Json): string {
  return listOf(body.tools).map((tool) => stringIn(tool.function, 'name'))[0] ?? 'lookup'
}

function stringIn(value: unknown, key: string): string | undefined {
  const found = isJson(value) ? value[key] : undefined
  return typeof found === 'string' ? found : undefined
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}
