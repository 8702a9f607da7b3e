import { describe, expect, it } from 'vitest'
import { isOfPrompt, isWhole } from './may-keep.ts'

const choice = (message: object, finish_reason: string | null = 'stop') => [
  { choices: [{ index: 0, message, finish_reason }] },
]
const chunk = (delta: object, finish_reason: string | null = null, index = 0) => ({
  choices: [{ index, delta, finish_reason }],
})
const said = { role: 'assistant', content: 'Fine.', refusal: null }
const CALL = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }]
const usage = { choices: [], usage: { prompt_tokens: 1 } }

const message = (more: object = {}) => [
  { type: 'message', content: [{ type: 'text', text: 'Fine.' }], stop_reason: 'end_turn', ...more },
]
const block = (type: string) => ({ type: 'content_block_start', index: 0, content_block: { type } })
const ending = (stop_reason: string) => ({ type: 'message_delta', delta: { stop_reason } })
const START = { type: 'message_start', message: {} }
const STOP = { type: 'message_stop' }

const item = (type: string, content: object[] = [{ type: 'output_text', text: 'Fine.' }]) => ({ type, content })
const response = (output: object[], status = 'completed') => ({ status, output })

describe('an answer', () => {
  it.each([
    ['chat', 'that stopped by itself', choice(said), true],
    ['chat', 'cut at its length', choice(said, 'length'), false],
    ['chat', 'filtered', choice(said, 'content_filter'), false],
    ['chat', 'without an end', choice(said, null), false],
    ['chat', 'that refuses', choice({ ...said, refusal: 'No.' }), false],
    ['chat', 'that calls a tool', choice({ ...said, tool_calls: CALL }), false],
    ['chat', 'that calls as it was done before', choice({ ...said, function_call: {} }), false],
    ['chat', 'that is none', [{ error: { message: 'no' } }], false],
    ['chat', 'of nothing', [{ choices: [] }], false],
    ['chat', 'in chunks', [chunk({ content: 'F' }), chunk({ content: 'ine' }), chunk({}, 'stop'), usage], true],
    ['chat', 'in chunks without an end', [chunk({ content: 'F' }), chunk({ content: 'ine' })], false],
    ['chat', 'in chunks that call', [chunk({ tool_calls: CALL }), chunk({}, 'stop')], false],
    ['chat', 'of which one choice was cut', [chunk({}, 'stop'), chunk({}, 'length', 1)], false],
    ['messages', 'that ended its turn', message(), true],
    ['messages', 'that met a stop sequence', message({ stop_reason: 'stop_sequence' }), true],
    ['messages', 'cut at its length', message({ stop_reason: 'max_tokens' }), false],
    ['messages', 'that refuses', message({ stop_reason: 'refusal' }), false],
    ['messages', 'that calls a tool', message({ content: [{ type: 'tool_use' }] }), false],
    ['messages', 'with signed thinking', message({ content: [{ type: 'thinking' }] }), false],
    ['messages', 'in events', [START, block('text'), ending('end_turn'), STOP], true],
    ['messages', 'in events without an end', [START, block('text'), ending('end_turn')], false],
    ['messages', 'in events, cut', [START, block('text'), ending('max_tokens'), STOP], false],
    ['messages', 'in events that call', [START, block('tool_use'), ending('end_turn'), STOP], false],
    ['messages', 'in events with thinking', [START, block('thinking'), ending('end_turn'), STOP], false],
    ['responses', 'that is completed', [response([item('message')])], true],
    ['responses', 'after plain reasoning', [response([item('reasoning', []), item('message')])], true],
    ['responses', 'that is not', [response([item('message')], 'incomplete')], false],
    ['responses', 'that calls', [response([item('function_call')])], false],
    ['responses', 'that refuses', [response([item('message', [{ type: 'refusal' }])])], false],
    ['responses', 'of nothing', [response([])], false],
    [
      'responses',
      'in events',
      [{ type: 'x' }, { type: 'response.completed', response: response([item('message')]) }],
      true,
    ],
    ['responses', 'in events, cut', [{ type: 'x' }, { type: 'response.incomplete', response: response([]) }], false],
    ['embeddings', 'of vectors', [{ data: [] }], true],
    ['count-tokens', 'that counts', [{ input_tokens: 1 }], false],
  ] as const)('%s %s: %#', (shape, _, events, kept) => {
    expect(isWhole(shape, events)).toBe(kept)
  })
})

describe('what was put back', () => {
  const inPrompt = (code: string) => code === '[NAME-7Q2K4H]'
  const turn = (text: string, code?: string) => ({ text, spans: code === undefined ? [] : [[0, 3, code] as const] })
  it.each([
    ['came out of the prompt', { turns: [turn('Ada is well.', '[NAME-7Q2K4H]')], opaque: [] }, true],
    ['is nothing', { turns: [turn('Fine.')], opaque: [] }, true],
    ['came from elsewhere in the conversation', { turns: [turn('Eve is well.', '[NAME-AAAAA1]')], opaque: [] }, false],
    ['left a code over', { turns: [turn('Ask [NAME-AAAAA1].')], opaque: [] }, false],
    ['has something for the vendor alone', { turns: [turn('Fine.')], opaque: ['c2ln'] }, false],
  ] as const)('%s', (_, answer, kept) => {
    expect(isOfPrompt(answer, inPrompt)).toBe(kept)
  })
})
