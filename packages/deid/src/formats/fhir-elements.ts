import type { IdentifierKind } from '../span.ts'
import { ID_TYPES } from './hl7-fields.ts'
import { type JsonNode, type JsonObject, memberOf, textOf } from './json-tree.ts'

/**
 * FHIR R4 by element: what an element's name, and the data type that its object looks like, say of its value. Data types
 * are known by their shape, so that resources, contained ones and extensions of any kind are read alike.
 */
export interface ElementPlace {
  /** The element's name, of an array's item the array's. */
  readonly key: string
  readonly owner: JsonObject
  /** The name that `owner` stands under. */
  readonly ownerKey: string
  readonly resourceType: string
}

/** What the value identifies; `undefined` when its place does not say. */
export function kindByElement(place: ElementPlace, value: string, document: FhirDocument): IdentifierKind | undefined {
  for (const rule of RULES) {
    const kind = rule(place, value, document)
    if (kind !== undefined) return kind
  }
  return undefined
}

/** Facts of the whole document. */
export interface FhirDocument {
  /** The kind of an identifier's value, by the value: a reference may name it without its type. */
  readonly idKinds: ReadonlyMap<string, IdentifierKind>
  /** The type of the resource that a `urn:uuid:` or `#` reference means. */
  readonly targets: ReadonlyMap<string, string>
}

