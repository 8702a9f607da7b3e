import type { IdentifierKind, Known } from '@cordon/deid'
import type { Address, HumanName, Identifier, Patient, RelatedPerson, Telecom } from './fhir-types.ts'

/**
 * Every identifier that a Patient or RelatedPerson resource states, by kind: the strongest signal for de-identification
 * is the patient's own record (45 CFR 164.514(b)(2)(i) names relatives, employers and household members as well).
 */
export function knownOf(person: Patient | RelatedPerson): Known[] {
  return [
    ...(person.name ?? []).flatMap(nameParts),
    ...(person.identifier ?? []).flatMap(identifier),
    ...(person.telecom ?? []).flatMap(telecom),
    ...(person.address ?? []).flatMap(addressParts),
    ...dates(person.birthDate),
    ...('generalPractitioner' in person || 'contact' in person || 'extension' in person ? ofPatient(person) : []),
  ]
}

function ofPatient(patient: Partial<Patient>): Known[] {
  return [
    ...dates(patient.deceasedDateTime),
    ...(patient.contact ?? []).flatMap((contact) => [
      ...(contact.name ? nameParts(contact.name) : []),
      ...(contact.telecom ?? []).flatMap(telecom),
      ...(contact.address ? addressParts(contact.address) : []),
      ...one('ORG', contact.organization?.display),
    ]),
    ...(patient.generalPractitioner ?? []).flatMap((reference) => displayParts(reference.display)),
    ...one('FACILITY', patient.managingOrganization?.display),
    ...(patient.extension ?? []).flatMap(extension),
  ]
}

function extension(item: NonNullable<Patient['extension']>[number]): Known[] {
  if (item.url.endsWith('/patient-mothersMaidenName')) return displayParts(item.valueString)
  if (item.url.endsWith('/patient-birthPlace') && item.valueAddress) return addressParts(item.valueAddress)
  return []
}

/** A name whole and in parts, because notes use either: `Ann Marie Bell`, `Ann Bell`, `Bell`. */
export function nameParts(name: HumanName): Known[] {
  const given = name.given ?? []
  const first = given[0] === undefined ? [] : [given[0]]
  const whole = [...given, name.family ?? ''].join(' ').trim()
  const short = [...first, name.family ?? ''].join(' ').trim()
  const texts = [name.text, whole, short, name.family, ...given, ...words(name.text), ...words(name.family)]
  return [...texts, ...given.flatMap(words)].flatMap((text) => one('NAME', text))
}

/** A name as one string, for example a reference's display: `Dr. Liane Kunze`. */
export function displayParts(display: string | undefined): Known[] {
  const bare = display
    ?.replace(/^((dr|mr|mrs|ms|miss|prof|rev)\.?\s+)+/i, '')
    .replace(/(,\s*[A-Z][A-Za-z.]{0,5})+$/, '')
  return [bare, ...words(bare)].flatMap((text) => one('NAME', text))
}

/** Parts of a surname that are words of their own in running text: hiding each `de` would hide half of Spanish. */
const PARTICLES = new Set(
  'al am an bin da de del den der di do dos du el ibn la las le los of san st ter the van vom von y zu dr mr mrs ms md jr sr ii iii iv'.split(
    ' ',
  ),
)

function words(text: string | undefined): string[] {
  const found = (text ?? '').split(/[\s,]+/).filter((word) => !PARTICLES.has(word.toLowerCase().replace(/\.$/, '')))
  return found.length > 1 || found[0] !== text ? found : []
}

const IDENTIFIER_TYPES: Record<string, IdentifierKind> = {
  MR: 'MRN',
  MRT: 'MRN',
  PI: 'MRN',
  PT: 'MRN',
  SS: 'SSN',
  SB: 'SSN',
  SSN: 'SSN',
  DL: 'LICENSE',
  NPI: 'LICENSE',
  DEA: 'LICENSE',
  MD: 'LICENSE',
  LN: 'LICENSE',
  PRN: 'LICENSE',
  PPN: 'OTHERID',
  MB: 'HEALTHPLAN',
  SN: 'HEALTHPLAN',
  MC: 'HEALTHPLAN',
  MA: 'HEALTHPLAN',
  HC: 'HEALTHPLAN',
  NH: 'HEALTHPLAN',
  AN: 'ACCOUNT',
  VN: 'ACCOUNT',
  ACSN: 'ACCOUNT',
  BA: 'ACCOUNT',
}

