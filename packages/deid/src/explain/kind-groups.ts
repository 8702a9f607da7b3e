import type { IdentifierKind } from '../span.ts'

/** Kinds that look alike in a picture of a text: a colour for each group, and the kind's name always beside it. */
export const KIND_GROUPS = ['person', 'time', 'place', 'house', 'contact', 'number'] as const
export type KindGroup = (typeof KIND_GROUPS)[number]

export const GROUP_OF: Record<IdentifierKind, KindGroup> = {
  NAME: 'person',
  DATE: 'time',
  AGE90: 'time',
  STREET: 'place',
  CITY: 'place',
  ZIP: 'place',
  COUNTY: 'place',
  FACILITY: 'house',
  ORG: 'house',
  PHONE: 'contact',
  FAX: 'contact',
  EMAIL: 'contact',
  URL: 'contact',
  IP: 'contact',
  SSN: 'number',
  MRN: 'number',
  HEALTHPLAN: 'number',
  ACCOUNT: 'number',
  LICENSE: 'number',
  VEHICLE: 'number',
  DEVICE: 'number',
  BIOMETRIC: 'number',
  OTHERID: 'number',
}
