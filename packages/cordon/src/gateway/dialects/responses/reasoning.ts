import type { ResponsesRequest } from '@cordon/contract'

const ENCRYPTED = 'reasoning.encrypted_content'
type Include = ResponsesRequest['include']

/**
 * What is asked for beside the answer. Where nothing is stored, reasoning goes on only if its encrypted text comes along; a
 * client that takes storing for granted does not ask for it, so it is asked for here, of models that reason: others refuse it.
 */
export function includeOf(
  { include, reasoning }: Pick<ResponsesRequest, 'include' | 'reasoning'>,
  model: string,
): Include {
  if (include != null && include.length > 0) return include
  return reasoning != null || reasons(model) ? [ENCRYPTED] : include
}

/** By its name, without the folder of a registry before it: `o3`, `gpt-5-mini`, `gpt-5.2-codex`; not `gpt-5-chat`, `gpt-4.1`. */
function reasons(model: string): boolean {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return /^o\d+(?:-|$)/.test(name) || (/^gpt-(?:[5-9]|\d\d)(?:[.-]|$)/.test(name) && !/^gpt-\d+-chat/.test(name))
}
