import { describe, expect, it } from 'vitest'
import { extract } from './extract.ts'
import type { Passage } from './request.ts'

const PASSAGES: Passage[] = [
  {
    citation: '1',
    section: 'Plan',
    text: 'Seen by [NAME-7Q2K4H] in clinic. Continue metoprolol 25 mg twice daily. Return in one week.',
  },
  { citation: '2', section: 'Medications', text: 'Aspirin 81 mg daily.\nAtorvastatin 40 mg at night.' },
  {
    citation: '3',
    section: 'History',
    text: 'Allergic to penicillin: rash in childhood. Continue metoprolol 25 mg twice daily.',
  },
]

describe('extract', () => {
  it('quotes the sentence that shares the telling words, with its citation', () => {
    expect(extract('What dose of metoprolol is the patient on?', PASSAGES)).toBe(
      'Continue metoprolol 25 mg twice daily. [1]',
    )
    expect(extract('Any allergies to penicillins?', PASSAGES)).toBe('Allergic to penicillin: rash in childhood. [3]')
  })

  it('finds a code and quotes it untouched', () => {
    expect(extract('Who is [NAME-7Q2K4H]?', PASSAGES)).toBe('Seen by [NAME-7Q2K4H] in clinic. [1]')
  })

  it('takes a section by its heading', () => {
    const answer = extract('List all medications', PASSAGES)
    expect(answer.split('\n')).toEqual(['Aspirin 81 mg daily. [2]', 'Atorvastatin 40 mg at night. [2]'])
  })

  it('takes what stands under a heading line, and not the line', () => {
    const text = '# Plan\nReturn in June.\n\n# Medications\naspirin 81 mg; ibuprofen 400 mg'
    expect(extract('Which medications?', [{ citation: '1', section: '', text }])).toBe(
      'aspirin 81 mg; ibuprofen 400 mg [1]',
    )
  })

  it('says so when nothing overlaps, when nothing was asked and when nothing was given', () => {
    const nothing = 'The given context does not say.'
    expect(extract('What is the blood type?', PASSAGES)).toBe(nothing)
    expect(extract('What is it?', PASSAGES)).toBe(nothing)
    expect(extract('', PASSAGES)).toBe(nothing)
    expect(extract('metoprolol', [])).toBe(nothing)
  })

  it('gives at most five sentences, each once, the best first', () => {
    const text = Array.from({ length: 30 }, (_, i) => `Potassium was ${i}.0 today.`).join(' ')
    const long = [{ citation: '1', section: '', text: `${text} Potassium repletion was ordered.` }]
    const lines = extract('Was potassium repletion ordered?', long).split('\n')
    expect(lines[0]).toBe('Potassium repletion was ordered. [1]')
    expect(lines.length).toBeLessThanOrEqual(5)
    const many = extract('potassium', long).split('\n')
    expect(new Set(many).size).toBe(5)
  })

  it('cites nothing for text that came without a number', () => {
    expect(extract('metoprolol?', [{ citation: undefined, section: '', text: 'Metoprolol stopped.' }])).toBe(
      'Metoprolol stopped.',
    )
  })

  it.each(['potassium\n', 'A. ', 'Potassium 4.1. ', '- x:\n', '[1] (', 'PLAN\n'])(
    'stays under 1.5 s for 400,000 characters of %j',
    (unit) => {
      const time = (characters: number) => {
        const passages = [{ citation: '1', section: '', text: unit.repeat(characters / unit.length) }]
        const began = performance.now()
        extract('potassium plan', passages)
        return performance.now() - began
      }
      time(50_000)
      expect(time(400_000)).toBeLessThan(1_500)
    },
  )
})
