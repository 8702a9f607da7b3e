import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Known } from '../../span.ts'
import { createDetector } from '../create-detector.ts'

const detector = createDetector()

const KNOWN: readonly Known[] = [
  ...['Ada Bell', 'Bell', 'Maribel Okonkwo-Bright', 'José Núñez', 'May Graves', 'Quillfeather', 'Testperson'].map(
    (value) => ({ kind: 'NAME', value }) as const,
  ),
  { kind: 'MRN', value: '00471-22' },
  { kind: 'SSN', value: '900-12-3456' },
  { kind: 'PHONE', value: '+1 (217) 555-0142' },
  { kind: 'DATE', value: '1948-03-04' },
  { kind: 'STREET', value: '12 Oak Street, Apartment 4' },
  { kind: 'FACILITY', value: 'Fernhill Clinic' },
  { kind: 'CITY', value: 'Mobile' },
]

const TEXTS = [
  'ada bell, Bell, A. Graves; Belll and OKONKWO. jbell@x.org, Bell-Graves, MAY seen in May by Dr. Okonkwo Bell.',
  'mrn 00471 22, ends in 3456, call 217.555.0142; DOB 3/4/48, at 12 Oak St apt 4, fernhill clinic near Mobile.',
  'Qiullfeather and Quillfether called; Maribel Quill-\nfeather, GRAVES, jose nunez. Graves disease, a bell, mobile.',
]

describe('identifiers that stand', () => {
  it('are found with the others as if all were in one list, however they are divided', () => {
    const all = detector.find(TEXTS, { known: KNOWN })
    expect(all.flat().length).toBeGreaterThan(15)
    const swept = detector.findKnown(TEXTS, KNOWN)
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: KNOWN.length, maxLength: KNOWN.length }), (stands) => {
        const standing = KNOWN.filter((_, n) => stands[n])
        const known = KNOWN.filter((_, n) => !stands[n])
        // Twice: the second time what was made of the list is there already.
        for (let time = 0; time < 2; time++) {
          expect(detector.find(TEXTS, { known, standing })).toEqual(all)
          expect(detector.findKnown(TEXTS, known, standing)).toEqual(swept)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('are the same after somebody else’s identifiers were looked for with them', () => {
    const standing = KNOWN.slice(0, 3)
    const before = detector.findKnown(TEXTS, [], standing)
    detector.findKnown(TEXTS, KNOWN.slice(3), standing)
    expect(detector.findKnown(TEXTS, [], standing)).toEqual(before)
  })
})
