/**
 * Which tenant a pseudonym in the leaves stands for. The journal notes it, sealed for the operator, in front of a
 * tenant's first entry, so that the next start can read back without asking anybody.
 */
export interface TenantNames {
  tenantOf(pseudonym: string): string | undefined
  learn(pseudonym: string, tenant: string): void
  forget(pseudonym: string): void
  /** Pseudonym and tenant, of all that are known. */
  list(): readonly (readonly [string, string])[]
}

export function createTenantNames(): TenantNames {
  const names = new Map<string, string>()
  return {
    tenantOf: (pseudonym) => names.get(pseudonym),
    learn: (pseudonym, tenant) => {
      names.set(pseudonym, tenant)
    },
    forget: (pseudonym) => {
      names.delete(pseudonym)
    },
    list: () => [...names],
  }
}
