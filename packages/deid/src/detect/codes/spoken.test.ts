import { describe, expect, it } from 'vitest'
import { createDetector } from '../create-detector.ts'

const detector = createDetector()
const found = (text: string): string[] =>
  (detector.find([text], { known: [] })[0] ?? []).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)

describe('what is read aloud is found', () => {
  it.each([
    [
      'PHONE eight oh eight, nine nine one, thirty-six seventy',
      'My callback number is eight oh eight, nine nine one, thirty-six seventy.',
    ],
    ['SSN oh four one nine', 'AGENT: Last four of the social?\nCALLER: oh four one nine.'],
    ['SSN three two seven seven', 'Her social ends three two seven seven.'],
    ['MRN double oh seven, four one, nine nine two', 'Chart is double oh seven, four one, nine nine two.'],
    [
      'VEHICLE eight x ray mike whiskey two oh four',
      'came in a van, plate eight x ray mike whiskey two oh four, I saw it',
    ],
    [
      'HEALTHPLAN H as in hotel eight eight four one nine',
      'on the card, member H as in hotel eight eight four one nine.',
    ],
    ['DATE Eleven, nineteen, eighty-four', 'Date of birth? Eleven, nineteen, eighty-four.'],
    ['DATE Friday three slash thirteen', 'Recheck Friday three slash thirteen with the clinic.'],
  ])('%s', (value, text) => expect(found(text)).toContain(value))
})

describe('counts that are read aloud stay', () => {
  it.each([
    'blood pressure one thirty over eighty two, pulse eighty eight, sat ninety nine',
    'Strength five over five. Neck pain six out of ten.',
    'Take one or two tablets, ten to fifteen minutes before.',
    'two, three, four of them came',
    'plaquenil two hundred, aspirin eighty one',
  ])('%s', (text) => expect(found(text)).toEqual([]))
})
