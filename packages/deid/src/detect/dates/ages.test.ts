import { describe, expect, it } from 'vitest'
import { createDetector } from '../create-detector.ts'

const detector = createDetector()

/** The text with what was found as an age over 89 between ⟦ ⟧. */
function marked(text: string): string {
  const spans = (detector.find([text], { known: [] })[0] ?? []).filter(({ kind }) => kind === 'AGE90')
  return spans.reduceRight(
    (out, { start, end }) => `${out.slice(0, start)}⟦${out.slice(start, end)}⟧${out.slice(end)}`,
    text,
  )
}

describe('an age over 89 is found', () => {
  it.each([
    'Pt is a pleasant ⟦92⟧yoF with CHF.',
    '⟦93⟧F found down; ⟦91⟧-yo M at bedside.',
    'Age/Sex: ⟦94⟧/F',
    'PatientAge ⟦094⟧Y',
    'She is ⟦96⟧ and does the crossword.',
    "Sure, she's ⟦ninety-four⟧, she needs a new card.",
    'Her brother Elwood ⟦95⟧ is blind.',
    'Mother is ⟦ninety-seven⟧, lives upstairs.',
    'Grandmother (⟦102⟧) visits on Sundays.',
    'his mom is ⟦97⟧ and opens his mail',
    'Her aunt lived to be ⟦ninety-eight⟧ and never smoked.',
    'An uncle made it to ⟦one hundred four⟧ with a clear mind.',
    'He turned ⟦91⟧ in the spring and is pushing ⟦92⟧.',
    'They sang at her ⟦97th⟧ birthday.',
    'Bees kept into her mid-⟦90s⟧.',
    'Mrs. Marguerite Thibodeaux ⟦94⟧, hip fracture',
    'Marguerite Thibodeaux (⟦100⟧) and her dog',
    'mi abuela tiene ⟦95⟧ años',
    'ba noi ⟦93⟧ tuoi',
    'une dame de ⟦90⟧ ans',
    'AGE ⟦9 1⟧ SEX F',
  ])('%s', (text) => expect(marked(text.replace(/[⟦⟧]/g, ''))).toBe(text))
})

describe('another number is no age', () => {
  it.each([
    'O2 sat is 94, HR is 98, and BP was 110/70.',
    'Her pulse is ninety six and regular.',
    'Her glucose was 94, fasting.',
    'Mother lives in Room 94.',
    'He reached 90 degrees of flexion and walked 100 feet.',
    'Temp 98 F, RR 18.',
    'A 90-day supply; 100 years ago; 90-year survival.',
    'Barthel 95, Karnofsky 90.',
    'Sertraline 100 mg, a hundred times.',
    'In the nineties that drug was new; sats in the 90s.',
    'The 99th percentile.',
    'Age 76, aged 89 next year.',
    'Weight 94 kg, turned the dial to 95 percent.',
  ])('%s', (text) => expect(marked(text)).toBe(text))
})
