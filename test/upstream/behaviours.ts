import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { chunkOf, completionOf, END, eventOf, promptText, toolCallChunks, toolCompletionOf } from './shapes.ts'

/**
 * How the test upstream answers, by the model's name. `-k<N>` cuts a stream into pieces of N characters (default 8), `-i<N>`
 * waits N milliseconds between pieces (default 0): `echo-k3-i5`.
 *
 * | name | answer |
 * |---|---|
 * | `fixed` and any other name | one fixed sentence |
 * | `echo` | the text of every message it received |
 * | `tool` | a call of the first tool given, its one argument `query` holding the text it received |
 * | `status-<code>` | that status, with an error body that quotes the prompt |
 * | `error-200` | 200 with an error body that quotes the prompt; streamed: after one piece |
 * | `hang` | nothing, ever |
 * | `silent` | headers and one piece, then nothing |
 * | `drip` | one good piece after another (every 20 ms unless `-i`), without end |
 * | `oversized` | a body without end, as fast as it is read |
 * | `oversized-declared` | a `content-length` of 1 TB |
 * | `oversized-headers` | 64 KB of headers |
 * | `wrong-type` | the right body as `text/html` |
 * | `swapped` | a whole answer to who asked for a stream, and the other way round |
 * | `redirect` | 307 to the same path, marked `?redirected` |
 * | `reset` | one piece, then the connection is reset |
 * | `cut` | every piece, then the end, without the end marker; whole: half of the JSON |
 * | `invalid` | an event (or a body) that is not JSON, quoting the prompt |
 * | `gzip` | a good answer, compressed |
 */
export type Behaviour = string

export type Kind =
  | 'fixed'
  | 'echo'
  | 'tool'
  | 'status'
  | 'error-200'
  | 'hang'
  | 'silent'
  | 'drip'
  | 'oversized'
  | 'oversized-declared'
  | 'oversized-headers'
  | 'wrong-type'
  | 'swapped'
  | 'redirect'
  | 'reset'
  | 'cut'
  | 'invalid'
  | 'gzip'

export interface Turn {
  readonly response: ServerResponse
  readonly body: { readonly [key: string]: unknown }
  readonly model: string
  readonly stream: boolean
  /** The name with its numbers, for example `status-429`. */
  readonly kindName: string
  readonly pieceCharacters: number
  readonly intervalMs: number
}

const FIXED = 'The patient is stable. Continue metoprolol 25 mg twice daily and repeat the panel in one week.'

export function readBehaviour(name: string): { kind: Kind; pieceCharacters: number; intervalMs: number } {
  const base = name.replace(/-[ki]\d+/g, '').replace(/^status-\d+$/, 'status')
  const number = (letter: string, fallback: number) =>
    Number(new RegExp(`-${letter}(\\d+)`).exec(name)?.[1] ?? fallback)
  return { kind: isKind(base) ? base : 'fixed', pieceCharacters: number('k', 8), intervalMs: number('i', 0) }
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(BEHAVIOURS, name)
}

export const BEHAVIOURS: Readonly<Record<Kind, (turn: Turn) => void>> = {
  fixed: (turn) => say(turn, FIXED),
  echo: (turn) => say(turn, promptText(turn.body)),
  tool: callTool,
  status: (turn) => sendError(turn, Number(/\d+$/.exec(turn.kindName)?.[0] ?? 500)),
  'error-200': errorInside,
  hang: () => undefined,
  silent: (turn) => open(turn).write(opening(turn)),
  drip,
  oversized: flood,
  'oversized-declared': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 10 ** 12 }).write('{')
  },
  'oversized-headers': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-flood': 'x'.repeat(65_536) }).end('{}')
  },
  'wrong-type': (turn) => {
    turn.response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify(completionOf(turn.model, FIXED)))
  },
  swapped: (turn) => say({ ...turn, stream: !turn.stream }, FIXED),
  redirect: ({ response }) => {
    response.writeHead(307, { location: `${response.req.url}?redirected` }).end()
  },
  reset: (turn) => {
    open(turn).write(opening(turn), () => setTimeout(() => turn.response.socket?.resetAndDestroy(), 10))
  },
  cut: (turn) => (turn.stream ? pace(turn, textPieces(turn, FIXED), '') : open(turn).end('{"choices":[{"index":0')),
  invalid: (turn) => {
    const broken = `{not json: ${promptText(turn.body)}`
    open(turn).end(turn.stream ? `${opening(turn)}data: ${broken.replaceAll('\n', ' ')}\n\n${END}` : broken)
  },
  gzip: (turn) => {
    const bytes = gzipSync(JSON.stringify(completionOf(turn.model, FIXED)))
    turn.response.writeHead(200, { 'content-type': typeOf(turn), 'content-encoding': 'gzip' }).end(bytes)
  },
}

