import type { Tx } from '../../store/store.ts'

/** A patient has a handful; beyond the bound nothing is read, because what is left out could be the refusal. */
export const CONSENTS_MAX = 1_000

export function consentRows(tx: Tx, tenant: string, patients: readonly string[]) {
  return tx
    .selectFrom('resource')
    .select(['ref', 'patient', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', 'in', patients)
    .where('kind', '=', 'Consent')
    .orderBy('ref')
    .limit(CONSENTS_MAX + 1)
    .execute()
}

/** Consents of one organisation that are compared in one review. */
export const EVERYWHERE_MAX = 20_000

export function consentsEverywhere(tx: Tx, tenant: string) {
  return tx
    .selectFrom('resource')
    .select(['ref', 'patient', 'sealed'])
    .where('tenant', '=', tenant)
    .where('kind', '=', 'Consent')
    .orderBy('ref')
    .limit(EVERYWHERE_MAX + 1)
    .execute()
}
