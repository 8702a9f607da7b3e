import type { Treat } from '@cordon/deid'
import { constant, type Path, type Treatment, type TreatTable, treatByField } from '../treat-by-field.ts'

/** How each string of an outgoing Chat Completions body is treated. */
export function createTreat(admitFields: readonly string[]): Treat {
  return treatByField(TABLE, admitFields)
}

const text = (): Treatment => 'text'

const TABLE: TreatTable = {
  model: constant,
  messages: ofMessage,
  stop: text,
  prediction: (path) => (path.at(-1) === 'type' && path.length === 2 ? 'constant' : ofContent(path.slice(1))),
  tools: ofSchema,
  response_format: ofSchema,
  tool_choice: (path) => (path.at(-1) === 'name' ? 'literal' : 'constant'),
  reasoning_effort: constant,
  verbosity: constant,
  service_tier: constant,
  modalities: constant,
}

function ofMessage(path: Path): Treatment {
  const field = path[2]
  if (field === 'role') return 'constant'
  if (field === 'tool_call_id') return 'literal'
  if (field === 'content') return ofContent(path.slice(2))
  if (field === 'refusal' || field === 'reasoning_content') return 'text'
  if (field === 'tool_calls')
    return path.at(-1) === 'arguments' ? 'json' : path.at(-1) === 'type' ? 'constant' : 'literal'
  return undefined
}

/** `content`, or `content[n].text`, `content[n].refusal`, `content[n].type`. */
function ofContent(path: Path): Treatment {
  if (path.length === 1) return 'text'
  const part = path[2]
  if (part === 'text' || part === 'refusal') return 'text'
  return part === 'type' ? 'constant' : undefined
}

/** Descriptions are prose and are cleaned; the rest was refused already if it held an identifier, and is swept again. */
function ofSchema(path: Path): Treatment {
  return path.at(-1) === 'description' ? 'text' : 'literal'
}
