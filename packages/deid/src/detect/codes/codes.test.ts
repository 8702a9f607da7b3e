import { describe, expect, it } from 'vitest'
import type { IdentifierKind } from '../../span.ts'
import { createDetector } from '../create-detector.ts'

const detector = createDetector()
const unmarked = (marked: string): string => marked.replace(/[⟦⟧]/g, '')
const spansOf = (text: string) => detector.find([text], { known: [] })[0] ?? []

/** Text with the identifiers between ⟦ ⟧. All invented. */
const FOUND: readonly (readonly [IdentifierKind, string])[] = [
  // Labels and values that stand apart.
  ['SSN', 'DOB ........ 1/2/51   SSN ........................ ⟦512 - 40 - 8830⟧'],
  ['SSN', 'last 4 of social on file ⟦4417⟧ checked'],
  ['SSN', 'The card she showed ends social security ⟦004-22-xxxx⟧.'],
  ['SSN', 'NIR : ⟦2 71 04 75 116 042 17⟧'],
  ['LICENSE', 'license number read over the radio, ⟦508 661 902⟧.'],
  ['HEALTHPLAN', 'Medicaid pending, ⟦NM 6610 3302 9⟧ per intake'],
  ['HEALTHPLAN', 'She is on Wellmark, ⟦XQB 0931 44 207⟧'],
  ['MRN', 'Chart ........ ⟦LCC 31-8806⟧   Acct 1'],
  ['MRN', 'hosp #: ⟦b 41 77023⟧'],
  ['MRN', 'NHI: ⟦ZAC5361⟧'],
  ['LICENSE', 'Dr. Murray, MCNZ ⟦70213⟧'],
  ['LICENSE', 'Barrister (Bar No. ⟦3319⟧) agrees.'],
  ['OTHERID', 'Aadhaar: ⟦6620 1183 4471⟧'],
  ['OTHERID', 'The evidence locker no. ⟦EL-2077⟧ was sealed.'],
  ['PHONE', 'mob. ⟦06 41 77 20 93⟧'],
  ['PHONE', 'Reach the desk at ⟦2-0418⟧ or ext ⟦4-7719⟧'],
  // More than one value.
  ['DEVICE', 'pumps ⟦QK-4410⟧, ⟦QK-4418⟧ went along'],
  ['MRN', '| MRN | ⟦TS 41-0338⟧ | ⟦TS 41-0912⟧ |'],
  // Tags and templates.
  ['DEVICE', 'signed at workstation ⟦PC-ICU-0931⟧'],
  ['DEVICE', 'bed alarm ⟦QA-0731⟧ in place'],
  ['BIOMETRIC', 'face match ⟦fx#8810-b4⟧ at check-in'],
  ['BIOMETRIC', 'thumb-capture ⟦RQ-LI-6120D⟧ logged'],
  // Masked, and in series.
  ['SSN', 'The file shows ⟦***-**-7714⟧ and nothing else.'],
  ['ACCOUNT', 'prepaid ⟦4418 20xx xxxx 7703⟧, and Visa ...⟦0931⟧'],
  ['DEVICE', 'tablet id QB-204 was swapped for ⟦QB-117⟧'],
  ['OTHERID', 'labelled ⟦QF-PV-6620⟧ in the pot'],
  ['OTHERID', 'posted as ⟦u/qadvocate_419⟧: see there'],
  ['OTHERID', 'elig: Neighborhood ⟦NQP 77 2091 40⟧ active'],
  // Questions and answers.
  ['SSN', 'NURSE: last 4 of social?\nPT: ⟦6618⟧'],
  // User names without digits.
  ['OTHERID', 'printed by ⟦qhaldorsen⟧ at 203.0.113.44'],
  ['OTHERID', '2026-03-02 09:14 ⟦ktuiasosopo⟧ opened from 10.1.1.9'],
  // At the end of a line, of a sentence, after a credential.
  ['SSN', 'My SSN for the fund is ⟦026-14-\n3308⟧. I live'],
  ['SSN', 'Her SSN on the referral ends ⟦3071⟧, the zip is wrong'],
  ['SSN', 'wants the face sheet with last 4 (⟦7718⟧)'],
  ['SSN', 'social no. ends ⟦9 3 1 0⟧'],
  ['ACCOUNT', 'Case number of the leave: ⟦QTN-26-\n00118-ABQ-01⟧.'],
  ['HEALTHPLAN', 'Q. Insurance? A. Wellmark, ⟦XQW 0646 11 208⟧. Q. Where?'],
  ['LICENSE', 'Reporter: T. Quill, LCSW ⟦70418⟧, Kern'],
  ['OTHERID', 'Green card ⟦A 208-118-063⟧, seen'],
  ['OTHERID', '203.0.113.7 - ⟦qfalkenrath⟧ [09/Mar/2026:06:15:02 -0400]'],
  ['OTHERID', 'Sgt P. Quill (collar ⟦18402⟧)'],
  // Vehicles.
  ['VEHICLE', 'usa la troca. ⟦LQB 7706⟧. pero ponle gas'],
  ['VEHICLE', 'Plate read back for curbside: ⟦QHL-8851⟧.'],
  ['VEHICLE', 'rides for the visit, van ⟦OH QG-80442⟧'],
  ['VEHICLE', 'the family truck (⟦NM 733 SQT⟧) was towed'],
  ['VEHICLE', 'drives a silver Jetta ⟦BXT5 118⟧'],
  ['VEHICLE', 'placas ⟦VK-41-208⟧ de Sonora'],
  ['VEHICLE', 'silver ⟦JQV 3318⟧ by the door'],
]

