/** Every place of a request that can hold text, in each dialect: what the path × guard matrix is made of. */

export type Dialect = 'chat' | 'responses' | 'messages' | 'count-tokens' | 'embeddings'

/** Where text comes in, as the matrix names it. */
export type Guard = 'request' | 'tool arguments' | 'tool results' | 'metadata' | 'embeddings'

export interface Place {
  readonly dialect: Dialect
  readonly guard: Guard
  readonly place: string
  /** A body, without its model, that says the sentence there and nowhere else. */
  readonly body: (said: string) => Record<string, unknown>
  /** `echoed`: the vendor reads it and says it back. `forwarded`: it goes there. `kept`: it stays inside. */
  readonly goes: 'echoed' | 'forwarded' | 'kept'
}

export const PATHS: Readonly<Record<Dialect, string>> = {
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
  messages: '/v1/messages',
  'count-tokens': '/v1/messages/count_tokens',
  embeddings: '/v1/embeddings',
}

/** A body that says the sentence in the newest turn. */
export const QUESTIONS: Readonly<Record<Dialect, (said: string) => Record<string, unknown>>> = {
  chat: (said) => ({ messages: [{ role: 'user', content: said }] }),
  responses: (said) => ({ input: said }),
  messages: (said) => ({ max_tokens: 64, messages: [{ role: 'user', content: said }] }),
  'count-tokens': (said) => ({ messages: [{ role: 'user', content: said }] }),
  embeddings: (said) => ({ input: said }),
}

type Said = (said: string) => unknown
type Row = readonly [guard: Guard, place: string, goes: Place['goes'], of: Said]

const plain = { role: 'user', content: 'Go on.' }
/** Text parts of one type; the second says it. */
const parts = (type: string) => (text: string) => [
  { type, text: 'First.' },
  { type, text },
]
const schemaOf = (said: string) => ({
  type: 'object',
  properties: { query: { type: 'string', description: said } },
})
/** An id that an application made of a record number. */
const idOf = (said: string) => `ssn-${/[\d-]{11}/.exec(said)?.[0] ?? 'none'}`
const asJson = (said: string) => JSON.stringify({ rows: [{ note: said }] })

// Chat Completions

const called = (json: string) => ({
  role: 'assistant',
  tool_calls: [{ id: 'c1', type: 'function', function: { name: 'lookup', arguments: json } }],
})
const answered = (content: unknown, more: object = {}) => [
  called('{}'),
  { role: 'tool', tool_call_id: 'c1', content, ...more },
]
const chatTool = (more: object) => ({ tools: [{ type: 'function', function: { name: 'lookup', ...more } }] })
const text = parts('text')

