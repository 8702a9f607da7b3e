import { CordonError } from '@cordon/contract'
import { createParser, type ParseError } from 'eventsource-parser'
import type { EgressAnswer } from '../../kernel/egress.ts'
import type { Reply } from '../provider.ts'
import { requireType } from './errors.ts'
import { parseObject, type Wire } from './wire.ts'

/** Longest server-sent event, in characters. */
const EVENT_CHARACTERS_MAX = 1_048_576

/** A streamed answer. A stream that ends without the wire's end marker throws `upstream_invalid`. */
export function streamOf(answer: EgressAnswer, wire: Wire): Reply {
  requireType(answer, 'text/event-stream')
  return { kind: 'stream', events: readEvents(answer, wire), tls: answer.tls }
}

async function* readEvents(answer: EgressAnswer, wire: Wire): AsyncGenerator<Record<string, unknown>, void> {
  const read = createReader()
  for await (const chunk of answer.body)
    for (const data of read(chunk)) {
      if (data === wire.endMarker) return
      const event = parseEvent(data, wire)
      yield event
      if (wire.isEnd(event)) return
    }
  throw new CordonError('upstream_invalid', { at: 'stream (no end marker)' })
}

/** Takes bytes, gives the `data` of each event that they complete. A character cut between two chunks is joined. */
export function createReader(): (chunk: Uint8Array) => string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let complete: string[] = []
  const parser = createParser({
    maxBufferSize: EVENT_CHARACTERS_MAX,
    onEvent: ({ data }) => complete.push(data),
    onError: (error) => {
      throw faultOf(error)
    },
  })
  return (chunk) => {
    complete = []
    parser.feed(decode(decoder, chunk))
    return complete
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: true })
  } catch {
    throw new CordonError('upstream_invalid', { at: 'stream (not UTF-8)' })
  }
}

/** The parser's error quotes the line it could not read, so only its type is looked at. */
function faultOf({ type }: ParseError): CordonError {
  if (type === 'max-buffer-size-exceeded') return new CordonError('upstream_too_large', { at: 'stream (one event)' })
  return new CordonError('upstream_invalid', { at: 'stream (not server-sent events)' })
}

function parseEvent(data: string, wire: Wire): Record<string, unknown> {
  const event = parseOrRefuse(data, wire)
  // Tokens may have passed already, so a refusal inside a stream is a fault and not a reply.
  if (wire.isRefusal(event)) throw new CordonError('upstream_refused', { at: 'stream' })
  return event
}

function parseOrRefuse(data: string, wire: Wire): Record<string, unknown> {
  try {
    return parseObject(data, wire)
  } catch {
    throw new CordonError('upstream_invalid', { at: 'stream (event is not an answer)' })
  }
}