describe('numbers of people', () => {
  it.each(FOUND)('%s in %s', (kind, marked) => {
    const text = unmarked(marked)
    for (const [, value = ''] of marked.matchAll(/⟦([^⟧]*)⟧/g)) {
      const at = text.indexOf(value)
      const span = spansOf(text).find((one) => one.start <= at && one.end >= at + value.length)
      expect(span?.kind, value).toBe(kind)
    }
  })
})

describe('numbers of nobody', () => {
  it.each([
    'Vent AC 350 x 24, PEEP 12, FiO2 0.6.',
    'Epi 1:10,000 1 mg IV given.',
    '99213 is the visit. M54.50 is back pain.',
    'Leads in place, sensor 12, station 3, cart 4.',
    'The model number XR-4410 pump was recalled, lot no. 77A120.',
    'Form no. 4471 and room number 4120 are unchanged.',
    'If this is an emergency dial 911.',
    'Weight 84 kg, plan is to walk 120 feet with PT.',
    'She drives 45 miles in a 2019 sedan, 4 doors.',
    'Swan-Ganz floated to the PA, PCWP 18.',
    'Prepared by gravity at room temperature, user friendly, user errors rise.',
    '{"drug":"x","sig":"1 tab BID","who":"bot"}',
    'MAP 65 70 72 75 and GLU 110 145 160 98 overnight.',
    'ClinVar VCV000012345 and NCT01234567 are public.',
    'O2 at 2 L, B12 low, S1 normal, L4-L5 disc, I-131 given, A1c 7.1, IgG low.',
    'Filter REF 1054260  lot 23A417, circuit REF 8881-552, exam form MCSA-5875.',
    'Could not do serial 7s. Plan: OT 1x/wk x 4. Frequency: SN 2w2 1w3.',
    'My bottle says 0573-0207-30, what is that? Manual part 7-204-1182, lots H203095.',
    '`Patient?identifier=urn:oid:2.16.840.1.113883.4.1` gives 400.',
    'HPV16 positive, H1N1 vaccine, FEV1 81, T1DM since 2009, CD4 410.',
  ])('%s', (text) => expect(spansOf(text).map((span) => text.slice(span.start, span.end))).toEqual([]))
})
