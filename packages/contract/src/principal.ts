import { z } from 'zod'

/** The roles that ship. What each may do stands in `cordon/src/policy/roles.ts`. */
export const Role = z.enum([
  'clinician',
  'nurse',
  'frontdesk',
  'billing',
  'researcher',
  'compliance',
  'security',
  'administrator',
  'service',
])
export type Role = z.infer<typeof Role>

/** Somebody or something that asks: a person of the workforce, or a service. Never a patient's own data. */
export const Principal = z.strictObject({
  id: z.string().min(1).max(64),
  kind: z.enum(['user', 'service']),
  name: z.string().min(1).max(200),
  roles: z.array(Role).max(16),
  /** `Practitioner/<id>` in the ingested FHIR, where this person has one: relationships are looked up by it. */
  practitioner: z.string().max(200).optional(),
})
export type Principal = z.infer<typeof Principal>
