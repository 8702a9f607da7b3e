import { CordonError, type Vendor } from '@cordon/contract'
import { parseBaseUrl } from '../../kernel/egress.origin.ts'
import type { Egress, EgressAnswer } from '../../kernel/egress.ts'
import type { Authorize } from '../http/authorize.ts'
import { CHAT } from '../http/wire.ts'
import type { Looked, Provider, Reply } from '../provider.ts'
import { headersFor, INITIALIZED, initialize, type Message, type Revision, revisionOf, toolsList } from './messages.ts'
import { type Answered, answerOf } from './response.ts'

export interface McpProviderDeps {
  readonly vendor: Vendor
  /** The operator's secret for this server, or none. What a caller showed at the door never goes here. */
  readonly authorize: Authorize
  readonly egress: Egress
}

/** What one server may say of its tools. */
const PAGES_MAX = 10
const TOOLS_MAX = 200
const SESSION = /^[\x21-\x7e]{1,256}$/

/**
 * An MCP server over Streamable HTTP, under its registered address. A session, where the revision has one, lasts as long as one call:
 * it would tell the server which calls belong together. Registers the origin with `egress`.
 */
export function createMcpProvider({ vendor, authorize, egress }: McpProviderDeps): Provider {
  const { origin, path } = parseBaseUrl(vendor.baseUrl)
  egress.allow(origin)
  const post: Post = async (body, headers, signal) =>
    egress.request(
      await authorize(
        { origin, method: 'POST', path: path === '' ? '/' : path, headers: { ...JSON_BOTH, ...headers }, body, signal },
        CHAT,
      ),
    )
  /** Nobody waits for it: a server that keeps a session ends it by itself. */
  const leave: Leave = (headers) => {
    const signal = AbortSignal.timeout(LEAVE_MS)
    authorize({ origin, method: 'DELETE', path: path === '' ? '/' : path, headers, signal }, CHAT)
      .then((ask) => egress.request(ask))
      .then((answer) => answer.close())
      .catch(() => undefined)
  }
  return {
    vendor,
    async send({ prompt: { bytes }, model, signal }) {
      const revision = revisionOf(bytes)
      return within({ post, leave }, revision, signal, async (more) => {
        const answer = await post(bytes, { ...headersFor(revision, 'tools/call', model), ...more }, signal)
        return replyOf(await answerOf(answer), answer)
      })
    },
    async look(signal) {
      return (await listed({ post, leave }, '2026-07-28', signal)) ?? (await older({ post, leave }, signal))
    },
  }
}

const JSON_BOTH = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'user-agent': 'cordon',
}
const LEAVE_MS = 5_000

type Headers = Readonly<Record<string, string>>
type Post = (body: Buffer | string, headers: Headers, signal: AbortSignal) => Promise<EgressAnswer>
type Leave = (headers: Headers) => void
interface Line {
  readonly post: Post
  readonly leave: Leave
}

/** One piece of work, in a session of its own where the revision has them. */
async function within<Made>(
  { post, leave }: Line,
  revision: Revision,
  signal: AbortSignal,
  work: (headers: Headers) => Promise<Made>,
): Promise<Made> {
  if (revision === '2026-07-28') return work({})
  const opened = await post(JSON.stringify(initialize()), {}, signal)
  const session = sessionOf(opened)
  const answered = await answerOf(opened)
  if ('status' in answered) throw refused(answered.status)
  if (answered.result.protocolVersion !== revision) throw new CordonError('upstream_invalid', { at: 'protocolVersion' })
  const headers = session === undefined ? {} : { 'mcp-session-id': session }
  const said = { ...headersFor(revision, 'notifications/initialized'), ...headers }
  try {
    const taken = await post(JSON.stringify(INITIALIZED), said, signal)
    taken.close()
    if (taken.status >= 400) throw refused(taken.status)
    return await work(headers)
  } finally {
    if (session !== undefined) leave(said)
  }
}

function sessionOf({ headers }: EgressAnswer): string | undefined {
  const session = headers['mcp-session-id']
  if (session === undefined) return undefined
  if (typeof session !== 'string' || !SESSION.test(session))
    throw new CordonError('upstream_invalid', { at: 'session' })
  return session
}

/** What the tool itself says went wrong is its text: only that it did is known. */
function replyOf(answered: Answered, { tls }: EgressAnswer): Reply {
  if ('status' in answered) return { kind: 'refused', status: answered.status, tls }
  if (answered.result.isError === true) return { kind: 'refused', status: 200, tls }
  return { kind: 'whole', json: answered.result, tls }
}

async function older(line: Line, signal: AbortSignal): Promise<Looked> {
  const looked = await within(line, '2025-11-25', signal, (headers) => listed(line, '2025-11-25', signal, headers))
  if (looked === undefined) throw refused(200)
  return looked
}

/** Undefined where the server does not know the revision: then the older one is tried. */
async function listed(
  { post }: Line,
  revision: Revision,
  signal: AbortSignal,
  more: Headers = {},
): Promise<Looked | undefined> {
  const tools: Record<string, unknown>[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const headers = { ...headersFor(revision, 'tools/list'), ...more }
    const answered = await answerOf(await post(JSON.stringify(toolsList(revision, cursor)), headers, signal))
    if ('status' in answered) {
      if (!UNSPOKEN.has(answered.status)) throw refused(answered.status)
      return undefined
    }
    tools.push(...toolsIn(answered.result))
    if (tools.length > TOOLS_MAX) throw new CordonError('upstream_too_large', { at: 'tools' })
    cursor = cursorIn(answered.result)
    if (cursor === undefined) return { revision, tools }
  }
  throw new CordonError('upstream_too_large', { at: 'tools (pages)' })
}

/** How a server says that it does not speak a revision, or not without a session; 200 is an error in JSON-RPC's shape. */
const UNSPOKEN: ReadonlySet<number> = new Set([200, 400, 404, 405, 406, 422])

function toolsIn({ tools }: Message): Record<string, unknown>[] {
  if (
    !Array.isArray(tools) ||
    !tools.every((tool) => typeof tool === 'object' && tool !== null && !Array.isArray(tool))
  )
    throw new CordonError('upstream_invalid', { at: 'tools' })
  return tools as Record<string, unknown>[]
}

function cursorIn({ nextCursor }: Message): string | undefined {
  if (nextCursor === undefined || nextCursor === null) return undefined
  if (typeof nextCursor !== 'string' || nextCursor.length > 1_024)
    throw new CordonError('upstream_invalid', { at: 'nextCursor' })
  return nextCursor
}

function refused(status: number): CordonError {
  return new CordonError('upstream_refused', { at: `status ${status}` })
}
