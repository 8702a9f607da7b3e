import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { ERRORS } from '@cordon/contract'
import type { Frame } from '../gateway/ask.ts'
import type { ClientShape } from './client-shape.ts'
import { isWorthRetrying } from './errors.ts'

type Refusal = Extract<Frame, { kind: 'refusal' }>

/**
 * Writes an answer to its client. A whole answer is held until its outcome entry is durable; a stream's end marker is.
 * Slow readers are waited for, so a stream never piles up in memory.
 */
export async function writeFrames(
  frames: AsyncGenerator<Frame, void>,
  response: ServerResponse,
  request: string,
  shape: ClientShape,
): Promise<void> {
  let headers: Readonly<Record<string, string>> = {}
  let whole: string | undefined
  let refusal: Refusal | undefined
  let last = ''
  for await (const frame of frames) {
    if (response.destroyed) break
    switch (frame.kind) {
      case 'head':
        headers = frame.headers
        if (frame.stream) startEvents(response, { ...headers, ...requestHeaders(shape, request) })
        break
      case 'event':
        if (shape.isLast(frame)) last = shape.event(frame.json, frame.name)
        else await writeEvent(response, shape.event(frame.json, frame.name))
        break
      case 'whole':
        whole = frame.json
        break
      case 'refusal':
        refusal = frame
        break
    }
  }
  if (response.destroyed) return
  if (refusal !== undefined) return writeRefusal(response, refusal, request, shape)
  if (response.headersSent) return void response.end(last + shape.end)
  writeJson(response, 200, whole ?? '', { ...headers, ...requestHeaders(shape, request) })
}

function requestHeaders({ requestHeader }: ClientShape, request: string): Record<string, string> {
  return { 'x-request-id': request, ...(requestHeader === undefined ? {} : { [requestHeader]: request }) }
}

function startEvents(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.flushHeaders()
}

async function writeEvent(response: ServerResponse, event: string): Promise<void> {
  if (response.write(event)) return
  // Either it drains or the client is gone; both end the wait.
  await Promise.race([once(response, 'drain'), once(response, 'close')])
}

/** A refusal before the head is an HTTP error; after it, an error event, and no end marker that would look like success. */
export function writeRefusal(
  response: ServerResponse,
  refusal: Omit<Refusal, 'kind'>,
  request: string,
  shape: ClientShape,
): void {
  const body = JSON.stringify(shape.error(refusal, request))
  if (response.headersSent) return void response.end(shape.errorEvent(body))
  writeJson(response, ERRORS[refusal.code].status, body, {
    ...requestHeaders(shape, request),
    ...shape.refusalHeaders?.(refusal.code),
    'x-cordon-decision': 'deny',
    // The official clients retry by status; only what may pass next time should be tried again.
    ...(refusal.retryAfterS === undefined ? {} : { 'retry-after': String(refusal.retryAfterS) }),
    'x-should-retry': String(isWorthRetrying(refusal.code)),
  })
}

function writeJson(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}
