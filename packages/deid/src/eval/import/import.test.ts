import { describe, expect, it } from 'vitest'
import { importBrat } from './brat.ts'
import { importI2b2 } from './i2b2.ts'
import { importPresidio } from './presidio.ts'

/** Invented, in the form of the 2014 task: no line of the real corpus. */
const NOTE = `

Record date: 2071-03-09

Ida Quill & son, a 93 yo baker from Ohio 😀, seen by
Dr. Moth at Fernhill Clinic. MRN: 4471902
`
const tag = (
  category: string,
  value: string,
  type: string,
  over: Partial<Record<'start' | 'end' | 'text', string>> = {},
) => {
  const start = NOTE.indexOf(value)
  const escaped = value.replaceAll('&', '&amp;').replaceAll('\n', ' ')
  const { start: from = start, end = start + value.length, text = escaped } = over
  return `<${category} id="P0" start="${from}" end="${end}" text="${text}" TYPE="${type}" comment="" />`
}
const file = (...tags: string[]) =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<deIdi2b2>\n<TEXT><![CDATA[${NOTE}]]></TEXT>\n<TAGS>\n${tags.join('\n')}\n</TAGS>\n</deIdi2b2>\n`
const words = (document: { text: string; spans: readonly { start: number; end: number; type: string }[] }) =>
  document.spans.map(({ start, end, type }) => `${type} ${document.text.slice(start, end)}`)

describe('i2b2/n2c2 2014', () => {
  it('gives the note and its labels in our words; what Safe Harbor permits is left out and counted', () => {
    const { document, leftOut } = importI2b2(
      file(
        tag('DATE', '2071-03-09', 'DATE'),
        tag('DATE', '2071', 'DATE'),
        tag('NAME', 'Ida Quill & son', 'PATIENT'),
        tag('AGE', '93', 'AGE'),
        tag('PROFESSION', 'baker', 'PROFESSION'),
        tag('LOCATION', 'Ohio', 'STATE'),
      ),
      '110-01',
    )
    expect(document.text).toBe(NOTE)
    expect(words(document)).toEqual(['DATE 2071-03-09', 'NAME Ida Quill & son', 'AGE90 93'])
    expect(leftOut).toEqual({ DATE: 1, PROFESSION: 1, STATE: 1 })
  })
  it('reads offsets as UTF-16 units or as code points, whichever holds what is stated', () => {
    const [units, points] = [tag('NAME', 'Moth', 'DOCTOR'), NOTE.indexOf('Moth') - 1]
    const counted = tag('ID', '4471902', 'MEDICALRECORD', {
      start: `${NOTE.indexOf('4471902') - 1}`,
      end: `${NOTE.indexOf('4471902') + 6}`,
    })
    expect(points).toBeGreaterThan(0)
    expect(words(importI2b2(file(units, counted), 'n').document)).toEqual(['NAME Moth', 'MRN 4471902'])
  })
  it('reads text that is escaped instead of CDATA, with the other line ends', () => {
    const xml =
      '<x><TEXT>Ann &amp; Bo\r\nsat</TEXT><TAGS><NAME id="1" start="6" end="8" text="Bo" TYPE="PATIENT"/></TAGS></x>'
    expect(words(importI2b2(xml, 'n').document)).toEqual(['NAME Bo'])
  })
  it.each([
    ['no TEXT', '<deIdi2b2/>', 'n: no TEXT'],
    ['no TAGS', '<TEXT>x</TEXT>', 'n: no TAGS'],
    [
      'wrong offsets',
      file(tag('NAME', 'Moth', 'DOCTOR', { start: '3', end: '7' })),
      'n: label 1 does not hold what it states',
    ],
    [
      'offsets beyond the end',
      file(tag('NAME', 'Moth', 'DOCTOR', { end: '99999' })),
      'n: label 1 does not hold what it states',
    ],
    ['a type of another task', file(tag('MEDICATION', 'Moth', 'ASPIRIN')), 'n: label 1: a type that is not known'],
    ['no offsets', file('<NAME text="Moth" TYPE="DOCTOR"/>'), 'n: label 1 without start, end or TYPE'],
  ])('with %s is refused by its place', (_, xml, at) => {
    expect(() => importI2b2(xml, 'n')).toThrow(expect.objectContaining({ code: 'gold_invalid', at }))
  })
})

describe('brat standoff', () => {
  const text = '😀 Ida Quill, MRN 44'
  it('counts code points, takes each piece of a label, and passes over what is none', () => {
    const ann = 'T1\tPATIENT 2 5;6 11\tIda Quill\r\nT2\tMRN 17 19\t44\nR1\tOf Arg1:T1 Arg2:T2\n#1\tNote T1\tx\n'
    expect(words(importBrat(text, ann, 'n').document)).toEqual(['NAME Ida', 'NAME Quill', 'MRN 44'])
  })
  it.each([
    ['words that are not there', 'T1\tNAME 2 5\tIdo', 'n: line 1 does not hold what it states'],
    ['a place outside', '\nT1\tNAME 2 99\tIda', 'n: line 2 lies outside its text'],
    ['a broken line', 'T1 NAME 2 5', 'n: line 1 is not a label'],
    ['an unknown type', 'T1\tColour 2 5\tIda', 'n: line 1: a type that is not known'],
  ])('with %s is refused by its place', (_, ann, at) => {
    expect(() => importBrat(text, ann, 'n')).toThrow(expect.objectContaining({ code: 'gold_invalid', at }))
  })
})

describe('Presidio’s JSON', () => {
  it('is read in the evaluator’s words and in the analyzer’s', () => {
    const evaluator = {
      full_text: '😀 Ida in Lyme',
      spans: [
        { entity_type: 'PERSON', entity_value: 'Ida', start_position: 2, end_position: 5 },
        { entity_type: 'TITLE', entity_value: 'in', start_position: 6, end_position: 8 },
      ],
    }
    const analyzer = { text: 'call 555-0142', results: [{ entity_type: 'PHONE_NUMBER', start: 5, end: 13, score: 1 }] }
    expect(importPresidio(evaluator, 'n')).toMatchObject({ leftOut: { TITLE: 1 } })
    expect(words(importPresidio(evaluator, 'n').document)).toEqual(['NAME Ida'])
    expect(words(importPresidio(analyzer, 'n').document)).toEqual(['PHONE 555-0142'])
  })
  it.each([
    ['no text', {}, 'n: full_text'],
    ['no spans', { text: 'x' }, 'n: spans'],
    ['no type', { text: 'x', spans: [{}] }, 'n: spans[0]: entity_type'],
    [
      'a place outside',
      { text: 'x', spans: [{ entity_type: 'PERSON', start: 0, end: 9 }] },
      'n: spans[0] lies outside its text',
    ],
    [
      'another value',
      { text: 'x', spans: [{ entity_type: 'PERSON', start: 0, end: 1, entity_value: 'y' }] },
      'n: spans[0] does not hold what it states',
    ],
  ])('with %s is refused by its place', (_, sample, at) => {
    expect(() => importPresidio(sample, 'n')).toThrow(expect.objectContaining({ code: 'gold_invalid', at }))
  })
})
