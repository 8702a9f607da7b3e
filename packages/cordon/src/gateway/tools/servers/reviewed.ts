import { CordonError } from '@cordon/contract'
import { hashOf } from '../../../kernel/hash-of.ts'
import { isObject, readSchema, readText, type Schema } from './schema.ts'

/** A tool of another server as somebody reviewed it: what hosts are shown, and by what a call is walked. */
export interface ReviewedTool {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly inputSchema: Schema
  readonly outputSchema?: Schema
}

/** Characters of one tool's description and schemas together, as its server writes them. */
const DEFINITION_CHARS_MAX = 65_536

/** Of everything that its server says of a tool but what may differ with each answer: any change closes it. */
export function hashOfTool({ _meta, ...said }: Record<string, unknown>): string {
  return hashOf(said)
}

/**
 * What of a server's own description may be shown: bounded, without what a person does not see, its schemas in words that are
 * understood. Throws `resource_invalid` with the place that is not.
 */
export function readTool(said: Record<string, unknown>): ReviewedTool {
  const { name, title, description, inputSchema, outputSchema } = said
  if (typeof name !== 'string' || JSON.stringify(said).length > DEFINITION_CHARS_MAX)
    throw new CordonError('resource_invalid', { at: 'the tool’s definition' })
  return {
    name,
    ...(title === undefined ? {} : { title: readText(title, 'title') }),
    description: readText(description ?? '', 'description'),
    inputSchema: objectSchema(inputSchema, 'inputSchema'),
    ...(outputSchema === undefined ? {} : { outputSchema: objectSchema(outputSchema, 'outputSchema') }),
  }
}

function objectSchema(given: unknown, at: string): Schema {
  if (!isObject(given) || given.type !== 'object') throw new CordonError('resource_invalid', { at })
  return readSchema(given, at)
}
