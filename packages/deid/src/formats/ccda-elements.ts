import type { IdentifierKind } from '../span.ts'
import { attributeOf, attributeText, type Element } from './ccda-tree.ts'
import { isCodeOf, isUnit } from './code-systems.ts'
import { MARKUP_WORDS } from './markup-names.ts'
import { isPlainName, namesPerson } from './part-names.ts'

/** HL7 CDA R2 by element and attribute: what they identify. Extensions (`sdtc:`) are known by their local name. */

/** Whether an element, an attribute or a word is called as one of CDA could be. */
export function isPartName(name: string): boolean {
  return isPlainName(name, CDA_WORDS)
}

export const CDA_WORDS: ReadonlySet<string> = new Set([
  ...MARKUP_WORDS,
  ...'informant criterion render delivery installation area postal assigning displayable flavor determiner context conduction inversion representation algorithm voc cda idref operator inclusive currency probability referenced orderable alignment loinc snomed rxnorm ucum icd cpt hcpcs cvx ndc umls mvx nucc nci thesaurus obs evn clin doccl rqo prms sbadm proc incl encntr subj rson caus mfst gevl nullflavor adminstrative birthtime pcpr agnt prov psn dev mmat manu loc isdlp rol quals ingr spec alrt finalised hqmf insurance terminology taxonomy discharge disposition observation actclass actmood actstatus roleclass confidentiality religious hl'.split(
    ' ',
  ),
])

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
  return /^2\.16\.840\.1\.113883\.(?:4\.\d{1,4}|(?:5|6|10\.20|18)(?:\.\d{1,4}){0,8})$/.test(root)
}

/** An OID with no number in it that is as long as a person's. */
function isOid(value: string): boolean {
  return /^[0-2](?:\.\d{1,6}){2,20}$/.test(value)
}

/** What a template or a type is called: an OID, and a version that is a day or a name of HL7's. */
export function isTemplate(name: string, value: string): boolean {
  return name === 'root' ? isOid(value) : /^(?:20\d\d-\d\d-\d\d|POCD_(?:HD|MT)\d{6}|[A-Z]{2}\d{0,4})$/.test(value)
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

/** Attributes whose values are words of closed lists, codes in the form of their system, or addresses of a schema. */
export function isStructural(xml: string, element: Element, name: string, value: string): boolean {
  if (/^xmlns(?::|$)/.test(name))
    return /^(?:urn:hl7-org:[a-z\d]{1,12}|https?:\/\/www\.w3\.org\/\d{4}\/(?:XMLSchema(?:-instance)?|xhtml|xlink)|)$/i.test(
      value,
    )
  if (name === 'xsi:type') return DATA_TYPE.test(value)
  if (name.endsWith(':schemaLocation')) return /^urn:hl7-org:v3 [\w./:-]{0,80}CDA(?:_SDTC)?\.xsd$/i.test(value)
  if (name === 'xml:lang' || name === 'language') return LANGUAGE.test(value)
  if (name === 'code') return isCode(attributeText(xml, element, 'codeSystem') ?? '', value)
  if (name === 'codeSystem' || name === 'valueSet') return isOid(value)
  if (name === 'codeSystemName') return isPartName(value)
  if (name === 'unit') return isUnit(value)
  if (name === 'value')
    return /^\s*[-+]?\d{1,4}(?:\.\d+)?\s*$|^(?:true|false)$/.test(value) || (value.startsWith('#') && isLinkName(value))
  if (LINKS.has(name)) return isLinkName(value)
  if (VERSIONS.has(name)) return /^[\d.]{1,20}$|^\d{4}(?:-\d\d){0,2}$/.test(value)
  return CODED.has(name) && WORD.test(value) && (isV3Code(value) || isPartName(value))
}

/** Of an element, an attribute or a code system: words of CDA, or ordinary ones. */
function isCode(system: string, value: string): boolean {
  return system === ''
    ? /^[A-Z]{1,4}$/.test(value) || LANGUAGE.test(value) || isPartName(value)
    : isCodeOf(system, value)
}

/** One that may name a person is read and looked for; the words of others are no matter. */
function isLinkName(value: string): boolean {
  return /^#?[\w.:-]{1,80}$/.test(value) && !namesPerson(value)
}

/** Codes of v3 are short capitals: `UNK`, `EVN`, `HP SRCH`. */
function isV3Code(value: string): boolean {
  return /^[A-Z]{1,4}(?: [A-Z]{1,4}){0,3}$/.test(value) && !namesPerson(value)
}

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Z]{2})?$/
/** Data types of HL7 v3: `PQ`, `IVL_TS`, `sdtc:…`. */
const DATA_TYPE = /^(?:[a-z\d]{1,8}:)?(?:[A-Z]{2,8})(?:_[A-Z]{2,8}){0,3}$/
const WORD = /^[\w.:/ ;=^-]{1,60}$/

/** Names that a document gives its own parts, and where it speaks of them: whoever wrote it chose them. */
export function isLink(name: string, value: string): boolean {
  return LINKS.has(name) || value.startsWith('#')
}

const LINKS = new Set(['ID', 'IDREF', 'headers'])

const CODED = new Set(
  (
    'classCode moodCode typeCode nullFlavor use determinerCode contextControlCode operator inversionInd ' +
    'negationInd independentInd institutionSpecified mediaType representation qualifier partType styleCode alignment ' +
    'contextConductionInd integrityCheckAlgorithm compression currency listType colspan rowspan align valign border ' +
    'width cellpadding cellspacing frame rules scope displayable inclusive revised charset'
  ).split(' '),
)
const VERSIONS = new Set(['codeSystemVersion', 'valueSetVersion'])
