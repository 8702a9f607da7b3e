/** The revisions that are asked for, newest first. */
export const REVISIONS = ['2026-07-28', '2025-11-25'] as const
export type Revision = (typeof REVISIONS)[number]

/** One JSON-RPC message. What is sent to a server carries one request, so one id is enough. */
export type Message = Readonly<Record<string, unknown>>
export const ID = 1

const CLIENT = { name: 'cordon', version: '1' }

/** In the newer revision each request says for itself what an older one said once: which revision, and what its sender can do. */
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': CLIENT,
  // Nothing: a server that asks for a sample, or for a person's words, asks in vain.
  'io.modelcontextprotocol/clientCapabilities': {},
}

export function toolCall(revision: Revision, name: string, given: Message): Record<string, unknown> {
  return request(revision, 'tools/call', { name, arguments: given })
}

export function toolsList(revision: Revision, cursor: string | undefined): Message {
  return request(revision, 'tools/list', cursor === undefined ? {} : { cursor })
}

/** Opens a session where the revision has them. */
export function initialize(): Message {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT }
  return { jsonrpc: '2.0', id: ID, method: 'initialize', params }
}

export const INITIALIZED: Message = { jsonrpc: '2.0', method: 'notifications/initialized' }

/** The headers that the newer revision wants of a message; the older one knows the first of them. */
export function headersFor(revision: Revision, method: string, name?: string): Record<string, string> {
  const version = { 'mcp-protocol-version': revision }
  if (revision === '2025-11-25') return version
  return { ...version, 'mcp-method': method, ...(name === undefined ? {} : { 'mcp-name': name }) }
}

/** The revision that an encoded call was made for: its own bytes say so. */
export function revisionOf(bytes: Buffer): Revision {
  const { params } = JSON.parse(bytes.toString('utf8')) as { params: { _meta?: unknown } }
  return params._meta === undefined ? '2025-11-25' : '2026-07-28'
}

function request(revision: Revision, method: string, params: Message): Record<string, unknown> {
  const said = revision === '2026-07-28' ? { ...params, _meta: META } : params
  return { jsonrpc: '2.0', id: ID, method, params: said }
}
