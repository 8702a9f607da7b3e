import { describe, expect, it } from 'vitest'
import { generateHospital } from '../hospital.ts'
import { askQuestions } from './questions.ts'
import { solve } from './solve.ts'

const hospital = generateHospital({ seed: 20_261_122, patients: 12, notesPerPatient: 6, now: '2026-11-22' })
const questions = askQuestions(hospital, { count: 200, seed: 1 })

describe('questions of order, interval and latest value', () => {
  it('are 200, of each kind a share', () => {
    expect(questions).toHaveLength(200)
    for (const kind of ['order', 'interval', 'latest'])
      expect(questions.filter((question) => question.kind === kind).length).toBeGreaterThan(40)
  })

  it('are fair: every one of them can be answered by rule from its own record', () => {
    const missed = questions.filter((question) => solve(question, question.text) !== question.answer)
    expect(missed.map(({ kind, about, answer }) => [kind, about, answer])).toEqual([])
  })

  it('are the same for the same seed, and others for another', () => {
    expect(askQuestions(hospital, { count: 20, seed: 1 })).toEqual(questions.slice(0, 20))
    expect(askQuestions(hospital, { count: 20, seed: 2 })).not.toEqual(questions.slice(0, 20))
  })

  it('cannot be answered from a text whose dates are gone, nor from another patient’s', () => {
    const dateless = (text: string): string => text.replace(/\d{4}/g, '').replace(/\b\d{1,2}\b/g, '')
    const dated = questions.filter(({ kind }) => kind !== 'latest')
    expect(dated.filter((question) => solve(question, dateless(question.text)) !== undefined)).toEqual([])
  })

  it('of a year alone have an answer only where the years differ', () => {
    const text =
      '- Seen on [DATE-2024-A1B2C3] for cough by Dr. X.\n- [DATE-2026-D4E5F6]: began aspirin, by Y.\n- Z began iron on [DATE-2026-A9A9A9].'
    expect(solve({ kind: 'order', about: ['cough', 'aspirin'] }, text)).toBe('cough')
    expect(solve({ kind: 'order', about: ['aspirin', 'iron'] }, text)).toBeUndefined()
    expect(solve({ kind: 'interval', about: ['cough', 'aspirin'] }, text)).toBeUndefined()
  })
})
