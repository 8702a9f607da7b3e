import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = { readonly [key: string]: unknown }

/**
 * A vendor on loopback that speaks Anthropic's Messages and keeps everything it receives. By the model's name: `echo` says every
 * text back, `tool` calls the first tool with it, `think` thinks it, signed, before it answers; `status-<code>` refuses, quoting
 * the prompt; `cut` ends a stream without its last event; anything else answers one fixed sentence. `-k<N>` cuts pieces of N
 * characters (default 8).
 */
export interface MessagesUpstream extends AsyncDisposable {
  readonly baseUrl: string
  readonly received: readonly { readonly path: string; readonly headers: Json; readonly body: string }[]
  text(): string
  reset(): void
  close(): Promise<void>
}

export async function startMessagesUpstream(): Promise<MessagesUpstream> {
  let received: { path: string; headers: Json; body: string }[] = []
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      answer(JSON.parse(body) as Json, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received
    },
    text: () => received.map(({ path, headers, body }) => `${path}\n${JSON.stringify(headers)}\n${body}`).join('\n'),
    reset() {
      received = []
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS12ZW5kb3ItMDAwMQ=='

function answer(body: Json, response: ServerResponse): void {
  const model = String(body.model)
  const status = /^status-(\d+)$/.exec(model)?.[1]
  if (status !== undefined) {
    const error = { type: 'error', error: { type: 'invalid_request_error', message: promptText(body) } }
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
    for (const delta of deltasOf(block, Number(/-k(\d+)/.exec(model)?.[1] ?? 8)))
      write({ type: 'content_block_delta', index, delta })
    write({ type: 'content_block_stop', index })
  }
  write({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 42 } })
  if (!model.startsWith('cut')) write({ type: 'message_stop' })
  response.end()
}

function blocksOf(model: string, body: Json): Json[] {
  const said = promptText(body)
  if (model.startsWith('echo')) return [{ type: 'text', text: said }]
  if (model.startsWith('tool'))
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

function deltasOf(block: Json, size: number): Json[] {
  const cut = (text: unknown) => String(text).match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
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

/** Everything a model would read of the turns: texts, results of tools, and the arguments of calls. */
function promptText(body: Json): string {
  const found: string[] = []
  const walk = (value: unknown, key = ''): void => {
    if (typeof value === 'string') {
      if (!['role', 'type', 'id', 'tool_use_id', 'name', 'signature', 'data', 'thinking'].includes(key))
        found.push(value)
    } else if (Array.isArray(value)) for (const one of value) walk(one, key)
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) walk(one, name)
  }
  walk(body.system)
  walk(body.messages)
  return found.join('\n')
}

function firstTool(body: Json): string {
  const [tool] = (body.tools ?? []) as { name: string }[]
  return tool?.name ?? 'lookup'
}
