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
    },
  },
  's',
)
const tool = { name: 'look_up', description: '', inputSchema }
const question = (given: unknown) =>
  toolDialect({ tool, leaves: true, revision: () => '2026-07-28' }).parse(new Phi(given), [])

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
