import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SecureVersion } from 'node:tls'
import { BEHAVIOURS, type Behaviour, readBehaviour } from './behaviours.ts'

/**
 * A vendor on loopback that speaks OpenAI's Chat Completions and keeps everything it receives: the wire, as a test sees it.
 * How it answers is chosen by the model's name (the table is in `behaviours.ts`) or, for every request, by `behaviour`.
 *
 * @example
 * await using upstream = await startRecordingUpstream()
 * // send something with model `echo-k3` to `upstream.baseUrl`
 * expect(upstream.text()).not.toContain('Jane')
 */
export async function startRecordingUpstream(options: RecordingOptions = {}): Promise<RecordingUpstream> {
  const log = emptyLog()
  const serve = (request: IncomingMessage, response: ServerResponse) => receive(request, response, log, options)
  const server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve)
  server.on('connection', (socket) => {
    log.connections += 1
    log.open += 1
    socket.once('close', () => (log.open -= 1))
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  const { port } = await listen(server)
  const origin = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  const close = () => stop(server)
  return {
    origin,
    baseUrl: `${origin}/v1`,
    get requests() {
      return log.requests
    },
    get bytesReceived() {
      return log.requests.reduce((sum, { body }) => sum + body.length, 0)
    },
    get connections() {
      return log.connections
    },
    get openConnections() {
      return log.open
    },
    arrival: () => new Promise((resolve) => log.waiting.push(resolve)),
    text: () => log.requests.map(textOf).join('\n'),
    reset() {
      log.requests = []
      log.connections = 0
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

export interface RecordingOptions {
  /** For every request, whatever its model. */
  readonly behaviour?: Behaviour
  readonly tls?: { key: string; cert: string; minVersion?: SecureVersion; maxVersion?: SecureVersion }
}

export interface RecordingUpstream {
  readonly origin: string
  /** What a vendor's registration takes: `origin` and `/v1`. */
  readonly baseUrl: string
  /** Every request since the start or `reset`, also one whose body has not arrived whole. */
  readonly requests: readonly Received[]
  /** Bytes of bodies, partial ones too. */
  readonly bytesReceived: number
  /** Connections accepted since the start or `reset`; one that sent nothing counts. */
  readonly connections: number
  readonly openConnections: number
  /** The next request whose body arrives whole. */
  arrival(): Promise<Received>
  /** Paths, headers and bodies, to search in. */
  text(): string
  reset(): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** What has arrived so far. */
  readonly body: Buffer
  readonly complete: boolean
  /** Resolves when the exchange is over: true when the caller cut it before the answer was whole. */
  readonly over: Promise<boolean>
}

interface Log {
  requests: Received[]
  waiting: ((received: Received) => void)[]
  connections: number
  open: number
}

function emptyLog(): Log {
  return { requests: [], waiting: [], connections: 0, open: 0 }
}

function receive(request: IncomingMessage, response: ServerResponse, log: Log, { behaviour }: RecordingOptions) {
  const { method = '', url = '', headers } = request
  const over = new Promise<boolean>((resolve) => response.once('close', () => resolve(!response.writableFinished)))
  const received = { method, path: url, headers, body: Buffer.alloc(0), complete: false, over }
  log.requests.push(received)
  request.on('error', () => undefined)
  request.on('data', (chunk: Buffer) => {
    received.body = Buffer.concat([received.body, chunk])
  })
  request.on('end', () => {
    received.complete = true
    for (const tell of log.waiting.splice(0)) tell(received)
    answer(received, response, behaviour)
  })
}

function answer(received: Received, response: ServerResponse, forced: Behaviour | undefined): void {
  if (received.method === 'GET') {
    sendModels(response)
    return
  }
  const body = parse(received.body)
  const model = typeof body.model === 'string' ? body.model : ''
  const { kind, pieceCharacters, intervalMs } = readBehaviour(forced ?? model)
  BEHAVIOURS[kind]({
    response,
    body,
    model,
    stream: body.stream === true,
    pieceCharacters,
    intervalMs,
    kindName: forced ?? model,
  })
}

function sendModels(response: ServerResponse): void {
  response
    .setHeader('content-type', 'application/json')
    .end('{"object":"list","data":[{"id":"fixed","object":"model"}]}')
}

function parse(bytes: Buffer): { [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function textOf({ method, path, headers, body }: Received): string {
  return `${method} ${path}\n${JSON.stringify(headers)}\n${body.toString('utf8')}`
}

async function listen(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test upstream has no port')
  return address
}

async function stop(server: Server): Promise<void> {
  const stopped = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await stopped
}
