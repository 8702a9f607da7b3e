import { describe, expect, it } from 'vitest'
import { createDetector } from './create-detector.ts'
import { reread } from './misread.ts'

const SCANNED = 'Rec0rds f0r the cl1nic, p1ease ca11.'

describe('a scanned text', () => {
  it.each([
    ['SSN 5l2-4O-883O', 'SSN 512-40-8830'],
    ['Ph0ne ( 3l3 ) 6O4-77l8', 'Phone ( 313 ) 604-7718'],
    ['O9/22/Z5 at O7:l4', '09/22/25 at 07:14'],
    ['HOSP N0. 44-O9-l78', 'HOSP NO. 44-09-178'],
    ['PATlENT B0RN', 'PATIENT BORN'],
    ['O2 2 L, B12 low, S1 normal, I-131, IgG', 'O2 2 L, B12 low, S1 normal, I-131, IgG'],
  ])('%s', (written, read) => {
    const text = `${SCANNED} 3l3 6O4 77l8; ${written}`
    expect(reread(text).slice(-written.length)).toBe(read)
    expect(reread(text)).toHaveLength(text.length)
  })

  it('is masked where it stands', () => {
    const text = `${SCANNED} Soc. Sec. # 5l2-4O-883O seen, Ce11 3l3 6O4 77l8`
    const found = (createDetector().find([text], { known: [] })[0] ?? []).map((span) =>
      text.slice(span.start, span.end),
    )
    expect(found).toEqual(expect.arrayContaining(['5l2-4O-883O', '3l3 6O4 77l8']))
  })
})

describe('any other text', () => {
  it.each([
    'O2 by nasal cannula, A1c 7.1, T1DM, H1N1, HbA1c again, p16, CD4, FEV1, I10, B12.',
    'hash a0ff 0bbe b0cc d0dd 7f09c1e4 c0de',
    'user r0bin2 and v1sitor, one note',
  ])('%s stays', (text) => expect(reread(text)).toBe(text))
})
