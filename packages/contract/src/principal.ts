import { z } from 'zod'
import { PrincipalId } from './id.ts'

/** The roles that ship. What each may do stands in `cordon/src/policy/decision/roles.ts`. */
export const Role = z.enum([
  'clinician',
  'nurse',
  'frontdesk',
  'billing',
  'researcher',
  'data-scientist',
  'patient',
  'caregiver',
  'compliance',
  'security',
  'administrator',
  'feeder',
  'service',
])
export type Role = z.infer<typeof Role>

/** Somebody or something that asks: a person of the workforce, or a service. Never a patient's own data. */
export const Principal = z.strictObject({
  id: PrincipalId,
  kind: z.enum(['user', 'service']),
  name: z.string().min(1).max(200),
  roles: z.array(Role).max(16),
  /** `Practitioner/<id>` in the ingested FHIR, where this person has one: relationships are looked up by it. */
  practitioner: z.string().max(200).optional(),
  /** Of a patient: `Patient/<id>`. Of a caregiver: `RelatedPerson/<id>`. */
  person: z
    .string()
    .max(200)
    .regex(/^(Patient|RelatedPerson)\//)
    .optional(),
  /** Who this is at an identity provider: OpenID Connect `iss` and `sub`. */
  subject: z.strictObject({ issuer: z.url().max(500), subject: z.string().min(1).max(255) }).optional(),
  /** Of a clinician, where the site asks for one that is in date. Dates are `YYYY-MM-DD`. */
  licence: z
    .strictObject({ authority: z.string().max(100), number: z.string().max(100), expiresOn: z.iso.date() })
    .optional(),
  /** Keeps its registration and may do nothing. */
  suspended: z.boolean().optional(),
})
export type Principal = z.infer<typeof Principal>
