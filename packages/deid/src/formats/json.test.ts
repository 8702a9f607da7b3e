import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorOf } from '../deidentify.fixture.ts'
import { sniffFormat } from './deidentify-text.ts'
import { createTraveller, refusalOf } from './formats.fixture.ts'

const travel = createTraveller()

describe('JSON of any shape', () => {
  it('leaves without identifiers, valid, every other byte in place', async () => {
    const document =
      '{ "firstName" : "Ada",\t"last_name":"O\'Brien",\r\n "k":4.10, "note":"Ada O\'Brien, seen 3/4/2024" }'
    const { cleaned, restored } = await travel(document, 'json')
    expect(cleaned).not.toMatch(/Ada|Brien|3\/4/)
    expect(cleaned.replace(/\[[A-Z0-9-]+\]/g, '_')).toBe(
      '{ "firstName" : "_",\t"last_name":"_",\r\n "k":4.10, "note":"_, seen _" }',
    )
    expect(restored).toBe(document)
  })

  it.each([
    ['as it is', '{"firstName":"José","u":"https://a.example/José"}'],
    ['in ASCII with small hexadecimals', '{"firstName":"Jos\\u00e9"}'],
    ['in ASCII with capital hexadecimals', '{"firstName":"Jos\\u00E9"}'],
    ['with escaped slashes', '{"dob":"3\\/4\\/1971"}'],
    ['in ASCII with escaped slashes', '{"firstName":"Jos\\u00e9","dob":"3\\/4\\/1971"}'],
  ])('comes back in the writing it had: %s', async (_, document) => {
    const { cleaned, restored } = await travel(document, 'json')
    expect(cleaned).not.toMatch(/Jos|1971"/)
    expect(JSON.parse(cleaned)).toBeTypeOf('object')
    expect(restored).toBe(document)
  })

  it('turns a number that identifies into a code, and back into a number', async () => {
    const document = '{"mrn":88173451,"ssn":"123-45-6789","count":88173}'
    const { cleaned, restored } = await travel(document, 'json')
    expect(JSON.parse(cleaned)).toMatchObject({ mrn: expect.stringMatching(/^\[MRN-/) as string, count: 88173 })
    expect(restored).toBe(document)
  })

  it.each(['{"yearOfBirth":1931}', '{"yearOfBirth":"1931"}', '{"patient":{"birth_year":1931}}', '{"YOB":1931}'])(
    'lets no year of birth tell an age over 89: %s',
    async (document) => {
      const { cleaned, restored } = await travel(document, 'json')
      expect(cleaned).not.toContain('1931')
      expect(JSON.stringify(JSON.parse(cleaned))).toContain('"[DATE-')
      expect(restored).toBe(document)
    },
  )

  it('keeps the year of a younger birth inside its code', async () => {
    const { cleaned } = await travel('{"birthYear":1987,"modelYear":1931}', 'json')
    expect(JSON.stringify(JSON.parse(cleaned))).toMatch(/"\[DATE-1987-[A-Z0-9]+\]","modelYear":1931\}$/)
  })

  it('reads a short number where its field says what it is, and leaves counts', async () => {
    const document =
      '{"age":94,"patientAge":101,"age_years":102,"ssn_last4":6789,"mrn":8817,"zip":2139,"page":94,"visit":12,"k":4.1,"count":8817}'
    const { cleaned, restored } = await travel(document, 'json')
    const code = (kind: string) => expect.stringMatching(`^\\[${kind}-`) as string
    expect(JSON.parse(cleaned)).toEqual({
      age: code('AGE90-90plus'),
      patientAge: code('AGE90-90plus'),
      age_years: code('AGE90-90plus'),
      ssn_last4: code('SSN'),
      mrn: code('MRN'),
      zip: code('ZIP-000'),
      page: 94,
      visit: 12,
      k: 4.1,
      count: 8817,
    })
    expect(restored).toBe(document)
  })

  it('gives each line of NDJSON back as it was, empty lines and line endings included', async () => {
    const document = '{"firstName":"Ada"}\r\n\r\n{"firstName":"Edgar","n":1}\n'
    const { cleaned, restored, report } = await travel(document, 'ndjson')
    expect(cleaned.split('\n')).toHaveLength(4)
    expect(cleaned).not.toMatch(/Ada|Edgar/)
    expect(report.leaves.map(({ path }) => path)).toEqual([
      ['line', 1, 'firstName'],
      ['line', 3, 'firstName'],
    ])
    expect(restored).toBe(document)
  })

  it('restores whatever was found, wherever it stands, however it was written', async () => {
    const secrets = ['Ada Bell', 'Zoë/€ \u{1F600}', '"quoted"\n', '48109377']
    const detector = detectorOf(secrets.map((value) => ({ kind: 'NAME', value })))
    const roundTrip = createTraveller({ detector })
    const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...secrets))
    const texts = fc.array(word).map((words) => words.join(' '))
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        texts,
        fc.double(),
        fc.constant(48109377),
        fc.constant(null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('node')),
      map: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('node')),
    })).node
    const ascii = (text: string): string =>
      text.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    const writings = fc.constantFrom(
      (node: unknown) => JSON.stringify(node),
      (node: unknown) => JSON.stringify(node, null, 2),
      (node: unknown) => ascii(JSON.stringify(node)),
    )
    await fc.assert(
      fc.asyncProperty(value, writings, async (node, write) => {
        const document = write(node)
        const { cleaned, restored } = await roundTrip(document, 'json')
        expect(() => JSON.parse(cleaned) as unknown).not.toThrow()
        expect(cleaned).not.toContain('Ada Bell')
        expect(restored).toBe(document)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('is known when seen', () => {
    expect(sniffFormat('{"a":1}')).toBe('json')
    expect(sniffFormat('{"a":1}\n{"a":2}\n')).toBe('ndjson')
    expect(sniffFormat('a plain note, of course; {not} json')).toBe('text')
  })

  it.each([
    ['a list that closes as an object', '{"a":[1,2}', 'format_invalid at character 9'],
    ['a text that ends early', '{"a":"b', 'format_invalid at character 7'],
    ['a second value', '{} {}', 'format_invalid at character 3'],
    ['a bad escape', '["\\x"]', 'format_invalid at character 2'],
    ['deep nesting', '['.repeat(100_000), 'input_too_large at character 65'],
    ['a lone surrogate', '["\ud800"]', 'text_invalid at character 2'],
    ['a lone surrogate behind an escape', '["\\ud800"]', 'text_invalid at [0]'],
  ])('refuses %s', async (_, document, refusal) => {
    expect(await refusalOf(document, 'json')).toBe(refusal)
  })

  it('refuses a key that names somebody', async () => {
    await expect(travel('{"Ada Bell, MRN 8817345":1}', 'json')).rejects.toThrow(
      expect.objectContaining({ code: 'identifier_in_key' }) as Error,
    )
  })
})
