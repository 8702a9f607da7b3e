import { CordonError } from '@cordon/contract'
import type { Phi } from '@cordon/deid'
import { z } from 'zod'
import type { Caller } from '../../../identity/api-key.ts'
import { hashOf } from '../../../kernel/hash-of.ts'
import type { RandomBytes } from '../../../kernel/random.ts'
import { isPrivate } from '../../../policy/agreements/recipients.ts'
import { covers } from '../../../policy/agreements/service.ts'
import { REVISIONS, type Revision } from '../../../providers/mcp/messages.ts'
import type { Looked } from '../../../providers/provider.ts'
import { answer } from '../../answer.ts'
import type { Call } from '../../ask.ts'
import { type Context, contextOfMetadata, mergeContext } from '../../context.ts'
import type { Stages } from '../../stages.ts'
import type { Trail } from '../../trail.ts'
import type { Tools } from '../tool-calls.ts'
import { wholeOf, withBody, within } from '../within.ts'
import { cleanInside } from './as-it-is.ts'
import { toolDialect } from './dialect.ts'
import { isAsReviewed, type Kept, type Server, type Servers } from './servers.ts'

export interface ServerToolDeps {
  readonly servers: Pick<Servers, 'find' | 'ask'>
  /** As of a question to a model, but for a dispatch that asks once: what a tool did, a second call would do again. */
  readonly stages: Stages
  readonly random: RandomBytes
}

/** One message to another server through the boundary. */
export interface Passing {
  readonly call: Call
  /** The server's id, as the address has it. */
  readonly server: string
  readonly stated: Context
  readonly message: Phi<unknown>
}

/**
 * The tools of another MCP server that this caller's application may use. Throws `server_unknown` alike for a server that is not
 * there, is another organisation's, or is none of the application's vendors.
 */
export async function serverTools(deps: ServerToolDeps, passing: Passing, trail: Trail): Promise<Tools> {
  const { tenant, application } = passing.call.caller
  const server = application?.vendors.includes(passing.server)
    ? await deps.servers.find(tenant, passing.server)
    : undefined
  if (application === undefined || server === undefined) throw new CordonError('server_unknown')
  const open = server.tools.filter(({ tool }) => covers(application.models, tool.name) !== 'no')
  const { method, params = {} } = read(passing.message)
  const context = mergeContext(passing.stated, contextOfMetadata(keysOf(params._meta ?? {})))
  const shown = method === 'tools/list' ? await stillAsReviewed(deps, passing.call, server, open) : []
  return {
    names: open.map(({ tool }) => tool.name),
    listed: shown.map(({ tool }) => ({ ...tool, annotations: { openWorldHint: !isPrivate(server.vendor) } })),
    foreign: true,
    async call(name, given) {
      const kept = open.find(({ tool }) => tool.name === name)
      if (kept === undefined) throw new CordonError('tool_changed')
      return callTool(deps, passing.call, { server, kept, given, context }, trail)
    },
  }
}

interface Calling {
  readonly server: Server
  readonly kept: Kept
  readonly given: unknown
  readonly context: Context
}

/** One call, through every stage of a question: its recipient is this server alone. */
function callTool({ stages, random, ...deps }: ServerToolDeps, call: Call, calling: Calling, trail: Trail) {
  const { server, kept, given, context } = calling
  const inside = isPrivate(server.vendor)
  let revision: Revision = REVISIONS[0]
  const dialect = toolDialect({ tool: kept.tool, revision: () => revision })
  const here: Stages = {
    ...stages,
    begin: () => within(trail),
    async clean(ask, question, decision) {
      const asItIs = inside && decision.patient !== undefined
      // What it looks at, and what it sends to, is one registration: an address that changed meanwhile has tools nobody read.
      if (decision.routes.some(({ vendor }) => hashOf(vendor) !== hashOf(server.vendor)))
        throw new CordonError('tool_changed')
      if (!asItIs && question.numbers?.telling !== undefined)
        throw new CordonError('field_invalid', { at: question.numbers.telling })
      // Before anything of the call is sent, and after the decision: a refused caller makes nobody ask anything.
      const looked = await deps.servers.ask(call.caller.tenant, server.vendor, call.signal)
      if (!isAsReviewed(kept, looked)) throw new CordonError('tool_changed')
      revision = revisionOf(looked)
      return asItIs ? cleanInside(random, question, decision) : stages.clean(ask, question, decision)
    },
  }
  const asked = { ...call, caller: only(call.caller, server.vendor.id) }
  return wholeOf(answer({ ...withBody(asked, context, given ?? {}), dialect }, here))
}

/** The same caller, whose application has no other recipient and takes nothing from a chart. */
function only({ application, ...caller }: Caller, vendor: string): Caller {
  if (application === undefined) return caller
  return { ...caller, application: { ...application, vendors: [vendor], retrieve: 'never' } }
}

async function stillAsReviewed(
  { servers }: Pick<ServerToolDeps, 'servers'>,
  { caller, signal }: Call,
  { vendor }: Server,
  open: readonly Kept[],
): Promise<readonly Kept[]> {
  if (open.length === 0) return []
  const looked = await servers.ask(caller.tenant, vendor, signal)
  return open.filter((kept) => isAsReviewed(kept, looked))
}

function revisionOf({ revision }: Looked): Revision {
  const known = REVISIONS.find((one) => one === revision)
  if (known === undefined) throw new CordonError('upstream_invalid', { at: 'revision' })
  return known
}

/** What of a message is read before the protocol reads it: what it wants, and what it says of itself. */
const Message = z.looseObject({
  method: z.string().optional(),
  params: z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() }).optional(),
})

function read(message: Phi<unknown>): z.infer<typeof Message> {
  const parsed = Message.safeParse(message.reveal())
  if (!parsed.success) throw new CordonError('field_invalid', { at: 'a JSON-RPC request or notification, not a batch' })
  return parsed.data
}

/** `cordon/patient` in a message's `_meta` says what the header `X-Cordon-Patient` says. */
function keysOf(meta: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(meta).flatMap(([key, value]) => {
      if (!key.toLowerCase().startsWith('cordon/')) return []
      if (typeof value !== 'string') throw new CordonError('context_invalid', { at: '_meta' })
      return [[`x-cordon-${key.slice('cordon/'.length)}`, value] as const]
    }),
  )
}
