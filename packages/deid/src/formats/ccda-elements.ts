import type { IdentifierKind } from '../span.ts'
import { attributeOf, attributeText, type Element } from './ccda-tree.ts'

/** HL7 CDA R2 by element and attribute: what they identify. Extensions (`sdtc:`) are known by their local name. */

/** What the text right inside an element identifies; `undefined` when its place does not say. */
export function kindOfText({ name, parent }: Element): IdentifierKind | undefined {
  if (name === 'name') return kindOfName(parent?.name ?? '')
  if (ADDRESS[name] !== undefined) return ADDRESS[name]
  const isNamePart = PERSON_PARTS.has(name) && parent?.name === 'name'
  return isNamePart ? 'NAME' : undefined
}

function kindOfName(of: string): IdentifierKind | undefined {
  if (/[oO]rganization$/.test(of) || PLACES.has(of)) return 'FACILITY'
  return of.endsWith('Person') || PEOPLE.has(of) ? 'NAME' : undefined
}

const PEOPLE = new Set(['patient', 'subject', 'guardian', 'relatedSubject', 'relatedPerson', 'Person', 'informant'])
const PLACES = new Set(['place', 'location', 'serviceProviderOrganization'])
const PERSON_PARTS = new Set(['given', 'family', 'prefix', 'suffix'])

const ADDRESS: Readonly<Record<string, IdentifierKind>> = {
  addr: 'STREET',
  streetAddressLine: 'STREET',
  deliveryAddressLine: 'STREET',
  streetName: 'STREET',
  streetNameBase: 'STREET',
  houseNumber: 'STREET',
  houseNumberNumeric: 'STREET',
  unitID: 'STREET',
  additionalLocator: 'STREET',
  postBox: 'STREET',
  city: 'CITY',
  precinct: 'COUNTY',
  county: 'COUNTY',
  censusTract: 'COUNTY',
  postalCode: 'ZIP',
}

/** What an id's extension identifies: by its registry's OID, else by whose id it is. */
export function kindOfId(xml: string, element: Element): IdentifierKind {
  const root = attributeText(xml, element, 'root') ?? ''
  const known = REGISTRIES.find(([oid]) => root === oid || root.startsWith(`${oid}.`))
  return known?.[1] ?? OWNERS[element.parent?.name ?? ''] ?? 'OTHERID'
}

const REGISTRIES: readonly (readonly [string, IdentifierKind])[] = [
  ['2.16.840.1.113883.4.1', 'SSN'],
  ['2.16.840.1.113883.4.6', 'LICENSE'],
  ['2.16.840.1.113883.4.3', 'LICENSE'],
  ['2.16.840.1.113883.4.814', 'LICENSE'],
  ['2.16.840.1.113883.4.572', 'HEALTHPLAN'],
  ['2.16.840.1.113883.3.3719', 'DEVICE'],
]

const OWNERS: Readonly<Record<string, IdentifierKind>> = {
  patientRole: 'MRN',
  encompassingEncounter: 'ACCOUNT',
  encounter: 'ACCOUNT',
  participantRole: 'OTHERID',
}

/** Roots that name a registry which everybody shares, not who was registered. */
export function isSharedRoot(root: string): boolean {
  return /^2\.16\.840\.1\.113883\.(?:4\.\d|5\.|6\.|10\.20|18\.)/.test(root)
}

export function isTime(xml: string, element: Element): boolean {
  if (attributeOf(element, 'unit') !== undefined) return false
  for (let one: Element | undefined = element, up = 0; one !== undefined && up < 4; one = one.parent, up++) {
    if (/[tT]ime$/.test(one.name)) return true
    if (/(?:^|:)(?:\w+_)?TS$/.test(attributeText(xml, one, 'xsi:type') ?? '')) return true
    if (!TIME_PARTS.has(one.name)) return false
  }
  return false
}

const TIME_PARTS = new Set(['low', 'high', 'center', 'event', 'phase', 'value', 'comp'])

/** TS: a year, and as much after it as is known. */
export const TIMESTAMP = /^\s*\d{4}(?:\d{2}){0,5}(?:\.\d{1,4})?(?:[+-]\d{4})?\s*$/

/** Attributes whose values are words of closed lists, numbers of a template, or addresses of a schema. */
export function isStructural(name: string, value: string): boolean {
  if (/^xmlns(?::|$)/.test(name)) return /^(?:[a-z][a-z\d+.-]{0,20}:\S{1,200})?$/i.test(value)
  if (/^xsi:|^xml:|:schemaLocation$/.test(name)) return true
  if (CODED.has(name)) return /^[\w.:/^-]{1,60}$/.test(value) && !/^[A-Z][a-z]+$/.test(value)
  if (name === 'value') return /^\s*[-+]?\d{1,4}(?:\.\d+)?\s*$|^#[\w.-]{1,80}$|^(?:true|false)$/.test(value)
  return NAMED.has(name) && /^[\w .,:;/()%{}[\]*^+-]{1,80}$/.test(value)
}

/** Names that a document gives its own parts, and where it speaks of them: whoever wrote it chose them. */
export function isLink(name: string, value: string): boolean {
  return LINKS.has(name) || value.startsWith('#')
}

const LINKS = new Set(['ID', 'IDREF', 'headers'])

/** Codes, OIDs and the like: never a single word with a capital, which may be a name. */
const CODED = new Set(
  (
    'code codeSystem classCode moodCode typeCode nullFlavor use unit determinerCode contextControlCode operator inversionInd ' +
    'negationInd independentInd institutionSpecified mediaType representation qualifier partType ID IDREF styleCode alignment ' +
    'contextConductionInd integrityCheckAlgorithm compression currency valueSet listType colspan rowspan align valign border ' +
    'width cellpadding cellspacing frame rules scope headers'
  ).split(' '),
)
const NAMED = new Set('codeSystemName codeSystemVersion language revised'.split(' '))
