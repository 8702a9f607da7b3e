import type { Treat } from '@cordon/deid'
import { constant, type Path, type Treatment, type TreatTable, treatByField } from '../treat-by-field.ts'

/** How each string of an outgoing Responses body is treated. */
export function createTreat(admitFields: readonly string[]): Treat {
  return treatByField(TABLE, admitFields)
}

const TABLE: TreatTable = {
  model: constant,
  instructions: () => 'text',
  input: ofInput,
  tools: ofSchema,
  tool_choice: (path) => (path.at(-1) === 'name' ? 'literal' : 'constant'),
  text: (path) => (path[1] === 'format' && path[2] !== 'type' ? ofSchema(path) : 'constant'),
  reasoning: constant,
  truncation: constant,
  service_tier: constant,
  include: constant,
  // Found to be an answer that the vendor stored for this conversation (`gateway/recall.ts`).
  previous_response_id: constant,
}

/** `input`, or a field of an item of it. */
function ofInput(path: Path): Treatment {
  const [, , field] = path
  if (path.length === 1) return 'text'
  return typeof field === 'string' ? OF_ITEM[field]?.(path.slice(3)) : undefined
}

const OF_ITEM: Record<string, (rest: Path) => Treatment> = {
  type: constant,
  role: constant,
  status: constant,
  phase: constant,
  id: () => 'literal',
  call_id: () => 'literal',
  name: () => 'literal',
  arguments: () => 'json',
  content: ofText,
  output: ofText,
  summary: ofText,
  // Opaque: found to be the vendor's own, byte for byte, before anything leaves (`gateway/clean.ts`).
  encrypted_content: constant,
}

/** A text, or parts: `[n].text`, `[n].refusal`, `[n].type`. */
function ofText(path: Path): Treatment {
  if (path.length === 0 || path[1] === 'text' || path[1] === 'refusal') return 'text'
  return path[1] === 'type' ? 'constant' : undefined
}

/** Descriptions are prose and are cleaned; the rest was refused already if it held an identifier, and is swept again. */
function ofSchema(path: Path): Treatment {
  return path.at(-1) === 'description' ? 'text' : 'literal'
}
