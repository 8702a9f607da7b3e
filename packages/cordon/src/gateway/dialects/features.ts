import type { VendorFeature } from '@cordon/contract'

type Body = Readonly<Record<string, unknown>>

/** What a parsed request uses of a vendor's service beside text, by the fields that ask for it: the catalogue knows each. */
export function featuresOf(body: Body): VendorFeature[] {
  return (Object.keys(ASKS) as Asked[]).filter((feature) => ASKS[feature](body))
}

type Asked = Extract<VendorFeature, 'tools' | 'structured-output' | 'reasoning' | 'prompt-caching'>

const ASKS: Record<Asked, (body: Body) => boolean> = {
  tools: ({ tools }) => Array.isArray(tools) && tools.length > 0,
  'structured-output': ({ response_format, text, output_config, output_format, tools }) =>
    [response_format, text, output_config, output_format].some((one) => mentions(one, 'json_schema')) ||
    holdsKey(tools, 'strict', true),
  reasoning: ({ reasoning, reasoning_effort, thinking }) =>
    [reasoning, reasoning_effort, thinking].some((one) => one !== undefined && one !== null),
  'prompt-caching': ({ system, messages, tools, cache_control }) =>
    [{ cache_control }, system, messages, tools].some((one) => holdsKey(one, 'cache_control', undefined)),
}

/** Whether some `type` in it is this. */
function mentions(value: unknown, type: string): boolean {
  return holdsKey(value, 'type', type)
}

/** Whether a key stands anywhere in it, with this value or (`undefined`) any. The body's depth is bounded before. */
function holdsKey(value: unknown, key: string, wanted: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, inside]) =>
      (name === key && inside !== undefined && inside !== null && (wanted === undefined || inside === wanted)) ||
      holdsKey(inside, key, wanted),
  )
}
