import type { SecurityLabel } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import { invariant } from '../../kernel/invariant.ts'

/** Where each sealed column of a chart stands. */
export function place(
  tenant: string,
  table: 'patient' | 'document' | 'resource' | 'practitioner' | 'chart_class' | 'resource_version',
  row: string,
) {
  return { tenant, table, row, column: 'sealed' }
}

/** What every sealed body of a patient carries beside its content, asserted again after opening. */
export interface Owned {
  readonly patient: string
  readonly source: string
  /** Of a patient's row: tells whether it changed. */
  readonly digest?: string
  /** Of a record: its security labels, sealed with it. A row whose `class` says otherwise is not shown. */
  readonly labels?: readonly SecurityLabel[]
  /** The pseudonyms of the encounters that it is of; absent: it does not say. */
  readonly encounters?: readonly string[]
  readonly body: unknown
}

/** Opens a row of one patient's chart and asserts that it is theirs: the key alone would open any of their rows. */
export async function open(
  keyring: Pick<Keyring, 'opening'>,
  at: { tenant: string; table: 'patient' | 'document' | 'resource'; ref: string; patient: string },
  sealed: Buffer,
): Promise<Owned> {
  const key = await keyring.opening(at.tenant, sealed)
  const opened = JSON.parse(new TextDecoder().decode(key.open(sealed, place(at.tenant, at.table, at.ref)))) as Owned
  invariant(opened.patient === at.patient, 'an opened row belongs to the patient asked for')
  return opened
}
