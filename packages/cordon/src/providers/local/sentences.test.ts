import { describe, expect, it } from 'vitest'
import { isHeading, splitSentences } from './sentences.ts'

describe('splitSentences', () => {
  it.each([
    ['ends at a stop before a capital', 'Stable. No chest pain.', ['Stable.', 'No chest pain.']],
    ['keeps decimals and doses whole', 'Took 2.5 mg. INR 1.8 today.', ['Took 2.5 mg.', 'INR 1.8 today.']],
    ['keeps titles and initials whole', 'Seen by Dr. A. Bell. Doing well.', ['Seen by Dr. A. Bell.', 'Doing well.']],
    ['starts a sentence at a code', 'Called. [NAME-7Q2K4H] will return.', ['Called.', '[NAME-7Q2K4H] will return.']],
    ['ends at a line', 'PLAN\n- aspirin\n- rest', ['PLAN', '- aspirin', '- rest']],
    ['joins a wrapped line', 'Continue metoprolol\n  twice daily.', ['Continue metoprolol twice daily.']],
    ['does not join a heading', '# Medications\nacetaminophen 325 mg', ['# Medications', 'acetaminophen 325 mg']],
    ['keeps list numbers with their text', '1. Aspirin 81 mg\n2. Rest.', ['1. Aspirin 81 mg', '2. Rest.']],
    ['drops lines without words', 'One.\n-----\n\nTwo.', ['One.', 'Two.']],
    ['finds nothing in nothing', ' \n ', []],
  ])('%s', (_, text, sentences) => expect(splitSentences(text)).toEqual(sentences))
})

describe('isHeading', () => {
  it.each(['# Plan', 'PLAN', 'ASSESSMENT & PLAN:', 'The following was prescribed:'])('%s is one', (line) =>
    expect(isHeading(line)).toBe(true),
  )
  it.each(['Stable.', 'PLAN: aspirin', '- aspirin', 'Aspirin 81 mg', 'INR 1.8'])('%s is none', (line) =>
    expect(isHeading(line)).toBe(false),
  )
})