function say(turn: Turn, text: string): void {
  if (turn.stream) pace(turn, textPieces(turn, text), END)
  else open(turn).end(JSON.stringify(completionOf(turn.model, text)))
}

function callTool(turn: Turn): void {
  const argument = JSON.stringify({ query: promptText(turn.body) })
  if (!turn.stream) open(turn).end(JSON.stringify(toolCompletionOf(turn.model, turn.body, argument)))
  else pace(turn, toolCallChunks(turn.model, turn.body, cut(argument, turn.pieceCharacters)).map(eventOf), END)
}

function errorBody(turn: Turn): string {
  return JSON.stringify({
    error: { message: `Could not read: ${promptText(turn.body)}`, type: 'invalid_request_error', code: null },
  })
}

function sendError(turn: Turn, status: number): void {
  turn.response.writeHead(status, { 'content-type': 'application/json' }).end(errorBody(turn))
}

function errorInside(turn: Turn): void {
  open(turn).end(turn.stream ? `${opening(turn)}data: ${errorBody(turn)}\n\n${END}` : errorBody(turn))
}

function drip(turn: Turn): void {
  open(turn).write(opening(turn))
  const piece = turn.stream ? eventOf(chunkOf(turn.model, { content: 'drip ' })) : ' '
  const timer = setInterval(() => turn.response.write(piece), turn.intervalMs || 20)
  turn.response.once('close', () => clearInterval(timer))
}

function flood(turn: Turn): void {
  open(turn).write(turn.stream ? 'data: {"choices":[' : '{"choices":[')
  const block = ' '.repeat(65_536)
  const more = () => {
    while (!turn.response.destroyed) if (!turn.response.write(block)) return turn.response.once('drain', more)
  }
  more()
}

function open(turn: Turn): ServerResponse {
  return turn.response.headersSent ? turn.response : turn.response.writeHead(200, { 'content-type': typeOf(turn) })
}

function typeOf({ stream }: Turn): string {
  return stream ? 'text/event-stream' : 'application/json'
}

function opening({ stream, model }: Turn): string {
  return stream ? eventOf(chunkOf(model, { role: 'assistant', content: 'The ' })) : '{"id":"chatcmpl-1",'
}

function textPieces({ model, pieceCharacters }: Turn, text: string): string[] {
  const deltas = [{ role: 'assistant', content: '' }, ...cut(text, pieceCharacters).map((content) => ({ content }))]
  return [...deltas.map((delta) => chunkOf(model, delta)), chunkOf(model, {}, 'stop')].map(eventOf)
}

function cut(text: string, characters: number): string[] {
  const all = Array.from(text)
  return Array.from({ length: Math.ceil(all.length / characters) }, (_, i) =>
    all.slice(i * characters, (i + 1) * characters).join(''),
  )
}

/** Writes one frame after another, each in its own write. */
function pace(turn: Turn, frames: readonly string[], tail: string): void {
  const response = open(turn)
  const step = (i: number) => {
    const frame = frames[i]
    if (response.destroyed) return
    if (frame === undefined) return void response.end(tail)
    response.write(frame)
    if (turn.intervalMs > 0) setTimeout(step, turn.intervalMs, i + 1)
    else setImmediate(step, i + 1)
  }
  step(0)
}
