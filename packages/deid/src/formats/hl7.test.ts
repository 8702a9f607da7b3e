import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorOf } from '../deidentify.fixture.ts'
import { sniffFormat } from './deidentify-text.ts'
import { blind, createTraveller, refusalOf } from './formats.fixture.ts'

const HEADER = 'MSH|^~\\&|LIS|MERCY HOSPITAL|EHR|OAK CLINIC|20240513101500||ORU^R01|MSG00001|T|2.5.1'
const MESSAGE = [
  HEADER,
  'PID|1||8817345^^^MERCY^MR~123-45-6789^^^SSA^SS||BELL^ADA^M||19710304|F|||12 ELM ST^APT 4^SPRINGFIELD^IL^62704||(217)555-0142^PRN^PH^^1^217^5550142',
  'NK1|1|BELL^CHARLES|SPO^SPOUSE^HL70063',
  'PV1|1|I|2WEST^201^A^MERCY||||1234567893^STONE^CAROL^^^DR^MD',
  'OBX|1|TX|11502-2^LAB REPORT^LN||Ms. Bell\\.br\\seen by Dr. Stone \\T\\ co; glucose 98~ADA said ok||||||F',
  'OBX|2|NM|30525-0^AGE^LN||93|a|||||F',
  'NTE|1|L|CALLED ADA BELL AT 217-555-0142 ON 05/13/2024',
  'ZPI|1|ADA BELL|""',
  '',
].join('\r')

describe('an HL7 v2 message', () => {
  it('leaves without its people, and comes back to the byte', async () => {
    const { cleaned, restored } = await createTraveller()(MESSAGE, 'hl7')
    expect(cleaned).not.toMatch(
      /BELL|ADA|Bell|Stone|STONE|ELM|SPRINGFIELD|62704|555|8817345|6789|0304|0513|MERCY|OAK|\|93/,
    )
    expect(cleaned).toContain('\\.br\\seen by Dr. ')
    expect(restored).toBe(MESSAGE)
  })

  it('keeps dates, ages and numbers valid, and their codes in a segment of its own at the end', async () => {
    const { cleaned } = await createTraveller({ detector: blind })(MESSAGE, 'hl7')
    const segments = cleaned.split('\r')
    expect(segments[0]).toMatch(
      /^MSH\|\^~\\&\|LIS\|\[FACILITY-\w+\]\|EHR\|\[FACILITY-\w+\]\|2024\|\|ORU\^R01\|\[OTHERID-\w+\]\|T\|2.5.1$/,
    )
    expect(segments[1]?.split('|')[7]).toBe('1971')
    expect(segments[1]?.split('|')[13]).toMatch(/^\[PHONE-\w+\]\^PRN\^PH\^\^\^\^$/)
    expect(segments[5]).toBe('OBX|2|NM|30525-0^AGE^LN||90|a|||||F')
    expect(segments.slice(8).join('\r')).toMatch(
      /^ZCD\|1\|7\|1\|1\|\[DATE-2024-\w+\]\rZCD\|2\|7\|1\|1\|\[DATE-1971-\w+\]\r(?:ZCD\|2\|13\|1\|[567]\|\[PHONE-\w+\]\r){3}ZCD\|6\|5\|1\|1\|\[AGE90-90plus-\w+\]\r$/,
    )
  })

  it('finds a name of a field in every note, in the form a person writes it', async () => {
    const { cleaned } = await createTraveller()(
      `${HEADER}\rPID|1||1||OKONKWO^IFEOMA\rNTE|1||spoke with ifeoma okonkwo's son`,
      'hl7',
    )
    expect(cleaned).toMatch(/\rNTE\|1\|\|spoke with \[NAME-\w+\]'s son\r/)
  })

  it('keeps the delimiters, line endings and framing that a message brings', async () => {
    const other = `\u000b${MESSAGE.slice(0, -1).replaceAll('\r', '\r\n').replaceAll('^', '@').replaceAll('~', '%')}\r\n\u001c\r`
    const { cleaned, restored } = await createTraveller()(other, 'hl7')
    expect(cleaned.startsWith('\u000bMSH|@%\\&|')).toBe(true)
    expect(cleaned).not.toMatch(/ADA|BELL/)
    expect(restored).toBe(other)
  })

  it('takes each message of a batch by itself', async () => {
    const batch = `FHS|^~\\&|A|B|C|D|20240513\rBHS|^~\\&|A|B|C|D|20240513\r${MESSAGE}${MESSAGE}BTS|2\rFTS|1\r`
    const { cleaned, restored } = await createTraveller()(batch, 'hl7')
    expect(cleaned).not.toMatch(/20240513|BELL/)
    expect(cleaned).toMatch(/\rBTS\|2\rFTS\|1\r$/)
    expect(restored).toBe(batch)
  })

  it('restores a message that was cleaned twice', async () => {
    const travel = createTraveller()
    const once = (await travel(MESSAGE, 'hl7')).cleaned
    expect((await travel(once, 'hl7')).restored).toBe(once)
  })

  it('restores any message', async () => {
    const secrets = ['Ada Bell', 'O&B|^~\\', '\u{1F600}']
    const travel = createTraveller({ detector: detectorOf(secrets.map((value) => ({ kind: 'NAME', value }))) })
    const word = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9 ^~&.,[\]-]{0,12}$/),
      fc.constantFrom('Ada Bell', 'O\\T\\B\\F\\\\S\\\\R\\\\E\\', '\\.br\\', '\\H\\Ada\\N\\', '20240513', '"\u0022'),
    )
    const field = fc.array(word, { maxLength: 3 }).map((words) => words.join(''))
    const segment = fc
      .tuple(fc.constantFrom('NTE', 'NK1', 'PV1', 'OBR', 'ZZZ', 'DG1', 'IN1'), fc.array(field, { maxLength: 20 }))
      .map(([name, fields]) => [name, ...fields].join('|'))
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\r', '\n', '\r\n'),
        async (body, ending) => {
          const document = [HEADER, ...body].join(ending)
          const { cleaned, restored } = await travel(document, 'hl7')
          expect(cleaned).not.toContain('Ada Bell')
          expect(restored).toBe(document)
        },
      ),
      { numRuns: 300, seed: 1 },
    )
  })

  it('is known when seen', () => {
    expect(sniffFormat(MESSAGE)).toBe('hl7')
    expect(sniffFormat('MSH is a segment')).toBe('text')
  })

  it.each([
    ['a header that was cut', 'MSH|^~\\&|LIS|MERCY|EHR', 'format_invalid at segment 1'],
    ['a header alone', HEADER, 'format_invalid at segment 1'],
    ['a patient that was cut', `${HEADER}\rPID|1||88`, 'format_invalid at segment 2'],
    ['a segment name that was cut', `${HEADER}\rPID|1||8||A^B\rOB`, 'format_invalid at segment 3'],
    ['an escape that is not closed', `${HEADER}\rNTE|1||AT\\T`, 'format_invalid at segment 2 field 3'],
    ['a line that is no segment', `${HEADER}\rhello`, 'format_invalid at segment 2'],
    ['delimiters that codes are written with', 'MSH|[~\\&|A|B|C|D|E||F|G|T|2\rNTE|1', 'format_invalid at segment 1'],
    [
      'an enclosed document',
      `${HEADER}\rOBX|1|ED|PDF||^APPLICATION^PDF^Base64^JVBERi0=`,
      'format_unsupported at segment 2 field 5',
    ],
    ['no message at all', '', 'format_invalid at segment 1'],
  ])('refuses %s', async (_, document, refusal) => {
    expect(await refusalOf(document, 'hl7')).toBe(refusal)
  })
})
