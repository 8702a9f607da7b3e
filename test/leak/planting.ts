import type { Canary } from '../support/canaries.ts'

/** Bodies of Chat Completions and FHIR records with canaries at every place that holds text. */

const sentences = (canaries: readonly Canary[]): string => canaries.map(({ sentence }) => sentence).join('\n')

/** Takes canaries in turn, `count` at a time, beginning anew at the end. */
export interface Supply {
  readonly take: (count: number) => Canary[]
  readonly say: (count: number) => string
}

export function createSupply(canaries: readonly Canary[]): Supply {
  let next = 0
  const take = (count: number): Canary[] =>
    Array.from({ length: count }, () => canaries[next++ % canaries.length] as Canary)
  return { take, say: (count) => sentences(take(count)) }
}

/** A request that says something at every place of the table: each with other canaries. */
export function everyPlace(supply: Supply, model: string, stream: boolean): Record<string, unknown> {
  const { take, say } = supply
  const text = (): string => take(1)[0]?.text ?? ''
  return {
    model,
    stream,
    user: text(),
    safety_identifier: text(),
    prompt_cache_key: text(),
    metadata: { note: say(2), [text().slice(0, 60)]: 'x' },
    stop: [say(1), say(1)],
    prediction: { type: 'content', content: say(2) },
    tools: [
      {
        type: 'function',
        function: {
          name: 'lookup',
          description: `Looks up a chart. ${say(2)}`,
          parameters: { type: 'object', properties: { query: { type: 'string', description: say(1) } } },
        },
      },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', description: say(1), schema: {} } },
    messages: [
      { role: 'system', name: text(), content: `Today's patients.\n${say(3)}` },
      { role: 'developer', content: [{ type: 'text', text: say(2) }] },
      { role: 'user', name: text(), content: say(3) },
      {
        role: 'assistant',
        content: say(2),
        reasoning_content: say(2),
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: {
              name: 'lookup',
              arguments: JSON.stringify({ query: say(2), list: [say(1), { deep: say(1) }] }),
            },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify({ found: say(2), rows: [say(1)] }) },
      { role: 'assistant', content: [{ type: 'refusal', refusal: say(1) }], refusal: say(1) },
      {
        role: 'user',
        content: [
          { type: 'text', text: say(2) },
          { type: 'text', text: say(2) },
        ],
      },
    ],
  }
}

/** One user turn that says these. */
export function oneTurn(canaries: readonly Canary[], model: string, stream: boolean): Record<string, unknown> {
  return { model, stream, messages: [{ role: 'user', content: `Summarise:\n${sentences(canaries)}` }] }
}

const first = (canaries: readonly Canary[], kind: Canary['kind'], nth = 0): string =>
  canaries.filter((canary) => canary.kind === kind)[nth]?.text ?? ''

/** A Patient who is treated by `practitioner`, and notes that say the rest. */
export function chartOf(id: string, canaries: readonly Canary[], practitioner: string): object[] {
  const [given = '', family = ''] = first(canaries, 'NAME').split(' ')
  const [contactGiven = '', contactFamily = ''] = first(canaries, 'NAME', 1).split(' ')
  const subject = { reference: `Patient/${id}` }
  const patient = {
    resourceType: 'Patient',
    id,
    identifier: [
      { type: { coding: [{ code: 'MR' }] }, value: first(canaries, 'MRN') },
      { system: 'http://hl7.org/fhir/sid/us-ssn', value: first(canaries, 'SSN') },
    ],
    name: [{ family, given: [given] }],
    telecom: [
      { system: 'phone', value: first(canaries, 'PHONE') },
      { system: 'email', value: first(canaries, 'EMAIL') },
    ],
    gender: 'female',
    birthDate: '1951-02-03',
    address: [{ line: [first(canaries, 'STREET')], city: first(canaries, 'CITY'), state: 'OH' }],
    contact: [{ name: { family: contactFamily, given: [contactGiven] } }],
    generalPractitioner: [{ reference: practitioner }],
  }
  const notes = chunksOf(canaries, 20).map((part, n) => ({
    resourceType: 'DocumentReference',
    id: `${id}-note-${n + 1}`,
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }], text: 'Progress note' },
    subject,
    date: '2026-01-05T12:00:00Z',
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from(`PROGRESS NOTE\n\n${TOPICS[n % TOPICS.length]}\n${sentences(part)}\n`).toString('base64'),
        },
      },
    ],
  }))
  return [patient, ...notes]
}

/** What each note is about, so that a question finds it. */
export const TOPICS = [
  'Subjective: dyspnea on exertion.',
  'Subjective: ankle swelling.',
  'Subjective: palpitations at night.',
  'Subjective: chronic cough.',
  'Subjective: dizziness when standing.',
  'Subjective: knee stiffness.',
  'Subjective: heartburn after meals.',
  'Subjective: blurred vision.',
  'Subjective: numb toes.',
  'Subjective: poor sleep.',
] as const

export function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}
