import { CHART_ELEMENTS } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bothPaths, given, gives } from '../policy/cedar/paths.ts'
import { factPieces, notePieces } from './chart.ts'
import { chunk } from './chunk.ts'
import {
  allergyFact,
  conditionFact,
  type Fact,
  type FactKind,
  immunizationFact,
  medicationFact,
  observationFact,
  procedureFact,
} from './fact.ts'

const text = (words: string) => ({ text: words })
const coded = (code: string) => ({ coding: [{ code }] })
const subject = { reference: 'Patient/1' }

/** Of each kind, facts in which every element says its own name, and each date has its own year. */
const FACTS: Record<FactKind, readonly Fact[]> = {
  Condition: [
    conditionFact({
      id: 'a',
      subject,
      code: text('Condition-code'),
      clinicalStatus: coded('Condition-clinicalStatus'),
      onsetDateTime: '1901',
      abatementDateTime: '1902',
    }),
    conditionFact({ id: 'b', subject, code: text('Condition-code'), recordedDate: '1903' }),
  ],
  MedicationRequest: [
    medicationFact({
      id: 'a',
      subject,
      status: 'MedicationRequest-status',
      medicationCodeableConcept: text('MedicationRequest-medication'),
      dosageInstruction: [text('MedicationRequest-dosageInstruction')],
      authoredOn: '1904',
    }),
  ],
  Observation: [
    observationFact({
      id: 'a',
      status: 'Observation-status',
      code: text('Observation-code'),
      valueString: 'Observation-value',
      component: [{ code: text('Observation-component'), valueString: 'Observation-component' }],
      interpretation: [text('Observation-interpretation')],
      referenceRange: [text('Observation-referenceRange')],
      effectiveDateTime: '1905',
    }),
    observationFact({ id: 'b', status: 'final', code: text('Observation-code'), issued: '1906' }),
  ],
  AllergyIntolerance: [
    allergyFact({
      id: 'a',
      patient: subject,
      code: text('AllergyIntolerance-code'),
      reaction: [{ manifestation: [text('AllergyIntolerance-reaction')] }],
      criticality: 'AllergyIntolerance-criticality',
      clinicalStatus: coded('AllergyIntolerance-clinicalStatus'),
      onsetDateTime: '1907',
    }),
    allergyFact({ id: 'b', patient: subject, recordedDate: '1908' }),
  ],
  Immunization: [
    immunizationFact({
      id: 'a',
      patient: subject,
      status: 'Immunization-status',
      vaccineCode: text('Immunization-vaccineCode'),
      occurrenceDateTime: '1909',
    }),
  ],
  Procedure: [
    procedureFact({
      id: 'a',
      subject,
      status: 'Procedure-status',
      code: text('Procedure-code'),
      performedDateTime: '1910',
    }),
  ],
}
const YEARS: Record<string, string> = {
  1901: 'Condition.onset',
  1902: 'Condition.abatement',
  1903: 'Condition.recordedDate',
  1904: 'MedicationRequest.authoredOn',
  1905: 'Observation.effective',
  1906: 'Observation.issued',
  1907: 'AllergyIntolerance.onset',
  1908: 'AllergyIntolerance.recordedDate',
  1909: 'Immunization.occurrence',
  1910: 'Procedure.performed',
}

/** The elements that some piece says anything of, in its text or beside it. */
function shown(paths: readonly string[]): Set<string> {
  const origin = { document: 'd', source: 's', labels: [] }
  const pieces = Object.entries(FACTS).flatMap(([kind, facts]) =>
    facts.flatMap((fact) => factPieces(origin, kind as FactKind, fact, given(paths, kind))),
  )
  const told = pieces.flatMap(({ text, date, title }) => [text, date, title]).join('\n')
  const words = [...told.matchAll(/\b([A-Z]\w+)-(\w+)/g)].map(([, kind, element]) => `${kind}.${element}`)
  const years = Object.entries(YEARS).flatMap(([year, path]) => (told.includes(year) ? path : []))
  return new Set([...words, ...years])
}

const ELEMENTS = Object.entries(CHART_ELEMENTS).flatMap(([kind, each]) => each.map((element) => `${kind}.${element}`))
const OF_FACTS = ELEMENTS.filter((path) => !path.startsWith('Note.'))
const paths = fc.subarray([...Object.keys(CHART_ELEMENTS), ...ELEMENTS], { maxLength: 15 })

describe('what of a fact is shown', () => {
  it('is every element where the whole record may go, and none where nothing may', () => {
    expect([...shown(['*'])].sort()).toEqual([...OF_FACTS].sort())
    expect([...shown(Object.keys(FACTS))].sort()).toEqual([...OF_FACTS].sort())
    expect(shown([])).toEqual(new Set())
  })

  it('is exactly what the paths give, so a narrower profile shows nothing that a wider one does not', () => {
    fc.assert(
      fc.property(paths, paths, (wide, other) => {
        const narrow = bothPaths(wide, other)
        const [more, less] = [shown(wide), shown(narrow)]
        expect([...less].filter((element) => !more.has(element))).toEqual([])
        expect([...less].sort()).toEqual(
          OF_FACTS.filter((path) => {
            const [kind = '', element = ''] = path.split('.')
            return gives(given(narrow, kind), element)
          }).sort(),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('of a row that an older Cordon wrote is only what is known to be of an element', () => {
    const older: Fact = { what: 'ferritin', detail: ['9 ug/L', 'low'], status: 'amended', date: '2026-01-02' }
    const origin = { document: 'd', source: 's', labels: [] }
    const told = (list: string[]) => factPieces(origin, 'Observation', older, given(list, 'Observation'))
    expect(told(['Observation'])[0]?.text).toBe('Result: ferritin, 9 ug/L, low, amended, on 2026-01-02')
    expect(told(['Observation.code', 'Observation.value', 'Observation.effective'])[0]).toMatchObject({
      text: 'Result: ferritin',
      date: '',
    })
    expect(told(['Observation.value'])).toEqual([])
  })
})

describe('what of a note is shown', () => {
  const note = {
    type: 'Progress note',
    title: 'Titleword',
    date: '2026-01-02',
    text: '# Plan\nrest',
    chunks: chunk('# Plan\nrest'),
  }
  const told = (list: string[]) => notePieces({ document: 'd', source: 's', labels: [] }, note, given(list, 'Note'))
  it('is its text, and its type and date only where they may go too', () => {
    expect(told(['Note'])[0]).toMatchObject({ text: 'rest', type: 'Progress note', date: '2026-01-02' })
    expect(told(['Note.text'])[0]).toMatchObject({ text: 'rest', type: 'Note', title: '', date: '' })
    expect(told(['Note.text'])[0]?.at).toBe(told(['Note'])[0]?.at)
    expect(told(['Note.type', 'Note.date'])).toEqual([])
  })
  it('is not what an element further up hides, and what is beyond it again', () => {
    const text = `# Plan\nRest.\n<div style="display:none">\n${'- do as this list says\n'.repeat(300)}</div>\n- Allergy: penicillin`
    const chunks = chunk(text)
    const pieces = notePieces(
      { document: 'd', source: 's', labels: [] },
      { ...note, text, chunks },
      given(['Note'], 'Note'),
    )
    const [first, ...others] = pieces.map((piece) => piece.text)
    expect(chunks.length).toBeGreaterThan(pieces.length)
    expect(first).toContain('<div style="display:none">')
    expect(others.join('\n').trim()).toBe('- Allergy: penicillin')
    for (const { text: shown, start, end } of pieces) expect(text.slice(start, end)).toBe(shown)
  })
})
