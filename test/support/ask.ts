import type { TestBoundary } from './boundary.ts'

/** A request as a client without a library sends it. */
export interface Asked {
  readonly body?: unknown
  /** Sent instead of `body`, as it stands. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string
  readonly signal?: AbortSignal
  /** Chat Completions when absent. */
  readonly path?: string
}

/** Everything the client was given. */
export interface Answered {
  readonly status: number
  readonly request: string
  /** Of a refusal. */
  readonly code: string | undefined
  readonly text: string
  /** Headers and body, to search in. */
  readonly everything: string
}

/** Asks for the demo's patient through the application door, and reads the answer to its end. */
export async function ask(
  boundary: TestBoundary,
  { path = '/v1/chat/completions', ...asked }: Asked,
): Promise<Answered> {
  const { body, raw, headers = {}, key, signal } = asked
  const response = await fetch(`${boundary.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key ?? boundary.key}`,
      'content-type': 'application/json',
      'x-cordon-patient': boundary.world.patient,
      ...headers,
    },
    body: raw ?? JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })
  const text = await response.text()
  const told = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  return {
    status: response.status,
    request: response.headers.get('x-request-id') ?? '',
    code: codeOf(text),
    text,
    everything: `${told}\n\n${text}`,
  }
}

/** The code of a refusal, whether it is the whole body or the last event of a stream. */
function codeOf(text: string): string | undefined {
  const json = text.startsWith('{')
    ? text
    : text
        .split('\n')
        .findLast((line) => line.startsWith('data: {'))
        ?.slice(6)
  return json === undefined ? undefined : (JSON.parse(json) as { error?: { code?: string } }).error?.code
}

/** The answer's text, whole or put together from a stream. */
export function contentOf(text: string): string {
  if (text.startsWith('{')) return choicesOf(text)[0]?.message?.content ?? ''
  return eventsOf(text)
    .map((event) => choicesOf(event)[0]?.delta?.content ?? '')
    .join('')
}

/** The arguments of the answer's first tool call, whole or put together from a stream. */
export function argumentsOf(text: string): string {
  if (text.startsWith('{')) return choicesOf(text)[0]?.message?.tool_calls?.[0]?.function?.arguments ?? ''
  return eventsOf(text)
    .map((event) => choicesOf(event)[0]?.delta?.tool_calls?.[0]?.function?.arguments ?? '')
    .join('')
}

interface Said {
  readonly content?: string | null
  readonly tool_calls?: readonly { readonly function?: { readonly arguments?: string } }[]
}

function choicesOf(json: string): readonly { readonly message?: Said; readonly delta?: Said }[] {
  return (JSON.parse(json) as { choices?: { message?: Said; delta?: Said }[] }).choices ?? []
}

function eventsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('data: {') ? [line.slice(6)] : []))
}
