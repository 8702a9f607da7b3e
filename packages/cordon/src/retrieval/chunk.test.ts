import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chunk, chunk } from './chunk.ts'

const NOTE = `2024-03-02

# Chief Complaint
- Cough

# History of Present Illness
Ann Bell
 is a 60 year-old female. She was seen by Dr. Kunze on 3/2. Denies fever.

MEDICATIONS:
lisinopril 10 mg PO daily
metformin 500 mg
   with meals, twice a day

Allergies: penicillin (rash)

JOHN SMITH
Some words below.

# Assessment and Plan
## Plan
1. Chest x-ray
   if the cough lasts
2. Return in 2 weeks.
`

const told = (text: string, size?: number) => chunk(text, size).map((it) => [it.section, text.slice(it.start, it.end)])

describe('chunk', () => {
  it('cuts by headings of three kinds, under one name each', () => {
    expect(told(NOTE)).toEqual([
      ['', '2024-03-02'],
      ['chief complaint', '- Cough'],
      [
        'history of present illness',
        'Ann Bell\n is a 60 year-old female. She was seen by Dr. Kunze on 3/2. Denies fever.',
      ],
      ['medications', 'lisinopril 10 mg PO daily\nmetformin 500 mg\n   with meals, twice a day'],
      ['allergies', 'penicillin (rash)'],
      ['john smith', 'JOHN SMITH\nSome words below.'],
      ['plan', '1. Chest x-ray\n   if the cough lasts\n2. Return in 2 weeks.'],
    ])
  })

  it('says which headings are of the table, because another could be a name', () => {
    expect(
      chunk(NOTE)
        .filter(({ known }) => !known)
        .map(({ section }) => section),
    ).toEqual(['john smith'])
  })

  it('never cuts inside a list item, a medication line or a sentence, however small the chunks', () => {
    expect(told(NOTE, 1).map(([, text]) => text)).toEqual([
      '2024-03-02',
      '- Cough',
      'Ann Bell\n is a 60 year-old female.',
      'She was seen by Dr. Kunze on 3/2.',
      'Denies fever.',
      'lisinopril 10 mg PO daily',
      'metformin 500 mg\n   with meals, twice a day',
      'penicillin (rash)',
      'JOHN SMITH\nSome words below.',
      '1. Chest x-ray\n   if the cough lasts',
      '2. Return in 2 weeks.',
    ])
  })

  it('reads headings of dictated notes: `S:`, `Imp:`, `Findings.`', () => {
    const note = 'S: Comes for pressure.\ncc: Ann Bell, RN\nFindings. Right kidney 9.4 cm.\nImp: Gout.\nSeen. By me.'
    expect(told(note)).toEqual([
      ['history of present illness', 'Comes for pressure.\ncc: Ann Bell, RN'],
      ['results', 'Right kidney 9.4 cm.'],
      ['assessment', 'Gout.\nSeen. By me.'],
    ])
  })

  it.each(['.', '. ', '.")', '1.', '\n', '- a\n', 'A ', 'x:'])('reads a long run of %j in linear time', (mark) => {
    // Other work only ever adds to a time, so the least of a few is the nearest to the truth; a square would be 16 times.
    const msOf = (size: number) => {
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now()
        chunk(mark.repeat(size / mark.length))
        return performance.now() - start
      })
      return Math.min(...times)
    }
    expect(msOf(240_000) / Math.max(1, msOf(60_000))).toBeLessThan(10)
  })

  it('loses no word and keeps the order, for any text', () => {
    const line = fc.constantFrom(
      '# Plan',
      '- item one',
      '  more of it',
      'Allergies: none',
      'HTN, DM2',
      'One. Two e.g. three. Four!',
      '',
      'VITALS',
      'x 5 mg',
      'A: b',
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(line, fc.string()), { maxLength: 20 }),
        fc.integer({ min: 1, max: 200 }),
        (lines, size) => {
          const text = lines.join('\n')
          const chunks = chunk(text, size)
          inOrder(chunks, text)
          expect(left(text, chunks).filter((rest) => !isHeading(rest))).toEqual([])
        },
      ),
    )
  })
})

function inOrder(chunks: Chunk[], text: string): void {
  let behind = 0
  for (const { start, end } of chunks) {
    expect(start).toBeGreaterThanOrEqual(behind)
    expect(end).toBeGreaterThan(start)
    behind = end
  }
  expect(behind).toBeLessThanOrEqual(text.length)
}

/** What no chunk holds, line by line. */
function left(text: string, chunks: Chunk[]): string[] {
  let rest = ''
  let at = 0
  for (const { start, end } of chunks) {
    rest += `${text.slice(at, start)}\n`
    at = end
  }
  return (rest + text.slice(at)).split('\n').filter((line) => line.trim() !== '')
}

function isHeading(rest: string): boolean {
  return chunk(`${rest.trim()}\nx`).every(({ known, section }) => known && section !== '')
}
