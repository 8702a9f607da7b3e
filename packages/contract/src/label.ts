import { z } from 'zod'

/**
 * Security labels of a record, as `meta.security` carries them (HL7 DS4P): v3-Confidentiality above the ordinary,
 * v3-ActCode sensitivity, and the policy that binds it. A record without one is ordinary (`N`).
 */
export const SecurityLabel = z.enum([
  'R', // restricted
  'V', // very restricted
  'ETH', // substance use
  'SUD', // substance use disorder treatment
  'HIV',
  'PSY', // mental health
  'PSYTHPN', // psychotherapy notes, 164.501
  'BH', // behavioural health
  'SDV', // sexual assault, abuse, domestic violence
  'SEX', // sexuality and reproductive health
  'GDIS', // genetic disease
  '42CFRPart2', // records of a Part 2 programme, 42 CFR 2.11
  'NORDSCLCD', // no redisclosure without consent
])
export type SecurityLabel = z.infer<typeof SecurityLabel>
