import type { IdentifierKind } from '../../span.ts'

/**
 * What the tagger tells apart: sixteen labels, so that a row of weights is sixteen bytes. Kinds that stand beside their own kind have a
 * label for the first word and one for the others; the last three have one label and are joined when they touch.
 */
export const LABELS = [
  'O',
  'B-NAME',
  'I-NAME',
  'B-DATE',
  'I-DATE',
  'B-STREET',
  'I-STREET',
  'B-CITY',
  'I-CITY',
  'B-FACILITY',
  'I-FACILITY',
  'B-ORG',
  'I-ORG',
  'CODE',
  'VEHICLE',
  'AGE',
] as const

export const LABEL_COUNT = LABELS.length
export const OUTSIDE = 0
/** From here on one label serves a whole kind. */
export const FIRST_SINGLE = 13

/** The kind that a label stands for; null for ordinary text. A code is of unknown kind: rules know better when they saw it too. */
export const KIND_OF: readonly (IdentifierKind | null)[] = [
  null,
  'NAME',
  'NAME',
  'DATE',
  'DATE',
  'STREET',
  'STREET',
  'CITY',
  'CITY',
  'FACILITY',
  'FACILITY',
  'ORG',
  'ORG',
  'OTHERID',
  'VEHICLE',
  'AGE90',
]

/** The label of a gold span's first word; its other words have the next label, or the same from FIRST_SINGLE on. Absent: left to rules. */
export const LABEL_OF: Readonly<Partial<Record<IdentifierKind, number>>> = {
  NAME: 1,
  DATE: 3,
  STREET: 5,
  CITY: 7,
  COUNTY: 7,
  FACILITY: 9,
  ORG: 11,
  ZIP: 13,
  PHONE: 13,
  FAX: 13,
  SSN: 13,
  MRN: 13,
  HEALTHPLAN: 13,
  ACCOUNT: 13,
  LICENSE: 13,
  DEVICE: 13,
  BIOMETRIC: 13,
  OTHERID: 13,
  VEHICLE: 14,
  AGE90: 15,
}

/** Whether `label` may only follow a label of its own kind. */
export const isInside = (label: number): boolean => label > 0 && label < FIRST_SINGLE && label % 2 === 0
