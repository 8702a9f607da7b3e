import { DeidentifyRequest, type Right } from '@cordon/contract'
import { z } from 'zod'
import { AskArguments } from './ask.ts'
import { RetrieveArguments } from './retrieve.ts'

/** What a tool's argument may say of the request, beside headers: where both speak they agree. */
const Context = {
  patient: z.string().max(200).optional().describe('Patient/<id> or the bare id; not needed where a header states it.'),
  purpose: z.string().max(200).optional().describe('A purpose of use (v3-ActReason), for example TREAT.'),
  session: z.string().max(200).optional().describe('The caller’s name for what belongs together.'),
} as const

const Sources = z.array(z.enum(['notes', 'facts'])).min(1)

export interface Tool {
  readonly title: string
  /** For whoever chooses a tool: a model of the host. */
  readonly description: string
  /** Whoever lacks it does not see the tool. */
  readonly right: Right
  readonly shape: z.ZodType
}

/** The tools, by name. */
export const TOOLS = {
  retrieve: {
    title: 'Passages of a chart',
    description: 'Finds the passages of the stated patient’s chart that answer a query best, with their sources.',
    right: 'ask',
    shape: RetrieveArguments.extend({ ...Context, of: Sources.optional().describe('Of what; absent: of both.') }),
  },
  deidentify: {
    title: 'De-identify a document',
    description: 'Takes the identifiers out of a text or document; their codes stay inside the boundary.',
    right: 'deidentify',
    shape: DeidentifyRequest.extend({ purpose: Context.purpose }),
  },
  ask: {
    title: 'Ask a model',
    description: 'Asks a model one question through the boundary. With `retrieve`, passages of the chart go with it.',
    right: 'ask',
    shape: AskArguments.extend({ ...Context, retrieve: Sources.optional().describe('Which passages go with it.') }),
  },
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof TOOLS

export const isTool = (name: string): name is ToolName => Object.hasOwn(TOOLS, name)

/** A tool in the protocol's words. */
export interface ListedTool {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly inputSchema: object
  readonly outputSchema?: object
  readonly annotations: { readonly readOnlyHint?: boolean; readonly openWorldHint: boolean }
}

export function listed(name: ToolName): ListedTool {
  const { title, description, shape } = TOOLS[name]
  return {
    name,
    title,
    description,
    inputSchema: { ...z.toJSONSchema(shape, { io: 'input' }), type: 'object' },
    annotations: { readOnlyHint: true, openWorldHint: name === 'ask' },
  }
}
