import { describe, expect, it } from 'vitest'
import { createDetector } from '../create-detector.ts'

const detector = createDetector()

/** What the detector masks of a text, between ⟦ ⟧. */
function marked(text: string): string {
  const spans = detector.find([text], { known: [] })[0] ?? []
  return spans.reduceRight(
    (out, { start, end }) => `${out.slice(0, start)}⟦${out.slice(start, end)}⟧${out.slice(end)}`,
    text,
  )
}

/** Persons between ⟦ ⟧; everything else in the sentence stays. All invented. */
const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  'a name that is also a word or a disease is a person where the sentence says so': [
    '⟦Turner⟧ walked to the kitchen.',
    '⟦Mason⟧ is a 6-year-old with a cough.',
    '⟦Penny⟧ (aunt) drove them here.',
    '⟦Bishop⟧, who lives alone, agreed.',
    '⟦Graham⟧ and his wife agreed to hospice.',
    'Ortho (⟦Barton⟧) will see the wrist.',
  ],
  'the disease, test, device or language of a person’s name stays': [
    'Dr. ⟦Graves⟧ explained the Graves ophthalmopathy.',
    'Mr. ⟦Parkinson⟧ does not have Parkinson’s.',
    'Ms. ⟦Weber⟧: Weber B ankle fracture.',
    'Mrs. ⟦French⟧ speaks French.',
    'Ms. ⟦Iris Oduya⟧: iris looks normal.',
    'Mrs. ⟦Barlow⟧ is a ⟦Barlow⟧ by marriage.',
    'Dr. ⟦Heller⟧ did the Heller myotomy.',
  ],
  'brands, classes and things that are called after people are nobody': [
    'Rosemary oil and tea tree oil.',
    'Bitten by a Jack Russell.',
    'Dukes C cancer of the colon.',
    'Forrest IIa ulcer, clipped.',
    'Pat dry and apply the cream.',
    'Zimmer Persona knee, size 5.',
    'Henry’s law explains it.',
    'Rate 10 mg/min',
  ],
  'a surname and a given name stand in a cell, a column or a line of their own': [
    'Room 4 | ⟦Tamburini, Odile⟧ | stable',
    '⟦OKEREKE, J. AMARA⟧    90 kg',
    '⟦macaulay, fiona⟧  67f',
    'Nausea, Vomiting  none',
    'Kell, Kidd, Duffy',
  ],
  'letters that spell, sign or abbreviate a name are the name': [
    'spell it D as in dog, ⟦B R A N D T⟧ please',
    'dressing changed by ⟦kvd⟧.',
    'initials: ⟦rtz⟧',
    'Nothing more to add. ⟦wlk⟧',
    'The donor ("⟦K.L.M.⟧") was healthy.',
    'Rate 12 by PCR',
    'Read by MRI.',
    'hepatitis A B C',
  ],
  'a form or a row of labels names a person after the label, also across a gap': [
    'LAST      ⟦OKAFOR⟧',
    'Anaes: ⟦Ramanathan⟧, theatre 2',
    'charge rn: ⟦Wenona Brightwater⟧',
  ],
  'small letters name a person after a relative or a title': [
    'mum ⟦teuila⟧ rang at noon',
    'mother diabetic, father well',
    'ask a nurse practitioner',
  ],
  'brands that are written like people are nobody': ['Drinks Dr Pepper.', 'Mr. Clean splashed in the eye.'],
  'who writes stands after the time of a message or before the address of a letter': [
    '[⟦3/2⟧, 7:14 PM] ⟦Wenona⟧: on my way',
    'From: ⟦odalys.p⟧ <⟦o.p@millpond.example⟧>',
    '[12:10:44] INFO: started',
  ],
  'letters of a list, answers, units, tablets and gauges are no initials': [
    ' A. Parkinson  B. Huntington  C. Wilson',
    'DIAGNOSIS\nA. Cecum, adenoma\nB. Sigmoid, normal',
    'Q. Which plan?\nA. Bluestem.',
    'T. Glimestar 2 mg once daily',
    'Drain 19 Fr. Blakemore in place.',
    'Manual Rev. J, page 4',
    'Oxygen S/N and O2 at 2 L',
    'He saw ⟦A. Okafor⟧ and ⟦B. Lindqvist⟧.',
  ],
  'placeholders and fields of code are nobody': [
    'PID-5 `LAST^FIRST^MIDDLE`',
    'Example: John Q. Public.',
    'const TEST_PT = 4',
    'DRE def until later.',
  ],
  'a hyphenated surname, a number after a name and a doubled apostrophe hide nobody': [
    'Call mother ⟦Solveig Holland-Baker⟧ ⟦318-555-0143⟧',
    'nurse review ⟦Oona Brandt⟧ ⟦3-8-26⟧',
    "VALUES ('⟦O''Hanlon⟧')",
    'Mother ⟦LULU⟧ nee ⟦BLACK⟧',
  ],
  'a given name that is an everyday word is a person where somebody tells, asks or reaches him': [
    'Please tell ⟦Joy⟧ at noon.',
    '⟦Grace⟧ cell ⟦207 555 0143⟧',
    'Call for hope and joy.',
  ],
  'initials sign before a credential': ['Will call.\n⟦KZ⟧, RN', 'co-sign: ⟦MJZ⟧', 'LOC: OP', 'Rate fine, RN aware.'],
  'the sides of a conversation are not names': [
    'AGENT: Hello.\nCALLER: Hello.\nAGENT: Yes.\nCALLER: No.\nAGENT: Ok.\nCALLER: Bye.',
  ],
}

for (const [claim, texts] of Object.entries(CLAIMS))
  describe(claim, () => {
    it.each(texts)('%s', (text) => expect(marked(text.replace(/[⟦⟧]/g, ''))).toBe(text))
  })
