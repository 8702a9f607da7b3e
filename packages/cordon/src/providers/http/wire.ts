import type { OutboundCall } from '../provider.ts'

/** How an API shape goes over HTTP: the path under the base URL, the key's header, and what is an answer. */
export interface Wire {
  /** A vendor that names the model in the address has a path for each call. */
  readonly path: string | ((call: Pick<OutboundCall, 'model' | 'stream'>) => string)
  readonly keyHeader: (key: string) => Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Whether a JSON object is an answer, or an event of one. */
  isAnswer(json: Readonly<Record<string, unknown>>): boolean
  /** Whether it is the vendor's error instead, which may quote the prompt. */
  isRefusal(json: Readonly<Record<string, unknown>>): boolean
  /** Whether this is the last event of a stream, or the text that stands in its place. A stream that ends without is cut. */
  isEnd(event: Readonly<Record<string, unknown>>): boolean
  readonly endMarker: string | undefined
}

const hasError = ({ error }: Readonly<Record<string, unknown>>) => error !== undefined && error !== null

/** OpenAI's Chat Completions, and everything compatible with them. */
export const CHAT: Wire = {
  path: '/chat/completions',
  keyHeader: (key) => ({ authorization: `Bearer ${key}` }),
  headers: {},
  isAnswer: (json) => Array.isArray(json.choices),
  isRefusal: hasError,
  isEnd: () => false,
  endMarker: '[DONE]',
}

/** OpenAI's Responses. An answer that failed says so inside: it is a refusal. */
export const RESPONSES: Wire = {
  path: '/responses',
  keyHeader: CHAT.keyHeader,
  headers: {},
  isAnswer: ({ object, type }) => object === 'response' || (typeof type === 'string' && type.startsWith('response.')),
  isRefusal: (json) =>
    hasError(json) || json.type === 'error' || json.type === 'response.failed' || json.status === 'failed',
  isEnd: ({ type }) => type === 'response.completed' || type === 'response.incomplete',
  endMarker: undefined,
}

/** Anthropic's Messages. Errors come as `{ type: "error", error }`, in a stream too. */
export const MESSAGES: Wire = {
  path: '/v1/messages',
  keyHeader: (key) => ({ 'x-api-key': key }),
  headers: { 'anthropic-version': '2023-06-01' },
  isAnswer: (json) => typeof json.type === 'string',
  isRefusal: (json) => hasError(json) || json.type === 'error',
  isEnd: ({ type }) => type === 'message_stop',
  endMarker: undefined,
}

/** OpenAI's Embeddings: never streamed. */
export const EMBEDDINGS: Wire = { ...CHAT, path: '/embeddings', isAnswer: ({ data }) => Array.isArray(data) }

/** Anthropic's count of a prompt's tokens: never streamed. */
export const COUNT_TOKENS: Wire = {
  ...MESSAGES,
  path: '/v1/messages/count_tokens',
  isAnswer: ({ input_tokens }) => typeof input_tokens === 'number',
}

/** A JSON object that is an answer, or the vendor's error (it has `error`). Throws otherwise. */
export function parseObject(text: string, wire: Wire): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (isObject(value) && (wire.isRefusal(value) || wire.isAnswer(value))) return value
  throw new TypeError('neither an answer nor an error')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