const IDENTIFIER_SYSTEMS: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/us-ssn|2\.16\.840\.1\.113883\.4\.1$/, 'SSN'],
  [/us-npi|2\.16\.840\.1\.113883\.4\.6$/, 'LICENSE'],
  [/us-mbi|us-medicare|2\.16\.840\.1\.113883\.4\.927$/, 'HEALTHPLAN'],
  [/2\.16\.840\.1\.113883\.4\.3\./, 'LICENSE'],
  [/mrn|medical-record/i, 'MRN'],
]

function identifier(item: Identifier): Known[] {
  const coded = item.type?.coding?.map(({ code }) => IDENTIFIER_TYPES[code ?? '']).find(Boolean)
  const bySystem = IDENTIFIER_SYSTEMS.find(([system]) => system.test(item.system ?? ''))?.[1]
  const kind = coded ?? bySystem ?? 'OTHERID'
  return [...one(kind, item.value), ...withoutZeros(kind, item.value)]
}

/** People write a chart number without the zeros that a system puts before it. */
function withoutZeros(kind: IdentifierKind, value: string | undefined): Known[] {
  const short = /^0+([1-9]\d{4,})$/.exec(value ?? '')?.[1]
  return one(kind, short)
}

const TELECOM: Record<string, IdentifierKind> = {
  phone: 'PHONE',
  sms: 'PHONE',
  pager: 'PHONE',
  fax: 'FAX',
  email: 'EMAIL',
  url: 'URL',
}

function telecom(item: Telecom): Known[] {
  return one(TELECOM[item.system ?? ''] ?? 'OTHERID', item.value)
}

/** A place of the house, as the directory holds it. */
export interface PlaceOfHouse {
  readonly name?: string | undefined
  readonly address: readonly Address[]
  readonly telecom: readonly Telecom[]
}

export function placeParts({ name, address, telecom: numbers }: PlaceOfHouse): Known[] {
  return [...one('FACILITY', name), ...address.flatMap(addressParts), ...numbers.flatMap(telecom)]
}

function addressParts(address: Address): Known[] {
  return [
    ...(address.line ?? []).flatMap((line) => one('STREET', line)),
    ...one('CITY', address.city),
    ...one('COUNTY', address.district),
    ...one('ZIP', address.postalCode),
    // ZIP+4 is often written without its last four.
    ...one('ZIP', /^(\d{5})-\d{4}$/.exec(address.postalCode ?? '')?.[1]),
    ...one('STREET', address.text),
  ]
}

/** The day alone as well: notes write no time of birth. */
function dates(text: string | undefined): Known[] {
  // A year alone may stay: 164.514(b)(2)(i)(C).
  return text === undefined || text.length === 4 ? [] : one('DATE', text.slice(0, 10))
}

/** One letter is an initial, not an identifier that can be searched for. */
function one(kind: IdentifierKind, text: string | undefined): Known[] {
  const value = text?.trim() ?? ''
  return value.length < 2 ? [] : [{ kind, value }]
}

/** Each kind and value once, in a fixed order. */
export function distinct(known: readonly Known[]): Known[] {
  const seen = new Map(known.map((item) => [`${item.kind}\n${item.value}`, item]))
  return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}

/** What of a list is not in this one; whoever is staff there and not here counts as another. */
export function withoutThose(those: readonly Known[]): (known: readonly Known[]) => Known[] {
  const keyOf = ({ kind, value, role }: Known): string => `${kind}\n${role ?? ''}\n${value}`
  const keys = new Set(those.map(keyOf))
  return (known) => known.filter((one) => !keys.has(keyOf(one)))
}
