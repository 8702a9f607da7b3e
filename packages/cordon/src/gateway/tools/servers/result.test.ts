import { randomBytes } from 'node:crypto'
import { createCodeBook } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import type { Form } from '../../../retrieval/others/forms.ts'
import { createAnswerScan } from '../../answers/scan.ts'
import { restoreResult } from './result.ts'
import { readTool } from './reviewed.ts'

const text = { type: 'string' }
const row = { type: 'object', properties: { given: text, family: text, mrn: { type: 'number' }, site: text } }
const tool = readTool({
  name: 'find',
  inputSchema: { type: 'object' },
  outputSchema: { type: 'object', properties: { patients: { type: 'array', items: row } } },
})

function restored(patients: readonly object[]): unknown {
  const isStranger = (form: Form) => form === 'name ann bell' || form === 'number 451234'
  const restoring = {
    book: createCodeBook({ random: randomBytes }),
    images: 'links',
    scan: createAnswerScan({ isStranger, canaries: [], others: 'block', onFound: () => undefined }),
    toolInside: () => true,
    turns: 0,
  } as const
  return restoreResult({ content: [], structuredContent: { patients } }, tool, restoring).json.structuredContent
}

describe('what a server’s tool gave', () => {
  it.each([
    { given: 'Ann', site: 'North', family: 'Bell' },
    { family: 'bell', given: 'ann' },
    { family: 'B\u200Bell', given: 'Ann' },
    { mrn: 451234 },
    { site: '451234' },
  ])('is looked through together, row by row: %j', (patient) => {
    expect(() => restored([{ given: 'Ada' }, patient])).toThrow(expect.objectContaining({ code: 'answer_withheld' }))
  })

  it('goes on where nobody’s row is in it, without what its schema does not name', () => {
    const rows = [
      { given: 'Ann', family: 'Lund', mrn: 451235 },
      { given: 'Ada', family: 'Bell' },
    ]
    expect(restored([...rows, { extra: 'Ann Bell' }])).toEqual({ patients: [...rows, {}] })
  })
})
