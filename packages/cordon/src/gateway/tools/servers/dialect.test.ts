import { createHash, randomBytes } from 'node:crypto'
import { createCodeBook, createDeidentifier, createDetector, Phi } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { toolDialect } from './dialect.ts'
import { readSchema } from './schema.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const inputSchema = readSchema(
  {
    type: 'object',
    properties: {
      query: text,
      unit: { enum: ['ward', 'May'] },
      last_name: text,
      first_name: text,
      zip: text,
      street: text,
      account: text,
      mrn: { anyOf: [text, number] },
      limit: number,
      age: number,
      digits: { type: 'array', items: number },
      of: { type: 'array', items: { type: 'object', properties: { d: text } } },
      birth: { type: 'object', properties: { year: number, month: number, day: number } },
      admission: { type: 'object', properties: { month: number } },
      years: { type: 'object', properties: { from_year: number, to_year: number } },
      value: number,
      name: text,
      lat: number,
    },
  },
  's',
)
const tool = { name: 'look_up', description: '', inputSchema }
const question = (given: unknown) => toolDialect({ tool, revision: () => '2026-07-28' }).parse(new Phi(given), [])

const deidentifier = createDeidentifier({
  detector: createDetector(),
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  now: () => Date.UTC(2026, 10, 23),
})

describe('the arguments of a call that leaves', () => {
  it('lose what their names say is an identifier, and keep the words of a list', async () => {
    const given = {
      query: 'eligibility',
      unit: 'May',
      last_name: 'Lowe',
      first_name: 'May',
      zip: '97401',
      street: '12 Oak',
    }
    const asked = question({ ...given, account: 'AC-99', mrn: '4711', limit: 20 })
    const book = createCodeBook({ random: (length) => new Uint8Array(randomBytes(length)) })
    const job = { treat: asked.treat, known: [], book, turnKey: (one: string) => one }
    const { clean } = await deidentifier.deidentify(asked.outgoing('look_up', undefined), job)
    const sent = (clean.value.params as { arguments: Record<string, string> }).arguments
    expect(sent).toMatchObject({ query: 'eligibility', unit: 'May', limit: 20 })
    for (const name of ['last_name', 'first_name', 'zip', 'street', 'account', 'mrn'])
      expect(sent[name], name).toMatch(/^(?:12 )?\[[A-Z0-9]+-[^\]]+\]$/)
  })
})

describe('a number in the arguments of a call', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['an age over 89', { age: 93 }, 'arguments.age'],
    ['one that stands beside its name', { name: 'age', value: 93 }, 'arguments.value'],
    ['a place', { lat: 44.05 }, 'arguments.lat'],
    ['a record number', { mrn: 4711 }, 'arguments.mrn'],
    ['five digits', { limit: 97_401 }, 'arguments.limit'],
    ['digits one by one', { digits: [5, 4, 1, 5, 5] }, 'arguments.digits[0]'],
    ['digits one by one, as texts', { of: [{ d: '541' }, { d: '55' }] }, 'arguments.of[0].d'],
    ['a date in its parts', { birth: { month: 3, day: 5 } }, 'arguments.birth.month'],
    ['the month of an admission', { admission: { month: 3 } }, 'arguments.admission.month'],
    ['the year of a birth', { birth: { year: 1931 } }, 'arguments.birth.year'],
  ])('tells somebody: %s', (_, given, at) => {
    expect(question(given).numbers?.telling).toBe(at)
  })

  it.each([
    { limit: 20, age: 64 },
    { years: { from_year: 2020, to_year: 2024 } },
    { digits: [98, 12] },
    { name: 'heart rate', value: 93 },
  ])('tells nobody: %j', (given) => {
    expect(question(given).numbers?.telling).toBeUndefined()
  })

  it('is refused wherever it goes when it is not the number that was said', () => {
    expect(() => question(JSON.parse('{"limit":9007199254740993}'))).toThrow(
      expect.objectContaining({ code: 'field_invalid', at: 'arguments.limit' }),
    )
  })
})
