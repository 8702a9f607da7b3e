import { isRefusal } from './errors.ts'

/** How an API shape goes over HTTP: the path under the base URL, the key's header, and what is an answer. */
export interface Wire {
  readonly path: string
  readonly keyHeader: (key: string) => Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Whether a JSON object is an answer, or an event of one. */
  isAnswer(json: Readonly<Record<string, unknown>>): boolean
  /** Whether these data, or this event, end a stream. A stream that ends without is cut. */
  readonly end: { readonly data: string } | { readonly type: string }
}

/** OpenAI's Chat Completions, and everything compatible with them. */
export const OPENAI: Wire = {
  path: '/chat/completions',
  keyHeader: (key) => ({ authorization: `Bearer ${key}` }),
  headers: {},
  isAnswer: (json) => Array.isArray(json.choices),
  end: { data: '[DONE]' },
}

/** Anthropic's Messages. Errors come as `{ type: "error", error }`, in a stream too. */
export const ANTHROPIC: Wire = {
  path: '/v1/messages',
  keyHeader: (key) => ({ 'x-api-key': key }),
  headers: { 'anthropic-version': '2023-06-01' },
  isAnswer: (json) => typeof json.type === 'string' && json.type !== 'error',
  end: { type: 'message_stop' },
}

/** A JSON object that is an answer, or the vendor's error (it has `error`). Throws otherwise. */
export function parseObject(text: string, wire: Wire): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (isObject(value) && (isRefusal(value) || wire.isAnswer(value))) return value
  throw new TypeError('neither an answer nor an error')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
