import { CordonError } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import type { z } from 'zod'
import type { Limits } from '../../config/schema.ts'
import { hasRight } from '../../policy/decision/roles.ts'
import type { Call } from '../ask.ts'
import { type Context, mergeContext, readContext } from '../context.ts'
import { createDeidentify, type DeidentifyDeps } from '../documents/deidentify.ts'
import { fieldRefusal } from '../field-refusal.ts'
import { readJson } from '../read-json.ts'
import type { Stages } from '../stages.ts'
import type { Trail } from '../trail.ts'
import { askModel } from './ask.ts'
import { type RetrieveDeps, retrieve } from './retrieve.ts'
import { type ServerToolDeps, serverTools } from './servers/server-tools.ts'
import { isTool, type ListedTool, listed, TOOLS, type ToolName } from './tools.ts'
import { type Refusal, type Whole, wholeOf, withBody, within } from './within.ts'

export interface ToolDeps extends RetrieveDeps {
  readonly stages: Stages
  readonly documents: DeidentifyDeps
  readonly limits: Limits
  readonly servers: ServerToolDeps
}

/** What a protocol may do with the tools of one request. */
export interface Tools {
  /** Those that a right of the caller reaches. */
  readonly names: readonly string[]
  /** What is shown of them, to a message that asks for it. */
  readonly listed: readonly ListedTool[]
  /** Whether what they give has schemas of their own; else a result says in `structuredContent` all that it says. */
  readonly foreign: boolean
  /** One call in a request. */
  call(name: string, given: unknown): Promise<Whole>
}

/** What a protocol made of a message, and the fault where that is an error of its own. */
export interface Conversed<Reply> {
  readonly reply: Reply
  readonly fault?: CordonError | undefined
}

/**
 * One message of a client that calls tools, whatever its protocol: one request, recorded as one. The message is read after the
 * intent is durable, and `converse` is handed what it says; every ending leaves through the same `finally`. `server`: the tools are
 * those of another MCP server, by its id.
 */
export function createToolCalls(deps: ToolDeps) {
  return async <Reply>(
    call: Call,
    converse: (message: unknown, tools: Tools) => Promise<Conversed<Reply>>,
    server?: string,
  ): Promise<{ reply: Reply } | { refusal: Refusal }> => {
    const trail = deps.stages.begin(call)
    try {
      await trail.intend()
      trail.enter()
      const { message, context } = await readMessage(deps, call)
      const offered =
        server === undefined
          ? ownTools(deps, call, context, trail)
          : await serverTools(deps.servers, { call, server, stated: context, message }, trail)
      const tools = running(offered, trail)
      const { reply, fault } = await toTheEnd(converse(message.reveal(), tools), tools)
      if (fault !== undefined) await trail.failed(fault)
      else if (!tools.refused()) trail.answered()
      return { reply }
    } catch (error) {
      return { refusal: (await trail.failed(error)) as Refusal }
    } finally {
      await trail.settle()
    }
  }
}

/** No protocol waits for whoever hung up; what was begun for them has ended before its outcome is written. */
async function toTheEnd<Said>(said: Promise<Said>, { ended }: Running): Promise<Said> {
  try {
    return await said
  } finally {
    await ended()
  }
}

export type ToolCalls = ReturnType<typeof createToolCalls>

async function readMessage({ limits }: ToolDeps, call: Call): Promise<{ message: Phi<unknown>; context: Context }> {
  if ('fault' in call.stated) throw call.stated.fault
  if (!/^application\/json\s*(;|$)/i.test(call.contentType ?? '')) throw new CordonError('body_type_unsupported')
  if ((call.bytesDeclared ?? 0) > limits.bodyBytesMax) throw new CordonError('body_too_large')
  return { message: await readJson(call.body, limits, call.signal), context: call.stated.context }
}

interface Running extends Tools {
  /** Whether the call was refused. */
  readonly refused: () => boolean
  /** Resolves when the call has ended, or there was none. */
  readonly ended: () => Promise<unknown>
}

function running(offered: Tools, trail: Trail): Running {
  let refused = false
  let begun: Promise<Whole> | undefined
  async function run(name: string, given: unknown): Promise<Whole> {
    const whole = await offered
      .call(name, given)
      .catch(async (error: unknown) => (await trail.failed(error)) as Refusal)
    refused = whole.kind === 'refusal'
    return whole
  }
  return {
    ...offered,
    refused: () => refused,
    ended: async () => begun,
    async call(name, given) {
      // Two calls would share one record.
      if (begun !== undefined) throw new Error('invariant: one call in a message')
      begun = run(name, given)
      return begun
    },
  }
}

function ownTools(deps: ToolDeps, call: Call, stated: Context, trail: Trail): Tools {
  const { principal } = call.caller
  const names = (Object.keys(TOOLS) as ToolName[]).filter((name) => hasRight(principal, TOOLS[name].right))
  return {
    names,
    listed: names.map(listed),
    foreign: false,
    call: async (name, given) => RUN[ownName(name)](deps, call, new Phi(given), stated, trail),
  }
}

function ownName(name: string): ToolName {
  if (!isTool(name)) throw new Error('invariant: a tool that was offered')
  return name
}

type Run = (deps: ToolDeps, call: Call, given: Phi<unknown>, stated: Context, trail: Trail) => Promise<Whole>

const RUN: Record<ToolName, Run> = {
  async retrieve(deps, call, given, stated, trail) {
    const { query, of, ...said } = parsed(TOOLS.retrieve.shape, given)
    const context = contextOf(stated, { ...said, retrieve: of })
    return wholeOf(retrieve(deps, call, { query }, context, () => within(trail)))
  },
  async deidentify(deps, call, given, stated, trail) {
    const { purpose, ...document } = parsed(TOOLS.deidentify.shape, given)
    const context = contextOf(stated, { purpose })
    const deidentify = createDeidentify({ ...deps.documents, begin: () => within(trail) })
    return wholeOf(deidentify(withBody(call, context, document)))
  },
  async ask(deps, call, given, stated, trail) {
    const { model, question, ...said } = parsed(TOOLS.ask.shape, given)
    return askModel(deps.stages, call, { model, question }, contextOf(stated, said), trail)
  },
}

function parsed<Shape>(shape: z.ZodType<Shape>, given: Phi<unknown>): Shape {
  const read = shape.safeParse(given.reveal() ?? {})
  if (!read.success) throw fieldRefusal(read.error)
  return read.data
}

interface Said {
  readonly patient?: string | undefined
  readonly purpose?: string | undefined
  readonly session?: string | undefined
  readonly retrieve?: readonly string[] | undefined
}

/** Headers and arguments together. Where both speak they must agree: a doubt about the patient is a refusal. */
function contextOf(stated: Context, { patient, purpose, session, retrieve: of }: Said): Context {
  const said = readContext({
    'x-cordon-patient': patient,
    'x-cordon-purpose': purpose,
    'x-cordon-session': session,
    'x-cordon-retrieve': of?.join(','),
  })
  return mergeContext(stated, said)
}
