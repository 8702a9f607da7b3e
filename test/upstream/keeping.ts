import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Json = { readonly [key: string]: unknown }

/** A vendor on loopback that keeps everything it receives and answers as it is told to. */
export interface KeepingUpstream extends AsyncDisposable {
  readonly origin: string
  readonly received: readonly { readonly path: string; readonly headers: Json; readonly body: string }[]
  /** Paths, headers and bodies, to search in. */
  text(): string
  reset(): void
  close(): Promise<void>
}

export async function startKeepingUpstream(
  answer: (body: Json, response: ServerResponse, path: string) => void,
): Promise<KeepingUpstream> {
  let received: { path: string; headers: Json; body: string }[] = []
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      answer(body === '' ? {} : (JSON.parse(body) as Json), response, request.url ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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

/** Everything a model would read: every string that is neither a name of something nor only the vendor's to read. */
export function textsIn(...values: unknown[]): string {
  const found: string[] = []
  const walk = (value: unknown, key = ''): void => {
    if (typeof value === 'string') {
      if (!UNREAD.has(key)) found.push(value)
    } else if (Array.isArray(value)) for (const one of value) walk(one, key)
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) walk(one, name)
  }
  for (const value of values) walk(value)
  return found.join('\n')
}

const UNREAD = new Set([
  'role',
  'type',
  'id',
  'tool_use_id',
  'call_id',
  'name',
  'status',
  'signature',
  'data',
  'thinking',
  'encrypted_content',
  'summary',
])

/** A text in pieces of so many characters, as the model's name says (`-k3`; 8 when it says nothing). */
export function piecesOf(text: string, model: string): string[] {
  return text.match(new RegExp(`[^]{1,${/-k(\d+)/.exec(model)?.[1] ?? 8}}`, 'g')) ?? []
}

/** Whether the prompt holds what a tool answered: then a model goes on to say something. */
export const hasToolResult = (body: Json): boolean =>
  /"role":"tool"|"type":"(tool_result|function_call_output)"/.test(JSON.stringify(body))

/** An answer to who asked for an object: JSON with one text in it. */
export const objectOf = (said: string): string => JSON.stringify({ query: said })

export function firstTool(body: Json): string {
  const [tool] = (body.tools ?? []) as { name: string }[]
  return tool?.name ?? 'lookup'
}
