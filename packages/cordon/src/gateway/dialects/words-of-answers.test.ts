import { randomBytes } from 'node:crypto'
import { createCodeBook } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { createAnswerScan } from '../answers/scan.ts'
import * as chat from './chat/answer.ts'
import type { Restoring } from './dialect.ts'
import * as messages from './messages/answer.ts'
import { restoreItem } from './responses/answer.ts'

const restoring = (): Restoring => ({
  book: createCodeBook({ random: randomBytes }),
  images: 'links',
  scan: createAnswerScan({
    isStranger: (form) => form === 'name ann bell',
    canaries: ['planted-0042'],
    others: 'mark',
    onFound: () => undefined,
  }),
  toolInside: () => true,
  turns: 0,
})

const usage = { input_tokens: 1, output_tokens: 1 }
const block = (name: string) => ({ type: 'tool_use', id: 't', name, input: {} })
const message = (content: object[], stop_sequence: string | null) => ({
  id: 'm',
  type: 'message',
  role: 'assistant',
  model: 'x',
  stop_reason: 'end_turn',
  content,
  stop_sequence,
  usage,
})
const call = (name: string) => ({ id: 'c', type: 'function', function: { name, arguments: '{}' } })
const chunk = (name: string) => ({
  id: 'a',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'x',
  choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { name } }] }, finish_reason: null }],
})

const WAYS: Readonly<Record<string, (word: string) => unknown>> = {
  'Messages, a tool': (word) => messages.restoreWhole(message([block(word)], null), restoring()),
  'Messages, a stop': (word) => messages.restoreWhole(message([], word), restoring()),
  'Messages, a tool in a stream': (word) =>
    messages.restoreStream(restoring()).push({ type: 'content_block_start', index: 0, content_block: block(word) }),
  'Messages, a stop in a stream': (word) =>
    messages
      .restoreStream(restoring())
      .push({ type: 'message_delta', delta: { stop_reason: 'stop_sequence', stop_sequence: word }, usage }),
  'Chat, a tool': (word) =>
    chat.restoreWhole(
      {
        id: 'a',
        object: 'chat.completion',
        created: 1,
        model: 'x',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, tool_calls: [call(word)] },
            finish_reason: 'tool_calls',
          },
        ],
      },
      restoring(),
    ),
  'Chat, a tool in pieces of a stream': (word) => {
    const stream = chat.restoreStream(restoring())
    stream.push(chunk(word.slice(0, 9)))
    stream.push(chunk(word.slice(9)))
  },
  'Responses, a tool': (word) =>
    restoreItem({ type: 'function_call', id: 'f', call_id: 'c', name: word, arguments: '{}' }, restoring(), []),
}

describe.each(Object.entries(WAYS))('%s', (_, restore) => {
  it('that names somebody else or is planted stops the answer', () => {
    for (const word of ['call_Ann_Bell', 'for_planted-0042'])
      expect(() => restore(word)).toThrow(expect.objectContaining({ code: 'answer_withheld' }))
  })

  it('of any other name goes on', () => {
    expect(() => restore('call_Ann_Lund')).not.toThrow()
  })
})
