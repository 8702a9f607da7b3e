import { describe, expect, it } from 'vitest'
import { ABBREVIATIONS } from './abbreviations.ts'
import { createTokenizer, words } from './tokenize.ts'

const { tokens: tokenize, terms } = createTokenizer()
const meets = (question: string, text: string) => {
  const index = new Set(tokenize(text))
  return tokenize(question).some((token) => index.has(token))
}

describe('words', () => {
  it('keeps readings, decimals and dates whole', () => {
    expect(words('BP 120/80 on 2024-03-02, A1c 6.5, 10mg')).toEqual([
      'BP',
      '120/80',
      'on',
      '2024-03-02',
      'A1c',
      '6.5',
      '10',
      'mg',
    ])
  })
})

describe('the tokenizer', () => {
  it('finds every member of an abbreviation by every other', () => {
    for (const row of ABBREVIATIONS) {
      for (const one of row)
        for (const other of row) expect(meets(one, `The ${other} today`), `${one} → ${other}`).toBe(true)
    }
  })

  it('does not take a word of a phrase for the phrase', () => {
    expect(meets('BP', 'blood glucose')).toBe(false)
    expect(meets('K', 'k')).toBe(true)
    expect(meets('potassium', 'vitamin k')).toBe(false)
    expect(meets('potassium', 'K 4.1')).toBe(true)
  })

  it('weighs a phrase of a question as one thing', () => {
    expect(Object.fromEntries(terms('blood pressure cuff'))).toEqual({ '=bp': 1, blood: 0.3, pressur: 0.3, cuff: 1 })
  })

  it('drops words that every question has', () => {
    expect(tokenize('What is the patient taking?')).toEqual([])
  })
})
