import type { IdentifierKind } from '../span.ts'
import { isCodeOf, isUnit } from './code-systems.ts'
import { CODE_WORDS, ELEMENT_WORDS, RESOURCE_TYPES } from './fhir-names.ts'
import { ID_TYPES } from './hl7-fields.ts'
import { type JsonNode, type JsonObject, memberOf, textOf } from './json-tree.ts'
import { isBareName, isPlainName, namesPerson } from './part-names.ts'

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

/** Systems and pages that everybody shares, which tell of nobody: unless a name or a long number was written behind them. */
export function isStandardUri(uri: string): boolean {
  return STANDARD_URI.test(uri) && !/\d{7}/.test(uri) && !namesPerson(uri)
}

const STANDARD_URI =
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

/** Whether the value is a word of a closed list, or a code in the form of its shared terminology. */
export function isCodeWord({ key, owner, ownerKey }: ElementPlace, value: string): boolean {
  if (key === 'system') return CONTACT_SYSTEMS.has(value) || isStandardUri(value)
  if (key === 'code') return isCode(owner, value)
  if (URI_ELEMENTS.has(key)) return isStandardUri(value) || (!/[:/.]/.test(value) && isPartName(value))
  if (key === 'state' || key === 'country') return /^[A-Z]{2,3}$/.test(value)
  if (key === 'prefix' || key === 'suffix') return TITLE.test(value)
  if (key === 'type' && RESOURCE_TYPES.has(value)) return true
  if (key === 'name' && ownerKey === 'parameter') return isPartName(value)
  return CODE_ELEMENTS.has(key) && (CODE_WORDS.has(value) || (FORMS[key] ?? isPartName)(value))
}

/** Whether an element is called as one of FHIR could be: by words of FHIR, or by ordinary ones. */
export function isPartName(name: string): boolean {
  return isPlainName(name, ELEMENT_WORDS)
}

function isCode(owner: JsonObject, value: string): boolean {
  const system = textOf(owner, 'system')
  if (system !== undefined) return isCodeOf(system, value)
  return (
    CODE_WORDS.has(value) ||
    RESOURCE_TYPES.has(value) ||
    isPartName(value) ||
    (memberOf(owner, 'value') !== undefined && isUnit(value))
  )
}

const MEDIA_TYPE = /^[a-z]{1,20}\/[\w.+-]{1,60}(?:; ?charset=[\w-]{1,20})?$/i
const isMediaType = (value: string): boolean => MEDIA_TYPE.test(value) && !namesPerson(value) && !/\d{5}/.test(value)
const isVersion = (value: string): boolean => /^\d{1,4}(?:[.-]\d{1,4}){0,3}$/.test(value)

/** What may stand in an element whose value set is open. */
const FORMS: Readonly<Record<string, (value: string) => boolean>> = {
  language: (value) => /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/.test(value),
  contentType: isMediaType,
  sigFormat: isMediaType,
  targetFormat: isMediaType,
  format: (value) => isMediaType(value) || isPartName(value),
  unit: isUnit,
  version: isVersion,
  fhirVersion: isVersion,
  versionNeeded: isVersion,
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
  ({ key }, value) => (key === 'bornString' && /\d{4}/.test(value) ? 'DATE' : undefined),
  // A system that is not everybody's says who gave the number.
  ({ key }) => (key === 'system' ? 'URL' : undefined),
  // What is in no list, and a code in no form, could be anybody: a word by itself tells a detector nothing.
  ({ key }, value) =>
    (key === 'code' || CODE_ELEMENTS.has(key) || URI_ELEMENTS.has(key)) && /^[\w.-]+$/.test(value)
      ? 'OTHERID'
      : undefined,
  ({ key }, value) => (LINKS.has(key) && /^(?:https?|ftp|file|mailto|tel|urn|mllp):/i.test(value) ? 'URL' : undefined),
  (_, value) => (isBareName(value) ? 'NAME' : undefined),
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
