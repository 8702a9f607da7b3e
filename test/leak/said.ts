import type { Dialect } from './places.ts'

/** What a client reads in a streamed answer: the deltas of text, put together. */
export function textIn(dialect: Dialect, stream: string): string {
  return eventsOf(stream).map(TEXT[dialect]).join('')
}

/** The arguments of the answer's first tool call as JSON text, whole or put together from a stream. */
export function argumentsIn(dialect: Dialect, answer: string): string {
  if (answer.startsWith('{')) return WHOLE_ARGUMENTS[dialect](JSON.parse(answer) as Json)
  return eventsOf(answer).map(ARGUMENTS[dialect]).join('')
}

/** An answer of a vendor, of which only what a client reads is named. */
interface Json {
  readonly type?: string
  readonly delta?: string | { readonly text?: string; readonly partial_json?: string }
  readonly choices?: readonly { readonly delta?: Said; readonly message?: Said }[]
  readonly output?: readonly { readonly arguments?: string }[]
  readonly content?: readonly { readonly input?: unknown }[]
}
interface Said {
  readonly content?: string | null
  readonly tool_calls?: readonly { readonly function?: { readonly arguments?: string } }[]
}

const nothing = () => ''
const inDelta = ({ delta }: Json) => (typeof delta === 'object' ? delta : {})
const ofType = (type: string) => (event: Json) =>
  event.type === type && typeof event.delta === 'string' ? event.delta : ''

const TEXT: Record<Dialect, (event: Json) => string> = {
  chat: ({ choices }) => choices?.[0]?.delta?.content ?? '',
  responses: ofType('response.output_text.delta'),
  messages: (event) => inDelta(event).text ?? '',
  'count-tokens': nothing,
  embeddings: nothing,
}

const ARGUMENTS: Record<Dialect, (event: Json) => string> = {
  chat: ({ choices }) => choices?.[0]?.delta?.tool_calls?.[0]?.function?.arguments ?? '',
  responses: ofType('response.function_call_arguments.delta'),
  messages: (event) => inDelta(event).partial_json ?? '',
  'count-tokens': nothing,
  embeddings: nothing,
}

const WHOLE_ARGUMENTS: Record<Dialect, (answer: Json) => string> = {
  chat: ({ choices }) => choices?.[0]?.message?.tool_calls?.[0]?.function?.arguments ?? '',
  responses: ({ output }) => output?.[0]?.arguments ?? '',
  messages: ({ content }) => JSON.stringify(content?.[0]?.input),
  'count-tokens': nothing,
  embeddings: nothing,
}

function eventsOf(stream: string): Json[] {
  return stream.split('\n').flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6)) as Json] : []))
}
