import type { IncomingHttpHeaders } from 'node:http'
import { CordonError } from '@cordon/contract'
import {
  createMcpHandler,
  isLegacyRequest,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Tool,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { Conversed, Tools } from '../../../gateway/tools/tool-calls.ts'
import { foreignRefusal, toolRefusal } from './client.ts'

/** The revisions that are spoken, newest first. */
const REVISIONS = ['2026-07-28', '2025-11-25']

/**
 * What may be called. No prompts, resources, sampling, roots, logging, tasks or subscriptions: the last would hold a
 * connection open for somebody who may not be let in any more.
 */
const METHODS = [
  'initialize',
  'notifications/initialized',
  'notifications/cancelled',
  'ping',
  'server/discover',
  'tools/list',
  'tools/call',
]

/** One message, never a batch: its record is of one request. The rest of it is for the revision to say. */
const Message = z.looseObject({ jsonrpc: z.literal('2.0'), method: z.string() })

export interface McpReply {
  readonly status: number
  /** Absent: a notification was taken. */
  readonly json: string | undefined
}

export interface Conversing {
  readonly headers: IncomingHttpHeaders
  readonly request: string
  readonly version: string
  readonly signal: AbortSignal
}

/** One message and its reply, through the official server, which lives as long as this and holds nothing afterwards. */
export async function converse(
  { headers, request, version, signal }: Conversing,
  message: unknown,
  tools: Tools,
): Promise<Conversed<McpReply>> {
  const { method } = read(message)
  if (!METHODS.includes(method)) throw new CordonError('field_invalid', { at: 'method' })
  const serve = () => createServer(tools, { request, version })
  const asked = new Request('http://localhost/mcp', { method: 'POST', headers: forwarded(headers), signal })
  const legacy = await isLegacyRequest(asked, message)
  const replying = legacy ? legacyReply(serve(), asked, message) : modernReply(serve, asked, message)
  const response = await Promise.race([replying, hungUp(signal)])
  const { status } = response
  const text = await response.text()
  if (text === '') return { reply: { status, json: undefined } }
  return settled(status, JSON.parse(text) as Record<string, unknown>)
}

/** Rejects when nobody waits for a reply any more. */
function hungUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(new CordonError('client_closed'))
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}

function read(message: unknown): z.infer<typeof Message> {
  const parsed = Message.safeParse(message)
  if (!parsed.success) throw new CordonError('field_invalid', { at: 'a JSON-RPC request or notification, not a batch' })
  return parsed.data
}

/** What the protocol reads of a request's headers; a key is not among them. Answers are JSON, which every client takes. */
function forwarded(headers: IncomingHttpHeaders): Headers {
  const said = new Headers({ accept: 'application/json, text/event-stream', 'content-type': 'application/json' })
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string' && name.startsWith('mcp-')) said.set(name, value)
  return said
}

async function legacyReply(server: Server, asked: Request, parsedBody: unknown): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  try {
    return await transport.handleRequest(asked, { parsedBody })
  } finally {
    await server.close()
  }
}

async function modernReply(serve: () => Server, asked: Request, parsedBody: unknown): Promise<Response> {
  const handler = createMcpHandler(serve, { legacy: 'reject', keepAliveMs: 0 })
  try {
    return await handler.fetch(asked, { parsedBody })
  } finally {
    await handler.close()
  }
}

/** No tool here asks its caller for anything, so nothing has to be compared with a schema. */
const NO_VALIDATOR = {
  getValidator: () => () => ({ valid: false as const, data: undefined, errorMessage: 'not offered' }),
}

function createServer(tools: Tools, { request, version }: Pick<Conversing, 'request' | 'version'>): Server {
  const server = new Server(
    { name: 'cordon', version },
    { capabilities: { tools: {} }, supportedProtocolVersions: REVISIONS, jsonSchemaValidator: NO_VALIDATOR },
  )
  server.setRequestHandler('tools/list', () => ({ tools: tools.listed as Tool[] }))
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: given } }) => {
    if (!tools.names.includes(name)) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'no such tool')
    const told = await tools.call(name, given)
    if (told.kind === 'refusal') return tools.foreign ? foreignRefusal(told, request) : toolRefusal(told, request)
    const { content, ...rest } = tools.foreign ? Foreign.parse(JSON.parse(told.json)) : ofOurs(told.json)
    return { content: [...bannerOf(told.headers), ...content], ...rest, _meta: metaOf(told.headers) }
  })
  return server
}

/** All that is said, for a model to read and for a program. */
function ofOurs(json: string) {
  const structuredContent = JSON.parse(json) as Record<string, unknown>
  return { content: [{ type: 'text' as const, text: json }], structuredContent }
}

/** What another server's tool gave, as it was put together for the host. */
const Foreign = z.object({
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
})

/** Under a broken glass, whoever reads an answer is told so. */
function bannerOf({ 'x-cordon-emergency': grant }: Readonly<Record<string, string>>) {
  return grant === undefined ? [] : [{ type: 'text' as const, text: `Emergency access, grant ${grant}` }]
}

/** What an answer says in headers elsewhere: a host's model never sees those of HTTP. */
function metaOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace('x-cordon-', 'cordon/'), value]),
  )
}

/** The protocol's own errors may quote the message: what goes back is the code, and the revisions that are spoken. */
function settled(status: number, json: Record<string, unknown>): Conversed<McpReply> {
  const parsed = Failed.safeParse(json)
  if (!parsed.success) return { reply: { status, json: JSON.stringify(json) } }
  const { id, error } = parsed.data
  const { code } = error
  const fault = new CordonError(code === ProtocolErrorCode.InternalError ? 'internal' : 'field_invalid', {
    at: 'the JSON-RPC message',
  })
  const data = { code: fault.code, ...error.data }
  const failed = { jsonrpc: '2.0', id, error: { code, message: PROBLEMS[code] ?? 'The message was refused', data } }
  return { reply: { status, json: JSON.stringify(failed) }, fault }
}

const Failed = z.object({
  id: z
    .union([z.string().max(200), z.number(), z.null()])
    .default(null)
    .catch(null),
  error: z.object({
    code: z.int(),
    data: z
      .object({
        supported: z.array(z.string()).optional(),
        requested: z
          .string()
          .regex(/^\d{4}-\d{2}-\d{2}$/)
          .optional(),
      })
      .optional()
      .catch(undefined),
  }),
})

const PROBLEMS: Readonly<Record<number, string>> = {
  [ProtocolErrorCode.InvalidRequest]: 'Not a valid request',
  [ProtocolErrorCode.MethodNotFound]: 'Method not found',
  [ProtocolErrorCode.InvalidParams]: 'Invalid params',
  [ProtocolErrorCode.InternalError]: 'An internal error',
}
