import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorOf } from '../deidentify.fixture.ts'
import { sniffFormat } from './deidentify-text.ts'
import { blind, createTraveller, refusalOf } from './formats.fixture.ts'

const TABLE = [
  'patient_name,dob,age,zip,drug name,note',
  '"Bell, Ada",1971-03-04,95,62704,metformin,"Ada said ""hi"" to Dr. Stone"',
  'Edgar Poe,1950-07-09,76,10001,lisinopril,Poe ok',
  '',
].join('\r\n')

describe('a table of comma-separated values', () => {
  it('leaves without its people, with its rows, quotes and line endings as they were', async () => {
    const { cleaned, restored } = await createTraveller()(TABLE, 'csv')
    expect(cleaned).not.toMatch(/Ada|Bell|Poe|Stone|03-04|62704|,95,/)
    expect(cleaned.replace(/\[[A-Za-z0-9-]+\]/g, '_')).toBe(
      'patient_name,dob,age,zip,drug name,note\r\n"_",_,_,_,metformin,"_ said ""hi"" to Dr. _"\r\n_,_,76,_,lisinopril,_ ok\r\n',
    )
    expect(restored).toBe(TABLE)
  })

  it('shows what each column was taken for, and why', async () => {
    expect((await createTraveller({ detector: blind })(TABLE, 'csv')).report.columns).toEqual([
      { column: 1, role: 'NAME', reason: 'header' },
      { column: 2, role: 'DATE', reason: 'header' },
      { column: 3, role: 'AGE', reason: 'header' },
      { column: 4, role: 'ZIP', reason: 'header' },
      { column: 5, role: 'text', reason: 'values' },
      { column: 6, role: 'text', reason: 'values' },
    ])
  })

  it('knows columns without names by their values', async () => {
    const rows = 'a@b.example,123-45-6789,2024-01-02,12\nc@d.example,987-65-4321,2024-02-03,7\n'
    const { cleaned, report } = await createTraveller({ detector: blind })(rows, 'csv')
    expect(report.columns.map(({ role }) => role)).toEqual(['EMAIL', 'SSN', 'DATE', 'number'])
    expect(cleaned.split('\n')[1]).toMatch(/^\[EMAIL-\w+\],\[SSN-\w+\],\[DATE-2024-\w+\],7$/)
  })

  it('replaces every cell of a column with a role, also one that does not look like it', async () => {
    const { cleaned } = await createTraveller({ detector: blind })('last_name,n\nBell,1\nPoe,2\n?? 7734,3\n,4\n', 'csv')
    expect(cleaned).toMatch(/^last_name,n\n\[NAME-\w+\],1\n\[NAME-\w+\],2\n\[NAME-\w+\],3\n,4\n$/)
  })

  it('quotes a cell that a restored value would break', async () => {
    const { restored, cleaned } = await createTraveller({ detector: blind })(
      'street,n\n"12 Elm St, Apt 4",1\n9 Oak St,2\n',
      'csv',
    )
    expect(cleaned).toContain('"[STREET-')
    expect(restored).toContain('"12 Elm St, Apt 4"')
  })

  it('restores any table, whatever its delimiter, quotes and line endings', async () => {
    const secrets = ['Ada Bell', 'O"Brien, J.', 'line\nbreak', 'Zoë \u{1F600}']
    const travel = createTraveller({ detector: detectorOf(secrets.map((value) => ({ kind: 'NAME', value }))) })
    const cell = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom(...secrets)), {
      maxLength: 3,
    })
    const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
      fc.tuple(
        fc.array(
          fc.array(
            cell.map((words) => words.join(' ')),
            { minLength: width, maxLength: width },
          ),
          { minLength: 2, maxLength: 6 },
        ),
        fc.constantFrom(['csv', ','] as const, ['csv', ';'] as const, ['tsv', '\t'] as const),
        fc.constantFrom('\n', '\r\n', '\r'),
      ),
    )
    await fc.assert(
      fc.asyncProperty(table, async ([rows, [format, delimiter], ending]) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
        const document = rows.map((row) => row.map(quote).join(delimiter) + ending).join('')
        const { cleaned, restored } = await travel(document, format)
        expect(cleaned).not.toContain('Ada Bell')
        expect(restored).toBe(document)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('is known when seen', () => {
    expect(sniffFormat(TABLE)).toBe('csv')
    expect(sniffFormat('a\tb\n1\t2\n')).toBe('tsv')
    expect(sniffFormat('a;b\n1;2\n')).toBe('csv')
    expect(sniffFormat('Seen today, well.\nNo pain, no fever, no cough.\n')).toBe('text')
  })

  it.each([
    ['a short row', 'a,b,c\n1,2,3\n4,5\n', 'format_invalid at row 3'],
    ['a long row', 'a,b\n1,2\n4,5,6\n', 'format_invalid at row 3'],
    ['a quote that never closes', 'a,b\n"1,2\n', 'format_invalid at row 2'],
    ['text behind a closing quote', 'a,b\n"1"x,2\n', 'format_invalid at row 2'],
  ])('refuses %s', async (_, document, refusal) => {
    expect(await refusalOf(document, 'csv')).toBe(refusal)
  })

  it('refuses a column whose name is somebody', async () => {
    const travel = createTraveller({ detector: detectorOf([{ kind: 'NAME', value: 'Ada Bell' }]) })
    await expect(travel('date,Ada Bell\n2024-01-02,4\n', 'csv')).rejects.toThrow(
      expect.objectContaining({ code: 'identifier_in_key', at: 'row[1].column[2]' }) as Error,
    )
  })
})
