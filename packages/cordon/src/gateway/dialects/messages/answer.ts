import { CordonError, MessagesAnswer, MessagesEvent } from '@cordon/contract'
import { RESTORED_CHARS_MAX, type Restorer, restoreJsonText, restoreText } from '@cordon/deid'
import { createArguments, restoreArguments } from '../../answers/arguments.ts'
import { createProse, restoreProse } from '../../answers/prose.ts'
import { lookAt, whole } from '../../answers/scan.ts'
import type { RestoredAnswer, RestoredTurn, Restoring, StreamRestorer } from '../dialect.ts'

type Block = MessagesAnswer['content'][number]
type Usage = MessagesAnswer['usage']

/** Restores a whole answer. What the table does not declare is dropped, not passed through. */
export function restoreWhole(json: Record<string, unknown>, restoring: Restoring): RestoredAnswer {
  const answer = parsed(MessagesAnswer.safeParse(json))
  const kept = nothingYet()
  answer.content = answer.content.map((block) => restoreBlock(block, restoring, kept))
  answer.stop_sequence = restoreStop(answer.stop_sequence, restoring)
  return { json: answer, ...kept, ...tokensOf(answer.usage) }
}

/** Thinking is signed: it reaches the client as the vendor wrote it, codes and all, so that it can be sent back. */
function restoreBlock(block: Block, restoring: Restoring, kept: Kept): Block {
  switch (block.type) {
    case 'text': {
      const restored = restoreProse(block.text, restoring)
      kept.turns.push(restored)
      return { ...block, text: restored.text }
    }
    case 'tool_use':
      lookAt(block.name, restoring)
      return { ...block, input: restoreInput(block.input, restoring, kept, restoring.toolInside(block.name)) }
    case 'thinking':
      whole(restoring.scan.asIs(), block.thinking)
      kept.turns.push(asIs(block.thinking))
      kept.opaque.push(block.signature)
      return block
    case 'redacted_thinking':
      kept.opaque.push(block.data)
      return block
  }
}

/** Remembered as the JSON text that it will be again when the client sends it back. */
function restoreInput(
  input: Record<string, unknown>,
  restoring: Restoring,
  { turns }: Kept,
  isInside: boolean,
): Record<string, unknown> {
  const restored = restoreArguments(JSON.stringify(input), restoring, isInside)
  if (restored === undefined) return input
  turns.push(restored)
  return JSON.parse(restored.text) as Record<string, unknown>
}

/** What of an answer is remembered. */
interface Kept {
  readonly turns: RestoredTurn[]
  readonly opaque: string[]
}

const nothingYet = (): Kept => ({ turns: [], opaque: [] })

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
  const kept = nothingYet()
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
          open.set(event.index, openBlock(event.content_block, restoring, kept))
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
      return { events, answer: { ...kept, ...tokensOf(usage) } }
    },
  }
}

function openBlock(block: Block, restoring: Restoring, kept: Kept): OpenBlock {
  lookAtBeginning(block, restoring)
  switch (block.type) {
    case 'text':
      return textBlock(createProse(restoring), kept)
    case 'tool_use':
      return inputBlock(restoring, kept, restoring.toolInside(block.name))
    case 'thinking':
      return thinkingBlock(block, restoring, kept)
    case 'redacted_thinking':
      kept.opaque.push(block.data)
      return untouched
  }
}

/** A block begins empty; what one begins with all the same goes out as it is. */
function lookAtBeginning(block: Block, restoring: Restoring): void {
  const { scan } = restoring
  if (block.type === 'tool_use') lookAt(block.name, restoring)
  if (block.type === 'text' && block.text !== '') whole(scan.asIs(), block.text)
  if (block.type === 'thinking' && block.thinking !== '') whole(scan.asIs(), block.thinking)
  if (block.type === 'tool_use' && Object.keys(block.input).length > 0) whole(scan.json(), JSON.stringify(block.input))
}

const untouched: OpenBlock = { push: (delta) => delta, stop: () => undefined }

function textBlock(restorer: Restorer, { turns }: Kept): OpenBlock {
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

function inputBlock(restoring: Restoring, kept: Kept, isInside: boolean): OpenBlock {
  const restorer = createArguments(restoring, isInside)
  let written = ''
  return {
    push(delta) {
      if (delta.type !== 'input_json_delta') return delta
      if (isInside && written.length < RESTORED_CHARS_MAX) written += delta.partial_json
      return { ...delta, partial_json: restorer.push(delta.partial_json) }
    },
    stop() {
      const rest = restorer.end()
      const input = isInside ? objectIn(written) : undefined
      if (input !== undefined) kept.turns.push(restoreJsonText(JSON.stringify(input), restoring.book))
      return rest === '' ? undefined : { type: 'input_json_delta', partial_json: rest }
    },
  }
}

function thinkingBlock(begun: Extract<Block, { type: 'thinking' }>, { scan }: Restoring, kept: Kept): OpenBlock {
  const filter = scan.asIs()
  let { thinking, signature } = begun
  return {
    push(delta) {
      if (delta.type === 'thinking_delta') thinking += delta.thinking
      if (delta.type === 'signature_delta') signature += delta.signature
      if (thinking.length + signature.length > RESTORED_CHARS_MAX) throw new CordonError('upstream_too_large')
      return delta.type === 'thinking_delta' ? { ...delta, thinking: filter.push(delta.thinking) } : delta
    },
    stop() {
      kept.turns.push(asIs(thinking))
      kept.opaque.push(signature)
      const rest = filter.end()
      return rest === '' ? undefined : { type: 'thinking_delta', thinking: rest }
    },
  }
}

/** The client's own stop sequence, as it was cleaned on its way out. */
function restoreStop(sequence: string | null | undefined, restoring: Restoring): string | null {
  if (typeof sequence !== 'string') return null
  lookAt(sequence, restoring)
  return restoreText(sequence, restoring.book).text
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
