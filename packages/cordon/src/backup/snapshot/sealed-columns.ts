import type { Place } from '../../crypto/keyring.ts'

interface SealedTable {
  /** Columns that the place is made of, beside the tenant. */
  readonly columns: readonly string[]
  readonly place: (row: Readonly<Record<string, string>>) => Pick<Place, 'row' | 'column'>
}

const byRef: SealedTable = { columns: ['ref'], place: ({ ref = '' }) => ({ row: ref, column: 'sealed' }) }

/** Where the sealed values of each table stand: what their seal is bound to. Each area's own file seals them so. */
export const SEALED_TABLES: Readonly<Record<string, SealedTable>> = {
  patient: byRef,
  document: byRef,
  resource: byRef,
  chart_class: {
    columns: ['patient', 'class'],
    place: (row) => ({ row: `${row.patient}/${row.class}`, column: 'sealed' }),
  },
  resource_version: byRef,
  conversation: byRef,
  relationship: {
    columns: ['patient', 'actor', 'ref'],
    place: ({ patient, actor, ref }) => ({ row: `${patient}/${actor}/${ref}`, column: 'sealed' }),
  },
  practitioner: {
    columns: ['source', 'form'],
    place: ({ source, form }) => ({ row: `${source}/${form}`, column: 'sealed' }),
  },
  membership: {
    columns: ['member', 'collective', 'ref'],
    place: (row) => ({ row: `${row.member}/${row.collective}/${row.ref}`, column: 'sealed' }),
  },
  feed_subject: byRef,
  kept_answer: byRef,
  feed_kept: { columns: ['id'], place: ({ id = '' }) => ({ row: id, column: 'sealed' }) },
  emergency_grant: { columns: ['id'], place: ({ id = '' }) => ({ row: id, column: 'sealed' }) },
  body: { columns: ['request', 'kind'], place: ({ request = '', kind = '' }) => ({ row: request, column: kind }) },
}
