import { z } from 'zod'

/**
 * Purpose of use: HL7 v3-ActReason, value set PurposeOfUse (http://terminology.hl7.org/CodeSystem/v3-ActReason).
 * A request without one is refused; an application's registration may fix it.
 */
export const Purpose = z.enum([
  'TREAT', // treatment
  'ETREAT', // emergency treatment
  'COC', // coordination of care
  'BTG', // break the glass
  'HPAYMT', // healthcare payment
  'CLMATTCH', // claim attachment
  'COVAUTH', // coverage authorisation
  'ELIGDTRM', // eligibility determination
  'HOPERAT', // healthcare operations
  'HQUALIMP', // quality improvement
  'PATSFTY', // patient safety
  'HCOMPL', // compliance
  'HLEGAL', // legal
  'SYSDEV', // system development
  'TRAIN', // training of people
  'HTEST', // test data
  'HRESCH', // research
  'CLINTRCH', // clinical trial research
  'PATRQT', // patient requested
  'FAMRQT', // family requested
  'PUBHLTH', // public health
  'HMARKT', // marketing
])
export type Purpose = z.infer<typeof Purpose>