/** Systems and pages that everybody shares: they tell of nobody. */
export const STANDARD_URI =
  /^(?:https?:\/\/(?:[\w-]+\.)*(?:hl7\.org|loinc\.org|snomed\.info|nlm\.nih\.gov|unitsofmeasure\.org|nucc\.org|ama-assn\.org|fhir\.org|ihe\.net|nema\.org|cdc\.gov|cms\.gov|who\.int|w3\.org|whocc\.no|fda\.gov)(?:[/?#]\S*)?|urn:(?:oid:2\.16\.840\.1\.113883|iso:|ietf:|cordon:)\S*)$/

/** Elements of type `code`: words of closed lists. */
const CODE_ELEMENTS = new Set(
  (
    'status use gender type mode intent priority language comparator method kind class criticality severity certainty action ' +
    'outcome relation relationship days periodUnit durationUnit dayOfWeek valueCode contentType unit docStatus verificationStatus ' +
    'clinicalStatus category version fhirVersion format versionNeeded sequence search interaction expression rank compliesTo ' +
    'allowedUnits variant strand sigFormat targetFormat ifNoneExist subtype event lifecycle operationalStatus udiEntryType'
  ).split(' '),
)
const CODE_WORD =
  /^(?:[a-z][A-Za-z0-9-]{0,39}|[A-Z]{2,9}|[A-Za-z]{1,20}\/[\w.+-]{1,40}(?:; ?charset=[\w-]{1,20})?|[\w%/.{}^*µ[\]-]{1,8}|\d+(?:\.\d+){1,3})$/

/** Whether the value is a word of a closed list, or a code of a shared terminology. */
export function isCodeWord({ key, owner }: ElementPlace, value: string): boolean {
  if (key === 'resourceType') return /^[A-Z][A-Za-z]{2,40}$/.test(value)
  if (key === 'system' || key === 'code') {
    const system = textOf(owner, 'system') ?? ''
    if (key === 'code') return STANDARD_URI.test(system) && /^[\w.:/%{}[\]^*-]{1,120}$/.test(value)
    return STANDARD_URI.test(value) || CONTACT_SYSTEMS.has(value)
  }
  if (URI_ELEMENTS.has(key)) return STANDARD_URI.test(value) || /^[A-Za-z][\w-]{0,60}$/.test(value)
  if (key === 'state' || key === 'country') return /^[A-Z]{2,3}$/.test(value)
  if (key === 'prefix' || key === 'suffix') return TITLE.test(value)
  return CODE_ELEMENTS.has(key) && CODE_WORD.test(value)
}

const URI_ELEMENTS = new Set([
  'url',
  'profile',
  'implicitRules',
  'instantiatesCanonical',
  'definition',
  'valueCanonical',
])
const CONTACT_SYSTEMS = new Set(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'])
const TITLE = /^(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Rev|Sr|Jr|I{1,3}|IV|MD|DO|RN|NP|PA|PhD|DDS)\.?$/

type Rule = (place: ElementPlace, value: string, document: FhirDocument) => IdentifierKind | undefined

const RULES: readonly Rule[] = [
  // HumanName
  ({ key }) => (key === 'family' || key === 'given' || key === 'prefix' || key === 'suffix' ? 'NAME' : undefined),
  ({ key, ownerKey }) => (key === 'text' && /^(?:name|valueHumanName|contact)$/.test(ownerKey) ? 'NAME' : undefined),
  // Address
  ({ key }) => ADDRESS[key],
  ({ key, ownerKey }) => (key === 'text' && /^(?:address|valueAddress)$/.test(ownerKey) ? 'STREET' : undefined),
  // ContactPoint
  ({ key, owner }) => (key === 'value' ? CONTACT[textOf(owner, 'system') ?? ''] : undefined),
  ({ key, ownerKey }) => (key === 'value' && ownerKey === 'telecom' ? 'PHONE' : undefined),
  // Identifier: no other data type has a system and a value that is a string.
  ({ key, owner, ownerKey }) =>
    key === 'value' && (memberOf(owner, 'system') !== undefined || ownerKey.endsWith('dentifier'))
      ? idKind(owner)
      : undefined,
  // Reference
  ({ key, owner }, _, document) => {
    const isReference = memberOf(owner, 'reference') !== undefined || memberOf(owner, 'identifier') !== undefined
    return key === 'display' && isReference ? DISPLAYED[targetType(owner, document)] : undefined
  },
  // Extension
  ({ key, owner }) =>
    key === 'valueString' ? EXTENSIONS[(textOf(owner, 'url') ?? '').split('/').at(-1) ?? ''] : undefined,
  ({ key, resourceType }) => (key === 'name' || key === 'alias' ? NAMED[resourceType] : undefined),
  ({ key }) => ELEMENTS[key],
  ({ key }, value) => (LINKS.has(key) && /^(?:https?|ftp|file|mailto|tel|urn|mllp):/i.test(value) ? 'URL' : undefined),
]

const ADDRESS: Readonly<Record<string, IdentifierKind>> = {
  line: 'STREET',
  city: 'CITY',
  postalCode: 'ZIP',
  district: 'COUNTY',
}

const CONTACT: Readonly<Record<string, IdentifierKind>> = {
  phone: 'PHONE',
  fax: 'FAX',
  email: 'EMAIL',
  pager: 'PHONE',
  sms: 'PHONE',
  url: 'URL',
}

/** Who or what a reference's display names. */
const DISPLAYED: Readonly<Record<string, IdentifierKind>> = {
  Patient: 'NAME',
  Practitioner: 'NAME',
  PractitionerRole: 'NAME',
  RelatedPerson: 'NAME',
  Person: 'NAME',
  Organization: 'FACILITY',
  Location: 'FACILITY',
  HealthcareService: 'FACILITY',
}

const NAMED: Readonly<Record<string, IdentifierKind>> = {
  Organization: 'FACILITY',
  Location: 'FACILITY',
  HealthcareService: 'FACILITY',
  OrganizationAffiliation: 'FACILITY',
  Endpoint: 'FACILITY',
}

const EXTENSIONS: Readonly<Record<string, IdentifierKind>> = {
  'patient-mothersMaidenName': 'NAME',
  'humanname-fathers-family': 'NAME',
  'humanname-mothers-family': 'NAME',
  'iso21090-ADXP-streetName': 'STREET',
  'iso21090-ADXP-houseNumber': 'STREET',
  'iso21090-ADXP-unitID': 'STREET',
  'iso21090-ADXP-censusTract': 'COUNTY',
}

const ELEMENTS: Readonly<Record<string, IdentifierKind>> = {
  authorString: 'NAME',
  subscriberId: 'HEALTHPLAN',
  preAuthRef: 'ACCOUNT',
  carrierHRF: 'DEVICE',
  deviceIdentifier: 'DEVICE',
  distinctIdentifier: 'DEVICE',
  serialNumber: 'DEVICE',
  lotNumber: 'DEVICE',
  altId: 'OTHERID',
  linkId: 'OTHERID',
  valueUuid: 'OTHERID',
  valueOid: 'OTHERID',
}

const LINKS = new Set(
  'url system profile implicitRules source endpoint valueUri valueUrl valueCanonical instantiatesUri definition address'.split(
    ' ',
  ),
)

/** What an Identifier identifies, by its type, else by its system. */
export function idKind(owner: JsonNode): IdentifierKind {
  const coding = memberOf(memberOf(owner, 'type'), 'coding')
  const codes = coding?.kind === 'array' ? coding.items.map((item) => textOf(item, 'code') ?? '') : []
  const byType = codes.map((code) => ID_TYPES[code]).find((kind) => kind !== undefined)
  return byType ?? idKindOfSystem(textOf(owner, 'system') ?? '')
}

export function idKindOfSystem(system: string): IdentifierKind {
  const name = /(?:us-(ssn|npi|dl|mbi|medicare|dea)|:2\.16\.840\.1\.113883\.4\.(1|6)|(ssn|npi|mrn))$/i.exec(system)
  return SYSTEMS[(name?.[1] ?? name?.[2] ?? name?.[3] ?? '').toLowerCase()] ?? 'OTHERID'
}

const SYSTEMS: Readonly<Record<string, IdentifierKind>> = {
  ssn: 'SSN',
  '1': 'SSN',
  npi: 'LICENSE',
  '6': 'LICENSE',
  dl: 'LICENSE',
  dea: 'LICENSE',
  mbi: 'HEALTHPLAN',
  medicare: 'HEALTHPLAN',
  mrn: 'MRN',
}

function targetType(owner: JsonObject, { targets }: FhirDocument): string {
  const reference = textOf(owner, 'reference') ?? ''
  return (
    textOf(owner, 'type') ?? targets.get(reference) ?? /([A-Z][A-Za-z]+)(?:\/[^/]+|\?\S*)$/.exec(reference)?.[1] ?? ''
  )
}
