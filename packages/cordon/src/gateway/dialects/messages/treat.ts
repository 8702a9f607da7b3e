import type { Treat } from '@cordon/deid'
import { constant, type Path, type Treatment, type TreatTable, treatByField } from '../treat-by-field.ts'

/** How each string of an outgoing Messages body is treated. */
export function createTreat(admitFields: readonly string[]): Treat {
  return treatByField(TABLE, admitFields)
}

const TABLE: TreatTable = {
  model: constant,
  cache_control: constant,
  system: (path) => ofText(path.slice(1)),
  messages: ofMessage,
  stop_sequences: () => 'text',
  tools: ofTool,
  tool_choice: (path) => (path.at(-1) === 'name' ? 'literal' : 'constant'),
  thinking: constant,
  output_config: (path) => (path[1] === 'format' && path[2] === 'schema' ? ofSchema(path) : 'constant'),
  service_tier: constant,
}

function ofMessage(path: Path): Treatment {
  if (path[2] === 'role') return 'constant'
  return path[2] === 'content' ? ofBlock(path.slice(3)) : undefined
}

/** `content`, or a block of it: `[n].text`, `[n].input`, `[n].content…`. */
function ofBlock(path: Path): Treatment {
  const [, field] = path
  if (field === undefined) return 'text'
  if (field === 'content') return ofText(path.slice(2))
  return typeof field === 'string' && Object.hasOwn(OF_BLOCK, field) ? OF_BLOCK[field] : ofText(path)
}

const OF_BLOCK: Record<string, Treatment> = {
  id: 'literal',
  tool_use_id: 'literal',
  name: 'literal',
  // A JSON text until it is encoded (`providers/encode.ts`): numbers and keys are cleaned as those of any tool's arguments.
  input: 'json',
  thinking: 'text',
  // Opaque: found to be the vendor's own, byte for byte, before anything leaves (`gateway/clean.ts`).
  signature: 'constant',
  data: 'constant',
}

/** A text, or blocks of text: `[n].text`, `[n].type`, `[n].cache_control.…`. */
function ofText(path: Path): Treatment {
  if (path.length === 0 || path[1] === 'text') return 'text'
  return path[1] === 'type' || path[1] === 'cache_control' ? 'constant' : undefined
}

function ofTool(path: Path): Treatment {
  if (path[2] === 'type' || path[2] === 'cache_control') return 'constant'
  return ofSchema(path)
}

/** Descriptions are prose and are cleaned; the rest was refused already if it held an identifier, and is swept again. */
function ofSchema(path: Path): Treatment {
  return path.at(-1) === 'description' ? 'text' : 'literal'
}
