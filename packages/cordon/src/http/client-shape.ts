import type { Frame } from '../gateway/ask.ts'
import { anthropicError, openAiError, type Refused } from './errors.ts'

type Event = Extract<Frame, { kind: 'event' }>

/** What a client of one API expects of an answer's frame: how an error reads, how an event is written, what ends a stream. */
export interface ClientShape {
  error(refused: Refused, request: string): object
  /** What a refusal's headers say besides. */
  refusalHeaders?(code: Refused['code']): Readonly<Record<string, string>>
  /** Besides `x-request-id`. */
  readonly requestHeader: string | undefined
  /** One server-sent event. */
  event(json: string, name: string | undefined): string
  /** An error inside a stream. */
  errorEvent(json: string): string
  /** Whether this event tells the client that the answer is whole: it is held until the outcome entry is durable. */
  isLast(event: Event): boolean
  /** Written after the last event. */
  readonly end: string
}

/** OpenAI's clients: `data:` lines and an end marker. */
export const OPENAI_CLIENT: ClientShape = {
  error: openAiError,
  requestHeader: undefined,
  event: (json) => `data: ${json}\n\n`,
  errorEvent: (json) => `data: ${json}\n\n`,
  isLast: () => false,
  end: 'data: [DONE]\n\n',
}

/** Clients of Responses: named events, and a last one that holds the whole answer. */
export const RESPONSES_CLIENT: ClientShape = {
  error: openAiError,
  requestHeader: undefined,
  event: (json, name) => `event: ${name}\ndata: ${json}\n\n`,
  errorEvent: (json) => `event: error\ndata: ${json}\n\n`,
  isLast: ({ name }) => name === 'response.completed' || name === 'response.incomplete',
  end: '',
}

/** Anthropic's clients: each event has its name, and the last one is an event itself. */
export const ANTHROPIC_CLIENT: ClientShape = {
  error: anthropicError,
  requestHeader: 'request-id',
  event: (json, name) => `event: ${name}\ndata: ${json}\n\n`,
  errorEvent: (json) => `event: error\ndata: ${json}\n\n`,
  isLast: ({ name }) => name === 'message_stop',
  end: '',
}
