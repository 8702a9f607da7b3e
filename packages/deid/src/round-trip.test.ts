import { describe, expect, it } from 'vitest'
import { Phi } from './boundary.ts'
import { createCodeBook } from './code-book.ts'
import { job, NOW, seededRandom, sha256 } from './deidentify.fixture.ts'
import { createDeidentifier } from './deidentify.ts'
import { createDetector } from './detect/create-detector.ts'
import { restoreText } from './reidentify.ts'

/** The engine with the package's own detector, over invented notes of several kinds. */
const NOTES: readonly string[] = [
  `DISCHARGE SUMMARY
Patient: Bell, Ada M.   MRN: 8817345   DOB: 03/04/1931 (94 y.o.)
Attending: Carol Stone, MD    PCP: Dr. J. Poe
Mrs. Bell was admitted on 11/02/2025 with Bell's palsy and Parkinson's disease; discharged 11/09/2025.
Lives at 12 Elm Street, Springfield, IL 62704. Call (217) 555-0142, or ada.bell@example.org.
K 4.1, Na 138, BP 120/80, Glasgow Coma Scale 15. Continue carbidopa-levodopa 25/100.`,
  `hi, my mom ada bell (92) fell on sunday, 3/4. dr stone at mercy general said to call 217-555-0142??`,
  `{"resourceType":"Patient","name":[{"family":"Bell","given":["Ada"]}],"birthDate":"1931-03-04"}`,
  `PID|1||8817345^^^MERCY^MR||BELL^ADA^M||19310304|F|||12 ELM ST^^SPRINGFIELD^IL^62704||(217)555-0142\rPV1|1|I`,
  `name,dob,phone\n"Bell, Ada",1931-03-04,217-555-0142\n"Poe, Edgar",1950-07-09,217-555-0199\n`,
  `Сестра Ады Белл 😀 звонила; Ada Bell's e\u0301tat stable. 𝒳-ray ok.`,
]

describe('an invented note', () => {
  const known = [{ kind: 'NAME', value: 'Ada Bell' } as const, { kind: 'MRN', value: '8817345' } as const]
  const deid = createDeidentifier({ detector: createDetector(), sha256, now: () => NOW })

  it.each(NOTES.map((note) => [note]))('leaves without its patient, and comes back to the byte: %j', async (note) => {
    const book = createCodeBook({ random: seededRandom() })
    const { clean, leaves } = await deid.deidentify(new Phi(note), job(book, { known }))
    expect(clean.value).not.toMatch(/\bAda\b|8817345|217.?555/)
    expect(leaves[0]?.spans.length).toBeGreaterThan(0)
    expect(restoreText(clean.value, book).text).toBe(note)
  })

  it('stays the same through a conversation that brings all of them', async () => {
    const book = createCodeBook({ random: seededRandom() })
    let before: readonly string[] = []
    // All at once first, so that nothing is revealed later.
    await deid.deidentify(new Phi(NOTES), job(book, { known }))
    for (let turn = 1; turn <= NOTES.length; turn++) {
      const { clean, turnsRevised } = await deid.deidentify(new Phi(NOTES.slice(0, turn)), job(book, { known }))
      expect(turnsRevised).toBe(0)
      expect(clean.value.slice(0, turn - 1)).toEqual(before)
      before = clean.value
    }
  })
})
