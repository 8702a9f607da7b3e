import { CordonError, MessagesAnswer, MessagesEvent } from '@cordon/contract'
import { createJsonRestorer, createRestorer, RESTORED_CHARS_MAX, type Restorer, restoreText } from '@cordon/deid'
import type { RestoredAnswer, RestoredTurn, Restoring, StreamRestorer } from '../dialect.ts'

type Block = MessagesAnswer['content'][number]
type Usage = MessagesAnswer['usage']

/** Restores a whole answer. What the table does not declare is dropped, not passed through. */
export function restoreWhole(json: Record<string, unknown>, restoring: Restoring): RestoredAnswer {
  const answer = parsed(MessagesAnswer.safeParse(json))
  const turns: RestoredTurn[] = []
  answer.content = answer.content.map((block) => restoreBlock(block, restoring, turns))
  answer.stop_sequence = restoreStop(answer.stop_sequence, restoring)
  return { json: answer, turns, ...tokensOf(answer.usage) }
}

/** Thinking is signed: it reaches the client as the vendor wrote it, codes and all, so that it can be sent back. */
function restoreBlock(block: Block, restoring: Restoring, turns: RestoredTurn[]): Block {
  switch (block.type) {
    case 'text': {
      const restored = restoreText(block.text, restoring.book)
      turns.push(restored)
      return { ...block, text: restored.text }
    }
    case 'tool_use':
      return restoring.toolInside(block.name) ? { ...block, input: restoreInput(block.input, restoring, turns) } : block
    case 'thinking':
      turns.push(asIs(block.thinking), asIs(block.signature))
      return block
    case 'redacted_thinking':
      turns.push(asIs(block.data))
      return block
  }
}

/** Each string of a tool's input is a text of its own, as it will be when the client sends it back. */
function restoreInput(
  input: Record<string, unknown>,
  { book }: Restoring,
  turns: RestoredTurn[],
): Record<string, unknown> {
  const restore = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const restored = restoreText(value, book)
      turns.push(restored)
      return restored.text
    }
    if (Array.isArray(value)) return value.map(restore)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, restore(one)]))
  }
  return restore(input) as Record<string, unknown>
}

/** One block of a stream: what it holds back, and what is remembered of it when it stops. */
interface OpenBlock {
  push(delta: Delta): Delta
  /** What was held back, as one more delta. */
  stop(): Delta | undefined
}
type Delta = Extract<MessagesEvent, { type: 'content_block_delta' }>['delta']

/** Restores a stream: one event out for each event in, and at the end of a block what was held back of it. */
export function restoreStream(restoring: Restoring): StreamRestorer {
  const open = new Map<number, OpenBlock>()
  const turns: RestoredTurn[] = []
  let usage: Usage = {}
  let last: MessagesEvent[] = []

  const stop = (index: number): MessagesEvent[] => {
    const delta = open.get(index)?.stop()
    open.delete(index)
    return delta === undefined ? [] : [{ type: 'content_block_delta', index, delta }]
  }

  return {
    push(given) {
      const event = parsed(MessagesEvent.safeParse(given))
      switch (event.type) {
        case 'message_start':
          usage = event.message.usage
          break
        case 'content_block_start':
          open.set(event.index, openBlock(event.content_block, restoring, turns))
          break
        case 'content_block_delta': {
          const block = open.get(event.index)
          if (block === undefined) throw new CordonError('upstream_invalid', { at: 'stream (no such block)' })
          event.delta = block.push(event.delta)
          break
        }
        case 'content_block_stop':
          return [...stop(event.index), event]
        case 'message_delta':
          usage = { ...usage, ...event.usage }
          event.delta.stop_sequence = restoreStop(event.delta.stop_sequence, restoring)
          break
        case 'message_stop':
          // Held until the outcome is durable: it is what tells a client that the answer is whole.
          last = [event]
          return []
        case 'ping':
          break
      }
      return [event]
    },
    end() {
      const events = [...[...open.keys()].flatMap(stop), ...last]
      return { events, answer: { turns, ...tokensOf(usage) } }
    },
  }
}

function openBlock(block: Block, restoring: Restoring, turns: RestoredTurn[]): OpenBlock {
  switch (block.type) {
    case 'text':
      return textBlock(createRestorer(restoring), turns)
    case 'tool_use':
      return restoring.toolInside(block.name) ? inputBlock(restoring, turns) : untouched
    case 'thinking':
      return thinkingBlock(block, turns)
    case 'redacted_thinking':
      turns.push(asIs(block.data))
      return untouched
  }
}

const untouched: OpenBlock = { push: (delta) => delta, stop: () => undefined }

function textBlock(restorer: Restorer, turns: RestoredTurn[]): OpenBlock {
  return {
    push: (delta) => (delta.type === 'text_delta' ? { ...delta, text: restorer.push(delta.text) } : delta),
    stop() {
      const rest = restorer.end()
      const restored = restorer.restored()
      if (restored !== undefined) turns.push(restored)
      return rest === '' ? undefined : { type: 'text_delta', text: rest }
    },
  }
}

function inputBlock(restoring: Restoring, turns: RestoredTurn[]): OpenBlock {
  const restorer = createJsonRestorer(restoring)
  let written = ''
  return {
    push(delta) {
      if (delta.type !== 'input_json_delta') return delta
      if (written.length < RESTORED_CHARS_MAX) written += delta.partial_json
      return { ...delta, partial_json: restorer.push(delta.partial_json) }
    },
    stop() {
      const rest = restorer.end()
      const input = objectIn(written)
      if (input !== undefined) restoreInput(input, restoring, turns)
      return rest === '' ? undefined : { type: 'input_json_delta', partial_json: rest }
    },
  }
}

function thinkingBlock(begun: Extract<Block, { type: 'thinking' }>, turns: RestoredTurn[]): OpenBlock {
  let { thinking, signature } = begun
  return {
    push(delta) {
      if (delta.type === 'thinking_delta') thinking += delta.thinking
      if (delta.type === 'signature_delta') signature += delta.signature
      if (thinking.length + signature.length > RESTORED_CHARS_MAX) throw new CordonError('upstream_too_large')
      return delta
    },
    stop() {
      turns.push(asIs(thinking), asIs(signature))
      return undefined
    },
  }
}

/** The client's own stop sequence, as it was cleaned on its way out. */
function restoreStop(sequence: string | null | undefined, { book }: Restoring): string | null {
  return typeof sequence === 'string' ? restoreText(sequence, book).text : null
}

/** Remembered as it is: it may come back in these bytes and in no others. */
function asIs(text: string): RestoredTurn {
  return { text, spans: [] }
}

function objectIn(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    // A tool's input that is no JSON reaches the client as it came, and is remembered as nothing.
    return undefined
  }
}

function tokensOf({ input_tokens, output_tokens }: Usage) {
  return { tokensIn: input_tokens ?? undefined, tokensOut: output_tokens ?? undefined }
}

function parsed<T>(result: { success: true; data: T } | { success: false }): T {
  if (!result.success) throw new CordonError('upstream_invalid')
  return result.data
}
