import type { Vendor } from '@cordon/contract'
import type { Attempt } from '../gateway/trail.ts'

/**
 * Names of OpenTelemetry's GenAI conventions (open-telemetry/semantic-conventions-genai), for spans and metrics alike.
 */
const PROVIDERS: Record<Vendor['kind'], string> = {
  'local-extract': 'cordon',
  openai: 'openai',
  anthropic: 'anthropic',
  'azure-openai': 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  vertex: 'gcp.vertex_ai',
  store: 'none',
  mcp: 'mcp',
}

export const providerOf = (kind: Vendor['kind']): string => PROVIDERS[kind]

/** A model by name where its registration names it. Where it serves `*`, the name is whatever a caller wrote: not ours to show. */
export const modelOf = ({ vendor: { models }, model }: Attempt): string => (models.includes(model) ? model : '*')

/** `gen_ai.operation.name` of a route. */
export function operationOf(route: string): string {
  if (route.startsWith('/mcp/')) return 'execute_tool'
  return route.endsWith('/embeddings') ? 'embeddings' : 'chat'
}
