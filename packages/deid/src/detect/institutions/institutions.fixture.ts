import type { IdentifierKind } from '../../span.ts'

/** Text with institutions between ⟦ ⟧: forms, chats, lower-case notes. All invented. */
export const INSTITUTION_CASES: readonly (readonly [IdentifierKind, string])[] = [
  ['ORG', 'Employer: ⟦Kettle Point Marine⟧'],
  ['ORG', 'Employer ....... ⟦Drumlin Paper⟧'],
  ['ORG', "drove for ⟦Blandford's⟧ 30 years"],
  ['ORG', 'a civil servant with the ⟦Ordnance Office⟧'],
  ['ORG', 'plays for ⟦Tamahere⟧ on weekends'],
  ['ORG', 'works at ⟦Galveston LNG dock⟧ nights'],
  ['ORG', 'works nights at ⟦Osprey Cannery⟧'],
  ['ORG', 'a reporter with the ⟦Essex Herald⟧'],
  ['ORG', 'teaches at ⟦Conestoga Middle School⟧'],
  ['ORG', 'misa de ⟦san isidro⟧ cada domingo'],
  ['FACILITY', 'seen at ⟦Mad Creek Surgical⟧ in 2019'],
  ['FACILITY', 'scan at ⟦tunkhollow imaging⟧ mon'],
  ['FACILITY', 'INR at ⟦Harlan North lab⟧ today'],
  ['FACILITY', 'she came to ⟦the Mater⟧ at four'],
  ['FACILITY', 'worked up at ⟦KBTH⟧ in 2017'],
  ['FACILITY', 'Pharmacy: ⟦Paxmoor Drug⟧   Phone 555'],
  ['FACILITY', 'Klamath Kidney Institute (KKI). Back to ⟦KKI⟧ in May.'],
  ['FACILITY', '⟦Klinikum am Seeufer⟧, Neurologie'],
  ['FACILITY', 'faxed to ⟦Big Elk Trauma⟧ last night'],
  ['FACILITY', "referred by ⟦Fox Hollow Women's⟧, 555"],
]

/** What looks like an institution and is none. */
export const NO_INSTITUTIONS: readonly string[] = [
  'Insurance: Delta Dental of Oregon, Apple Health.',
  'Transferred to ICU, then to MICU and seen by OT.',
  'Employer: retired. School: none.',
  'Works as a welder, works nights, works part time.',
  'Blunt Trauma; Major Trauma; Head Trauma.',
  'Hypospadias repair by the Duckett method.',
  "Compared by Pearson's chi-square and Fisher's exact test.",
  'Sent for MRI; went to PT and OT; home from SNF.',
  'Pharmacy: call in refill. Clinic: tomorrow. Lab: pending.',
  'Facility: hot and cold packs available.',
  'Coumadin clinic and Holter lab will call.',
  'Works well with others and attends to task.',
  'In the Trendelenburg position at the McBurney point.',
]
