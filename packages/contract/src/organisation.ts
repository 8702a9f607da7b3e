import { z } from 'zod'
import { NewPrincipalId } from './id.ts'

/** A tenant's name: it stands in keys, in places of backup and in every sealed value. */
export const TenantId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/)

/** An organisation that shares a deployment, with the person who sets it up. */
export const Organisation = z.strictObject({
  id: TenantId,
  name: z.string().min(1).max(200),
  /** Its first administrator: adds everybody else, and sees nothing of other tenants. */
  administrator: z.strictObject({ id: NewPrincipalId, name: z.string().min(1).max(200) }),
})
export type Organisation = z.infer<typeof Organisation>
