import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Form } from '../../retrieval/others/forms.ts'
import { inJson } from './in-json.ts'
import { createAnswerScan, whole } from './scan.ts'
import { createHouseForms, createStrangers } from './strangers.ts'

const pieces = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []

function scanOf(others: 'block' | 'mark', canaries: readonly string[] = ['Planted-0042']) {
  const found: string[] = []
  const isStranger = (form: Form) => ['name ann bell', 'name bo lund'].includes(form)
  return { found, ...createAnswerScan({ isStranger, canaries, others, onFound: (one) => found.push(one) }) }
}

describe.each([1, 3, 8, 1_000])('an answer in pieces of %i', (size) => {
  it('is stopped before anything of a planted value went out, and passes what only begins like one', () => {
    const scan = scanOf('block')
    const filter = scan.prose()
    let out = ''
    for (const piece of pieces('a planted-004 and ', size)) out += filter.push(piece)
    expect(() => {
      for (const piece of pieces('PLANTED-0042.', size)) out += filter.push(piece)
    }).toThrow(expect.objectContaining({ code: 'answer_withheld' }))
    expect('a planted-004 and ').toContain(out)
    expect(scan.found).toEqual(['canary'])
  })

  it('in JSON is read as it says, and goes on as it was written', () => {
    const written = String.raw`{"a\n":"\u0041nn \"Bo\" \\u0020 x\ty","n":12.50}`
    const filter = scanOf('block').json()
    let out = ''
    for (const piece of pieces(written, size)) out += filter.push(piece)
    expect(out + filter.end()).toBe(written)
    const stopped = scanOf('block').json()
    expect(() => {
      for (const piece of pieces(String.raw`{"q":"so\n\u0041nn\u0020Bell."}`, size)) stopped.push(piece)
    }).toThrow(expect.objectContaining({ code: 'answer_withheld' }))
  })
})

describe('a JSON text', () => {
  it('comes through whole, broken or not, in whatever pieces', () => {
    const parts = ['{', '"', '\\', 'u', '00', '41', 'n', 'Ann', ' ', 'Bell', ':', '}', '12345', '\\\\']
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 25 }),
        fc.integer({ min: 1, max: 5 }),
        (all, size) => {
          const text = all.join('')
          const filter = inJson(passing())
          const out = pieces(text, size).map((piece) => filter.push(piece))
          expect(out.join('') + filter.end()).toBe(text)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

/** Holds one character back. */
function passing() {
  let held = ''
  return {
    push(chunk: string) {
      const all = held + chunk
      held = all.slice(-1)
      return all.slice(0, -1)
    },
    end: () => held,
  }
}

describe('what is marked', () => {
  it('is marked in prose alone', () => {
    const scan = scanOf('mark')
    expect(whole(scan.prose(), 'Dear Ann Bell,')).toBe('Dear [withheld],')
    expect(() => whole(scan.json(), '"Ann Bell"')).toThrow()
    expect(() => whole(scan.asIs(), 'Ann Bell')).toThrow()
    expect(scan.found).toEqual(['other-name'])
  })

  it('is one identifier, as often as it stands there, and the second stops the answer', () => {
    const scan = scanOf('mark')
    expect(whole(scan.prose(), 'Ann Bell, I say: Bell, Ann.')).toBe('[withheld], I say: [withheld].')
    expect(scan.found).toEqual(['other-name'])
    const filter = scan.prose()
    const withheld = expect.objectContaining({ code: 'answer_withheld' })
    expect(() => whole(filter, 'Ann Bell and Bo Lund')).toThrow(withheld)
    expect(scan.found).toEqual(['other-name', 'other-name'])
  })
})

describe('a stranger', () => {
  const patients = { has: (form: Form) => ['name ann bell', 'number 451234', 'name bo lund'].includes(form) }
  it('is a patient who is neither known here nor stands in what was sent', () => {
    const sent = { messages: [{ content: 'MRN 451234' }, { content: [{ text: 'x' }] }], n: 451234 }
    const isStranger = createStrangers(
      patients,
      [{ value: 'Dr. Bo Lund' }, { value: 'Ann' }, { value: 'Bell' }],
      () => sent,
    )
    expect(isStranger('name ann bell')).toBe(true)
    expect(isStranger('name bo lund')).toBe(false)
    expect(isStranger('number 451234')).toBe(false)
    expect(isStranger('name nobody here')).toBe(false)
  })

  it('is nobody of the house, whose names are read once for each list', () => {
    const forms = createHouseForms()
    const staff = [{ value: 'Bo Lund' }]
    const isStranger = createStrangers(
      patients,
      [],
      () => '',
      () => forms(staff),
    )
    expect([isStranger('name bo lund'), isStranger('name ann bell')]).toEqual([false, true])
    expect(forms(staff)).toBe(forms(staff))
  })

  it('is looked up in what is known only when somebody is found', () => {
    let reads = 0
    const isStranger = createStrangers(patients, [], () => void reads++)
    isStranger('name nobody here')
    expect(reads).toBe(0)
    isStranger('name ann bell')
    isStranger('name ann bell')
    expect(reads).toBe(1)
  })
})
