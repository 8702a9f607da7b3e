import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeidError } from '../errors.ts'
import { blind, createTraveller, refusalOf } from './formats.fixture.ts'
import { FORMAT_NAMES, type FormatName } from './formats.ts'

/** A small document of each format, to be damaged. */
const DOCUMENTS: Record<FormatName, string> = {
  hl7: 'MSH|^~\\&|L|A|B|C|20240513||ORU^R01|1|T|2.5\rPID|1||8817345^^^M^MR||BELL^ADA||19710304\rNTE|1||a\\T\\b~c\r',
  eml: 'From: Ada <a@b.example>\r\nDate: Mon, 13 May 2024 10:15:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nZo=C3=AB=\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+QWRhPC9wPg==\r\n--b--\r\n',
  fhir: '{"resourceType":"Patient","id":"p-1","birthDate":"1971-03-04","_birthDate":{"id":"x"},"name":[{"family":"Bell","given":["Ada"]}],"text":{"div":"<div>Ada &amp; co</div>"},"link":[{"other":{"reference":"Patient/p-1"}}]}',
  ndjson: '{"firstName":"Ada"}\n{"mrn":8817345}\n',
  json: '{"firstName":"Jos\\u00e9","mrn":8817345,"list":[1,null,"a"]}',
  ccda: '<?xml version="1.0"?>\n<ClinicalDocument><id root="1.2.3" extension="8"/><birthTime value="19310304"/><name><given>Ada</given> &amp; <family>B</family></name><!-- c --></ClinicalDocument>',
  html: '<p title="Ada">Ada <b>Bell</b> &eacute; <!-- x --></p>',
  tsv: 'last_name\tdob\nBell\t1971-03-04\nPoe\t1950-01-02\n',
  csv: 'last_name,note\n"Bell, A","said ""hi"""\nPoe,ok\n',
  text: 'Ada Bell, MRN 8817345, seen 5/13/2024.',
}

describe('a damaged document', () => {
  it.each(FORMAT_NAMES)('of %s is refused by name, or comes back to the byte', async (format) => {
    const travel = createTraveller({ detector: blind })
    const whole = DOCUMENTS[format]
    const alphabet = fc.constantFrom(
      ...new Set(whole),
      '"',
      '\\',
      '<',
      '&',
      '[NAME-7Q2K4H]',
      '\u{1F600}',
      '\0',
      '\ud800',
    )
    const wound = fc.tuple(fc.nat(whole.length), fc.nat(4), fc.oneof(fc.constant(''), alphabet))
    await fc.assert(
      fc.asyncProperty(fc.array(wound, { minLength: 1, maxLength: 4 }), async (wounds) => {
        let document = whole
        for (const [at, cut, put] of wounds) document = document.slice(0, at) + put + document.slice(at + cut)
        try {
          const { restored } = await travel(document, format)
          // An escape that nobody needs, as in `\u0079`, comes back as the letter it is.
          const isNeedless = format.endsWith('json') || format === 'fhir' ? /\\u00[2-7]/.test(document) : false
          expect(isNeedless ? lineValues(restored) : restored).toEqual(isNeedless ? lineValues(document) : document)
        } catch (error) {
          if (!(error instanceof DeidError)) throw error
          expect(error.message).not.toMatch(/Ada|Bell|8817345/)
        }
      }),
      { numRuns: 400, seed: 1 },
    )
  })
})

function lineValues(document: string): unknown[] {
  return document.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]))
}

describe('a hostile document', () => {
  const MB = 400_000
  it.each<[string, FormatName, string]>([
    ['much of open brackets', 'json', '['.repeat(MB)],
    ['much of quotes', 'csv', '"'.repeat(MB)],
    ['much of delimiters', 'csv', `a,b\n${','.repeat(MB)}`],
    ['much of open tags', 'ccda', `<ClinicalDocument>${'<a>'.repeat(MB / 3)}`],
    ['much of less-than signs', 'html', '<'.repeat(MB)],
    ['much of ampersands', 'html', '&#'.repeat(MB / 2)],
    ['a tag that never closes', 'html', `<a ${'b="c" '.repeat(MB / 6)}`],
    ['a comment that never closes', 'html', '<!--'.repeat(MB / 4)],
    ['much of escapes', 'hl7', `MSH|^~\\&|A|B|C|D|E||F|G|T|2\rNTE|1||${'\\'.repeat(MB)}`],
    ['much of repetitions', 'hl7', `MSH|^~\\&|A|B|C|D|E||F|G|T|2\rPID|1||${'~^&'.repeat(MB / 3)}|a|b`],
    ['much of one header', 'eml', `To: ${'a@b <'.repeat(MB / 5)}\r\n\r\nx`],
    ['much of folds', 'eml', `To: ${'a@b.c,\r\n '.repeat(MB / 10)}x\r\n\r\nx`],
    ['much of boundaries', 'eml', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(MB / 5)}`],
    ['much of soft breaks', 'eml', `Content-Transfer-Encoding: quoted-printable\r\n\r\n${'=\r\n'.repeat(MB / 3)}x`],
    [
      'much of base64',
      'fhir',
      `{"resourceType":"Binary","contentType":"text/plain","data":"${'QUFB'.repeat(MB / 4)}"}`,
    ],
    ['much of members', 'fhir', `{"resourceType":"Basic",${'"date":"2024-01-02",'.repeat(MB / 20)}"a":1}`],
    ['much of messages', 'hl7', 'MSH|^~\\&|A|B|C|D|20240513||F|G|T|2\rEVN|1\r'.repeat(MB / 45)],
    [
      'much of quoted markup',
      'eml',
      `Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'<b>x</b>=\r\n'.repeat(MB / 11)}`,
    ],
    ['a long line', 'ndjson', `{"a":"${'b'.repeat(MB)}"}\n{}`],
  ])('of %s (%s) costs seconds at most', async (_, format, document) => {
    const start = performance.now()
    await refusalOf(document, format)
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  it('is refused when it is larger than its bound', async () => {
    expect(await refusalOf('x'.repeat(9_000_000), 'text')).toBe('input_too_large at (root)')
    expect(await refusalOf(`["${'x'.repeat(9_000_000)}"]`, 'json')).toBe('input_too_large at [0]')
  })
})
