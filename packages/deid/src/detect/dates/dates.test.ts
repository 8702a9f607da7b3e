import { describe, expect, it } from 'vitest'
import { createDetector } from '../create-detector.ts'

const detector = createDetector()

/** The text with what was found as a date between ⟦ ⟧. */
function marked(text: string): string {
  const spans = (detector.find([text], { known: [] })[0] ?? []).filter(({ kind }) => kind === 'DATE')
  return spans.reduceRight(
    (out, { start, end }) => `${out.slice(0, start)}⟦${out.slice(start, end)}⟧${out.slice(end)}`,
    text,
  )
}

describe('a date is found', () => {
  it.each([
    ['a range of two ends', 'Travels to Suva ⟦4/3⟧-⟦5/11⟧ with her son.'],
    ['a range with hyphens', 'He was in the unit from ⟦2-27⟧ to ⟦3-4⟧.'],
    ['days first, in a text that writes them so', 'Adm ⟦22/10/2025⟧. Cast off ⟦3/12/2025⟧. Wire out ⟦30/4⟧ here.'],
    ['a day with a full stop, in a text of such dates', 'Seen ⟦14.11.2025⟧; in our ward from ⟦27.10.⟧ on.'],
    ['results in a row', 'Screens  ⟦5/4⟧ neg  ⟦5/12⟧ neg  ⟦5/19⟧ POS'],
    ['a weekday and a bare day', 'It was ⟦Sat 16⟧, she fell. Cita ⟦martes 10⟧ a las nueve.'],
    ['a bare ordinal', 'Out since ⟦16th⟧. Recheck ⟦27th⟧.'],
    ['a diary', '⟦9th⟧  Dot had tea.\n⟦11th⟧  Peg fell.\n⟦20th⟧ New bed.'],
    ['an ordinal in words', 'On ⟦the twenty-eighth⟧ he unplugged it.'],
    ['other languages', 'Vu ⟦lundi 12 janvier⟧; nascido ⟦4 de março de 1951⟧; noong ⟦3 Hunyo⟧.'],
    ['Vietnamese', 'tai kham ngày ⟦12 tháng 3⟧ nhé'],
    ['two days of a month', 'I saw him on ⟦8 and 15 January⟧ at home.'],
    ['a year before', 'Retrieved ⟦2019 May 20⟧ by the clerk; born ⟦1946-10⟧.'],
    ['a day in words after its month', 'Birthday ⟦December eight⟧, she said.'],
    ['a month alone, small letters', 'had the stent in ⟦june⟧, fine since. back in ⟦may⟧.'],
    ['a month alone at the end', 'Her tag expires ⟦Aug⟧; ask the nephew.'],
    ['a reading of that day', 'Log ⟦2/6⟧ 172/104 and rest. It was the same day ⟦9/3⟧ here.\n⟦3/5⟧ MMR given'],
    ['a last use', 'IV meth last use ⟦3/12⟧; labs reviewed ⟦July⟧.'],
    ['holidays of many places', 'Fell on ⟦Hallowe’en⟧, seen ⟦Shrove Tuesday⟧, la cita el ⟦jueves santo⟧.'],
    ['tomorrow stays outside', 'coming tomorrow ⟦3/5⟧ for a check'],
    ['a bad scan', 'DOB ⟦l0-2-2Ol9⟧ and ⟦O9/22/Z5⟧, fell ⟦Sept  l9⟧ at home'],
  ])('%s', (_, text) => expect(marked(text.replace(/[⟦⟧]/g, ''))).toBe(text))
})

describe('no date', () => {
  it.each([
    'GDS 3/15, MMSE was 11/30, Beighton 7/9, Katz 5/6.',
    'Strength 4/5, murmur 2/6, pain 8/10, vision 20/10, 6/6 R, 6/5 L.',
    'Abx day 4/7, page 1/4, session 2/7.',
    'NIPPV 18/6 x 30, course 14/7.',
    'T12-L1, L4-5, C5-6 and 3-5 mg.',
    'Ragweed peaks in August and September.',
    'It does so every September.',
    'She may one day return. May I ask?',
    'On the fifth rib, the 2nd dose, 3rd toe, 5th percentile.',
    'Fasting during Ramadan every year.',
    'Warfarin Mon 5 mg, Tue 2.5 mg, Sat 10 am.',
    'Wean to 30. May eat.',
    'Software 5.02.11, build 2026.1.3, NPSG.01.01.01, PEEP 5/8/10, Apgar 1/5/10.',
    'Form (Rev. 8/25), rev 11/2023; lot QCG4471, exp 08/2026; kit exp 12/27.',
    'Epworth 14/24 vs 6/24, BNT 3/15, CIWA 8-15, RR 8-30, Apgars were 5/8.',
  ])('%s', (text) => expect(marked(text)).toBe(text))
})
