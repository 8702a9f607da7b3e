/**
 * What a span may say: an allow-list of names, those of OpenTelemetry's GenAI conventions where there is one. There is no
 * attribute for content (`gen_ai.input.messages` and its like are never written), none for a person and none for a patient.
 */
export interface SpanAttributes {
  readonly 'http.request.method'?: string
  readonly 'http.route'?: string
  readonly 'error.type'?: string
  readonly 'gen_ai.operation.name'?: string
  readonly 'gen_ai.provider.name'?: string
  readonly 'gen_ai.request.model'?: string
  readonly 'gen_ai.usage.input_tokens'?: number
  readonly 'gen_ai.usage.output_tokens'?: number
  readonly 'server.address'?: string
  readonly 'server.port'?: number
  readonly 'cordon.request'?: string
  readonly 'cordon.tenant'?: string
  readonly 'cordon.application'?: string
  readonly 'cordon.outcome'?: string
  readonly 'cordon.vendor'?: string
  readonly 'cordon.region'?: string
  readonly 'cordon.policy'?: string
  readonly 'cordon.injection_score'?: number
}

const NAMES: readonly (keyof SpanAttributes)[] = [
  'http.request.method',
  'http.route',
  'error.type',
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'server.address',
  'server.port',
  'cordon.request',
  'cordon.tenant',
  'cordon.application',
  'cordon.outcome',
  'cordon.vendor',
  'cordon.region',
  'cordon.policy',
  'cordon.injection_score',
]

/** An id, a code, a name from the configuration: no blank, so no sentence. */
const WORD = /^[\w./:@*+-]{1,200}$/

/** Types vanish at run time: a name that is not listed, or a value that is more than a number or a word, is dropped here. */
export function allowedAttributes(attributes: SpanAttributes): Record<string, string | number> {
  const kept: Record<string, string | number> = {}
  for (const name of NAMES) {
    const value = attributes[name]
    if (value !== undefined && isAllowed(value)) kept[name] = value
  }
  return kept
}

const isAllowed = (value: string | number): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : WORD.test(value)
