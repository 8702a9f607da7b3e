import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { type Json, type KeepingUpstream, startKeepingUpstream } from './keeping.ts'

/** What a vendor of one endpoint would rightly say: a whole answer, and the first event of a streamed one. */
interface Right {
  readonly whole: string
  readonly first: string
}

const chatEvent = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
const response = { id: 'resp', object: 'response', created_at: 1, model: 'm', output: [] }
const message = { id: 'msg', type: 'message', role: 'assistant', model: 'm', content: [], usage: {} }
const named = (event: { type: string }) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

const RIGHT: Readonly<Record<string, Right>> = {
  '/v1/chat/completions': {
    whole: JSON.stringify({ ...chatEvent, object: 'chat.completion', choices: [] }),
    first: `data: ${JSON.stringify({ ...chatEvent, choices: [{ index: 0, delta: { content: 'The ' } }] })}\n\n`,
  },
  '/v1/responses': {
    whole: JSON.stringify({ ...response, status: 'completed' }),
    first: named({ type: 'response.created', response: { ...response, status: 'in_progress' } } as never),
  },
  '/v1/messages': { whole: JSON.stringify(message), first: named({ type: 'message_start', message } as never) },
  '/v1/messages/count_tokens': { whole: '{"input_tokens":1}', first: '' },
  '/v1/embeddings': {
    whole: JSON.stringify({ object: 'list', model: 'm', data: [{ object: 'embedding', index: 0, embedding: [1] }] }),
    first: '',
  },
}

interface Turn extends Right {
  readonly response: ServerResponse
  readonly stream: boolean
  /** The prompt, as a vendor might quote it. */
  readonly quoted: string
}

const JSON_TYPE = 'application/json'
const begin = ({ response: of, stream }: Turn) =>
  of.writeHead(200, { 'content-type': stream ? 'text/event-stream' : JSON_TYPE })
const say = (turn: Turn, whole: string | Buffer, event: string | Buffer) => {
  begin(turn).write(turn.stream ? turn.first : '')
  turn.response.end(turn.stream ? event : whole)
}
const BOMB = gzipSync(Buffer.alloc(50_000_000, 0x20))

/** Every way of going wrong, by the model's name: each at its endpoint, in its shape up to where it goes wrong. */
export const BROKEN: Readonly<Record<string, (turn: Turn) => void>> = {
  'error-status': ({ response: of, quoted }) =>
    void of
      .writeHead(400, { 'content-type': JSON_TYPE })
      .end(JSON.stringify({ type: 'error', error: { message: quoted } })),
  'error-in-200': (turn) => {
    const error = JSON.stringify({ type: 'error', error: { type: 'api_error', message: turn.quoted } })
    say(turn, error, `event: error\ndata: ${error}\n\n`)
  },
  'gzip-bomb': ({ response: of, stream }) =>
    void of
      .writeHead(200, { 'content-type': stream ? 'text/event-stream' : JSON_TYPE, 'content-encoding': 'gzip' })
      .end(BOMB),
  redirect: ({ response: of }) => void of.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
  'other-type': ({ response: of, whole }) => void of.writeHead(200, { 'content-type': 'text/html' }).end(whole),
  swapped: (turn) => {
    const type = turn.stream ? JSON_TYPE : 'text/event-stream'
    turn.response.writeHead(200, { 'content-type': type }).end(turn.stream ? turn.whole : turn.first)
  },
  'no-json': (turn) =>
    say(turn, `{not json: ${turn.quoted}`, `data: {not json: ${turn.quoted.replaceAll('\n', ' ')}\n\n`),
  'other-json': (turn) => say(turn, '{"hello":1}', 'data: {"hello":1}\n\n'),
  'no-utf8': (turn) => say(turn, Buffer.from([0x7b, 0xff, 0xfe]), Buffer.from([0x64, 0xff, 0xfe, 0x0a])),
  'event-without-end': (turn) => say(turn, turn.whole.slice(0, -4), `data: ${'x'.repeat(1_200_000)}`),
  cut: (turn) => say(turn, turn.whole.slice(0, -1), ''),
  reset: (turn) => {
    begin(turn).write(turn.stream ? turn.first : turn.whole.slice(0, 5), () => turn.response.socket?.resetAndDestroy())
  },
  flood: (turn) => {
    begin(turn).write(turn.stream ? turn.first : '{')
    const more = (): void => {
      while (!turn.response.destroyed)
        if (!turn.response.write(turn.stream ? ': comment\n'.repeat(4_096) : ' '.repeat(65_536)))
          return void turn.response.once('drain', more)
    }
    more()
  },
  silent: (turn) => void begin(turn).write(turn.stream ? turn.first : '{'),
}

/** A vendor of both kinds that goes wrong as the model's name says, quoting the prompt where it can; any other model is right. */
export const startBroken = (): Promise<KeepingUpstream> =>
  startKeepingUpstream((body: Json, response, path) => {
    const right = RIGHT[path] ?? { whole: '', first: '' }
    const turn = { ...right, response, stream: body.stream === true, quoted: JSON.stringify(body) }
    const wrong = BROKEN[String(body.model)]
    if (wrong !== undefined) wrong(turn)
    else response.writeHead(200, { 'content-type': JSON_TYPE }).end(turn.whole)
  })
