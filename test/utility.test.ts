import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  createCodeBook,
  createDeidentifier,
  createDetector,
  Phi,
  POLICIES,
  type PolicyName,
} from '../packages/deid/src/index.ts'
import { askQuestions, generateHospital, solve } from '../packages/hospital/src/index.ts'

/** The fast half of `bench/utility.mjs`: which answers survive which policy. */
const hospital = generateHospital({ seed: 7, patients: 4, notesPerPatient: 4, now: '2026-11-22' })
const questions = askQuestions(hospital, { count: 40, seed: 7 })
const engine = createDeidentifier({
  detector: createDetector(),
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  now: () => Date.parse('2026-11-22'),
  policies: Object.values(POLICIES),
})

async function share(policy: PolicyName): Promise<number> {
  const cleaned = new Map<string, string>()
  for (const text of new Set(questions.map((question) => question.text))) cleaned.set(text, await clean(text, policy))
  const right = questions.filter((question) => solve(question, cleaned.get(question.text) ?? '') === question.answer)
  return right.length / questions.length
}

async function clean(text: string, policy: PolicyName): Promise<string> {
  const patient = hospital.patients.find(({ mrn }) => text.includes(mrn))
  const known = patient === undefined ? [] : [{ kind: 'NAME' as const, value: patient.name }]
  let drawn = 0
  const random = (length: number): Uint8Array =>
    new Uint8Array(createHash('sha256').update(`${text.length}/${drawn++}`).digest().subarray(0, length))
  const job = {
    policy,
    treat: () => 'text' as const,
    known,
    book: createCodeBook({ random }),
    turnKey: (turn: string) => turn,
  }
  const made = await engine.deidentify(new Phi(text), job)
  const left = made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
  expect(left).not.toContain(patient?.name)
  return left
}

describe('answers of order, interval and latest value', () => {
  it('can all be given on the original: the questions are fair', () => {
    expect(questions).toHaveLength(40)
    expect(questions.filter((question) => solve(question, question.text) !== question.answer)).toEqual([])
  })

  it.each([
    ['coded', 0.95],
    ['limited-data-set', 0.95],
    ['surrogate', 0.9],
  ] as const)('survive %s: %d at least', async (policy, bar) => {
    expect(await share(policy)).toBeGreaterThanOrEqual(bar)
  })

  it('mostly do not survive Safe Harbor, where a year is all that stays of a date', async () => {
    expect(await share('safe-harbor')).toBeLessThan(0.5)
  })
})
