import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import {
  chunkOf,
  completionOf,
  END,
  eventOf,
  promptText,
  toolCallChunks,
  toolCompletionOf,
} from '../upstream/shapes.ts'

/** What the vendor says: text, or a call of the first tool with these arguments. */
export type Composed = { readonly text: string } | { readonly toolArguments: string }

export interface ComposingUpstream extends AsyncDisposable {
  readonly baseUrl: string
  /** Composes the next answers from the text that was received. */
  compose: (received: string) => Composed
}

/** A vendor whose answers a test composes; it streams them in pieces of as many characters as the model's name ends in. */
export async function startComposingUpstream(): Promise<ComposingUpstream> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await json(request)) as { model: string; stream?: boolean }
    const composed = upstream.compose(promptText(body))
    if (body.stream !== true) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(wholeOf(body, composed)))
      return
    }
    response.setHeader('content-type', 'text/event-stream')
    for (const event of eventsOf(body, composed)) response.write(eventOf(event))
    response.end(END)
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const upstream: ComposingUpstream = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    compose: (received) => ({ text: received }),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
  return upstream
}

type Body = { readonly model: string }

function wholeOf(body: Body, composed: Composed) {
  return 'text' in composed
    ? completionOf(body.model, composed.text)
    : toolCompletionOf(body.model, body, composed.toolArguments)
}

function eventsOf(body: Body, composed: Composed) {
  const characters = Number(/\d+$/.exec(body.model)?.[0] ?? 8)
  if (!('text' in composed)) return toolCallChunks(body.model, body, pieces(composed.toolArguments, characters))
  const deltas = pieces(composed.text, characters).map((content) => chunkOf(body.model, { content }))
  return [chunkOf(body.model, { role: 'assistant', content: '' }), ...deltas, chunkOf(body.model, {}, 'stop')]
}

function pieces(text: string, characters: number): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${characters}}`, 'g')) ?? []
}