/** Messages that stand before a plain last turn. */
const CHAT_TURNS: readonly Row[] = [
  ['request', 'system', 'echoed', (said) => [{ role: 'system', content: said }]],
  ['request', 'system, in parts', 'echoed', (said) => [{ role: 'system', content: text(said) }]],
  ['metadata', 'system, name', 'kept', (said) => [{ role: 'system', name: said, content: 'Be brief.' }]],
  ['request', 'developer', 'echoed', (said) => [{ role: 'developer', content: said }]],
  [
    'request',
    'first user turn',
    'echoed',
    (said) => [
      { role: 'user', content: said },
      { role: 'assistant', content: 'I see.' },
    ],
  ],
  ['request', 'last user turn', 'echoed', (said) => [{ role: 'user', content: said }]],
  ['request', 'user, in parts', 'echoed', (said) => [{ role: 'user', content: text(said) }]],
  ['metadata', 'user, name', 'kept', (said) => [{ role: 'user', name: said, content: 'Hello.' }]],
  ['request', 'assistant', 'echoed', (said) => [{ role: 'assistant', content: said }]],
  ['request', 'assistant, in parts', 'echoed', (said) => [{ role: 'assistant', content: text(said) }]],
  ['request', 'assistant, refusal', 'forwarded', (said) => [{ role: 'assistant', refusal: said }]],
  [
    'request',
    'assistant, refusal part',
    'forwarded',
    (said) => [{ role: 'assistant', content: [{ type: 'refusal', refusal: said }] }],
  ],
  [
    'request',
    'assistant, reasoning',
    'forwarded',
    (said) => [{ role: 'assistant', content: 'Yes.', reasoning_content: said }],
  ],
  ['tool arguments', 'one argument', 'echoed', (query) => [called(JSON.stringify({ query }))]],
  ['tool arguments', 'deep argument', 'echoed', (said) => [called(JSON.stringify({ list: [{ of: [said] }] }))]],
  ['tool arguments', 'broken JSON', 'echoed', (said) => [called(`{"q": "${said} `)]],
  ['tool results', 'text', 'echoed', (said) => answered(said)],
  ['tool results', 'JSON', 'echoed', (said) => answered(asJson(said))],
  ['tool results', 'in parts', 'echoed', (said) => answered(text(said))],
  ['metadata', 'name of a tool’s turn', 'kept', (said) => answered('none', { name: said })],
  [
    'metadata',
    'id of a call and of its result',
    'kept',
    (said) => [
      {
        role: 'assistant',
        tool_calls: [{ id: idOf(said), type: 'function', function: { name: 'lookup', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: idOf(said), content: 'none' },
    ],
  ],
]

const CHAT_FIELDS: readonly Row[] = [
  ['request', 'tool description', 'forwarded', (said) => chatTool({ description: said })],
  ['request', 'parameter description', 'forwarded', (said) => chatTool({ parameters: schemaOf(said) })],
  [
    'request',
    'answer format, description',
    'forwarded',
    (said) => ({ response_format: { type: 'json_schema', json_schema: { name: 'a', description: said } } }),
  ],
  [
    'request',
    'answer format, schema',
    'forwarded',
    (said) => ({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema: schemaOf(said) } } }),
  ],
  ['request', 'stop', 'forwarded', (said) => ({ stop: said })],
  ['request', 'stop, list', 'forwarded', (said) => ({ stop: ['END', said] })],
  ['request', 'prediction', 'forwarded', (said) => ({ prediction: { type: 'content', content: said } })],
  [
    'request',
    'prediction, in parts',
    'forwarded',
    (said) => ({ prediction: { type: 'content', content: text(said) } }),
  ],
  ['request', 'an admitted field', 'forwarded', (said) => ({ x_note: { deep: [said] } })],
  ['metadata', 'user', 'kept', (user) => ({ user })],
  ['metadata', 'safety identifier', 'kept', (said) => ({ safety_identifier: said })],
  ['metadata', 'cache key', 'kept', (said) => ({ prompt_cache_key: said })],
  ['metadata', 'value', 'kept', (note) => ({ metadata: { note } })],
  ['metadata', 'key', 'kept', (said) => ({ metadata: { [said]: 'yes' } })],
]

// Responses

const message = (role: string, content: unknown) => ({ role, content })
const calls = (json: string) => ({ type: 'function_call', call_id: 'c1', name: 'lookup', arguments: json })
const output = (of: unknown) => [calls('{}'), { type: 'function_call_output', call_id: 'c1', output: of }]
const reasoning = (more: object) => [{ type: 'reasoning', id: 'rs_0', summary: [], ...more }]
const input = parts('input_text')
const responsesTool = (more: object) => ({ tools: [{ type: 'function', name: 'lookup', ...more }] })
const format = (more: object) => ({ text: { format: { type: 'json_schema', name: 'a', schema: {}, ...more } } })

const RESPONSES_ITEMS: readonly Row[] = [
  ['request', 'system item', 'echoed', (said) => [message('system', said)]],
  ['request', 'developer item, in parts', 'echoed', (said) => [message('developer', input(said))]],
  ['request', 'user item', 'echoed', (said) => [message('user', said)]],
  ['request', 'user item, in parts', 'echoed', (said) => [message('user', input(said))]],
  ['request', 'assistant item', 'echoed', (said) => [message('assistant', said)]],
  ['request', 'assistant item, in parts', 'echoed', (said) => [message('assistant', parts('output_text')(said))]],
  ['request', 'refusal part', 'echoed', (said) => [message('assistant', [{ type: 'refusal', refusal: said }])]],
  ['request', 'reasoning summary', 'echoed', (said) => reasoning({ summary: [{ type: 'summary_text', text: said }] })],
  ['request', 'reasoning text', 'echoed', (said) => reasoning({ content: [{ type: 'reasoning_text', text: said }] })],
  ['tool arguments', 'one argument', 'echoed', (query) => [calls(JSON.stringify({ query }))]],
  ['tool arguments', 'deep argument', 'echoed', (said) => [calls(JSON.stringify({ list: [{ of: [said] }] }))]],
  ['tool arguments', 'broken JSON', 'echoed', (said) => [calls(`{"q": "${said} `)]],
  ['tool results', 'text', 'echoed', (said) => output(said)],
  ['tool results', 'JSON', 'echoed', (said) => output(asJson(said))],
  ['tool results', 'in parts', 'echoed', (said) => output(input(said))],
  [
    'metadata',
    'id of a call and of its result',
    'kept',
    (said) => [
      { type: 'function_call', call_id: idOf(said), name: 'lookup', arguments: '{}' },
      { type: 'function_call_output', call_id: idOf(said), output: 'none' },
    ],
  ],
]

const RESPONSES_FIELDS: readonly Row[] = [
  ['request', 'input', 'echoed', (said) => ({ input: said })],
  ['request', 'instructions', 'echoed', (instructions) => ({ instructions })],
  ['request', 'tool description', 'forwarded', (said) => responsesTool({ description: said })],
  ['request', 'parameter description', 'forwarded', (said) => responsesTool({ parameters: schemaOf(said) })],
  ['request', 'answer format, description', 'forwarded', (said) => format({ description: said })],
  ['request', 'answer format, schema', 'forwarded', (said) => format({ schema: schemaOf(said) })],
  ['request', 'an admitted field', 'forwarded', (said) => ({ x_note: { deep: [said] } })],
  ['metadata', 'user', 'kept', (user) => ({ user })],
  ['metadata', 'safety identifier', 'kept', (said) => ({ safety_identifier: said })],
  ['metadata', 'cache key', 'kept', (said) => ({ prompt_cache_key: said })],
  ['metadata', 'value', 'kept', (note) => ({ metadata: { note } })],
  ['metadata', 'key', 'kept', (said) => ({ metadata: { [said]: 'yes' } })],
]

// Messages, and a count of their tokens

const uses = (given: unknown) => message('assistant', [{ type: 'tool_use', id: 't1', name: 'lookup', input: given }])
const result = (content: unknown) => message('user', [{ type: 'tool_result', tool_use_id: 't1', content }])
const messagesTool = (more: object) => ({ tools: [{ name: 'lookup', input_schema: { type: 'object' }, ...more }] })

const MESSAGES_TURNS: readonly Row[] = [
  ['request', 'first user turn', 'echoed', (said) => [message('user', said), message('assistant', 'I see.')]],
  ['request', 'user turn, in blocks', 'echoed', (said) => [message('user', text(said))]],
  ['request', 'assistant turn', 'echoed', (said) => [message('assistant', said)]],
  ['request', 'assistant turn, in blocks', 'echoed', (said) => [message('assistant', text(said))]],
  ['tool arguments', 'one argument', 'echoed', (query) => [uses({ query }), result('none')]],
  ['tool arguments', 'deep argument', 'echoed', (said) => [uses({ list: [{ of: [said] }] }), result('none')]],
  ['tool results', 'text', 'echoed', (said) => [uses({}), result(said)]],
  ['tool results', 'JSON', 'echoed', (said) => [uses({}), result(asJson(said))]],
  ['tool results', 'in blocks', 'echoed', (said) => [uses({}), result(text(said))]],
  [
    'metadata',
    'id of a call and of its result',
    'kept',
    (said) => [
      message('assistant', [{ type: 'tool_use', id: idOf(said), name: 'lookup', input: {} }]),
      message('user', [{ type: 'tool_result', tool_use_id: idOf(said), content: 'none' }]),
    ],
  ],
]

const PROMPT_FIELDS: readonly Row[] = [
  ['request', 'system', 'echoed', (system) => ({ system })],
  ['request', 'system, in blocks', 'echoed', (said) => ({ system: text(said) })],
  ['request', 'tool description', 'forwarded', (said) => messagesTool({ description: said })],
  ['request', 'parameter description', 'forwarded', (said) => messagesTool({ input_schema: schemaOf(said) })],
  [
    'request',
    'answer format, schema',
    'forwarded',
    (said) => ({ output_config: { format: { type: 'json_schema', schema: schemaOf(said) } } }),
  ],
  ['request', 'an admitted field', 'forwarded', (said) => ({ x_note: { deep: [said] } })],
]

const MESSAGES_FIELDS: readonly Row[] = [
  ['request', 'stop sequences', 'forwarded', (said) => ({ stop_sequences: ['END', said] })],
  ['metadata', 'user id', 'kept', (said) => ({ metadata: { user_id: said } })],
  ['metadata', 'value', 'kept', (note) => ({ metadata: { note } })],
  ['metadata', 'key', 'kept', (said) => ({ metadata: { [said]: 'yes' } })],
]

const EMBEDDINGS_FIELDS: readonly Row[] = [
  ['embeddings', 'one text', 'forwarded', (said) => ({ input: said })],
  ['embeddings', 'a list of texts', 'forwarded', (said) => ({ input: ['First.', said] })],
  ['request', 'an admitted field', 'forwarded', (said) => ({ input: 'First.', x_note: { deep: [said] } })],
  ['metadata', 'user', 'kept', (user) => ({ input: 'First.', user })],
]

const rows = (dialect: Dialect, table: readonly Row[], whole: (of: never) => object, goes?: Place['goes']): Place[] =>
  table.map(([guard, place, at, of]) => ({
    dialect,
    guard,
    place,
    goes: at === 'echoed' && goes !== undefined ? goes : at,
    body: (said) => ({ ...whole(of(said) as never) }),
  }))

const turns = (more: object) => (messages: readonly unknown[]) => ({ ...more, messages: [...messages, plain] })
const fields = (base: object) => (more: object) => ({ ...base, ...more })
const maxTokens = { max_tokens: 64 }

export const PLACES: readonly Place[] = [
  ...rows('chat', CHAT_TURNS, turns({})),
  ...rows('chat', CHAT_FIELDS, fields({ messages: [plain] })),
  ...rows('responses', RESPONSES_ITEMS, (items: readonly unknown[]) => ({ input: [...items, plain] })),
  ...rows('responses', RESPONSES_FIELDS, fields({ input: 'Go on.' })),
  ...rows('messages', MESSAGES_TURNS, turns(maxTokens)),
  ...rows('messages', [...PROMPT_FIELDS, ...MESSAGES_FIELDS], fields({ ...maxTokens, messages: [plain] })),
  // A count says nothing back.
  ...rows('count-tokens', MESSAGES_TURNS, turns({}), 'forwarded'),
  ...rows('count-tokens', PROMPT_FIELDS, fields({ messages: [plain] }), 'forwarded'),
  ...rows('embeddings', EMBEDDINGS_FIELDS, fields({})),
]
