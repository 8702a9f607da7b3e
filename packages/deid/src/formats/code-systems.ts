import { isPlainName } from './part-names.ts'

/**
 * Whether a code can be one of its system's: by form, and by check digit where the system has one. A system of words has
 * words; of a system that is not here nothing is known. `system` is a FHIR URI or an OID.
 */
export function isCodeOf(system: string, code: string): boolean {
  const key = system.replace(/^urn:oid:/, '').replace(/^https:/, 'http:')
  const form = FORMS.get(key)
  if (form !== undefined) return form(code)
  return WORDED.test(key) ? isWordCode(code) : isLocalCode(code)
}

/** A code of a site's own: short pieces and ordinary words. Five letters that are no word, or five digits, could name somebody. */
function isLocalCode(code: string): boolean {
  return code.length <= 40 && !/\d{5}|\s/.test(code) && isPlainName(code.replace(/(?<!\p{L})\p{L}{1,4}(?!\p{L})/gu, ''))
}

/** Tables of HL7, US Core and CDC: short upper-case codes, and words joined by hyphens. */
const WORDED =
  /^(?:http:\/\/(?:terminology\.)?hl7\.org\/(?:fhir|CodeSystem)\/|2\.16\.840\.1\.113883\.(?:1\.11|5|12|18|3\.26\.1\.1)(?:\.\d{1,6}){0,3}$|urn:(?:ietf:bcp:47|iso:std:iso:\d{1,5})$)/

const WORD_CODE = /^[A-Za-z][A-Za-z0-9._-]{0,59}$|^\d{1,4}(?:-\d{1,2})?$/

function isWordCode(code: string): boolean {
  if (!WORD_CODE.test(code)) return false
  // Four capitals are most of ActCode and no surname of a list; longer ones are read as words.
  return /^[A-Z]{1,4}\d{0,2}$/.test(code) || CODES.has(code) || isPlainName(code, CODE_PARTS)
}

/** Of v3's and FHIR's own code systems, what no list of ordinary words has. */
const CODES = new Set(
  (
    'COMPLETED ACTIVE ABORTED SUSPENDED CANCELLED FAMMEMB GRANDPRN NCHILD NCHILDINLAW PRNINLAW SIBINLAW STPCHLD STPPRNT ' +
    'OBSANTC OBSERV INPATIENT IMPALERT ASSERTION CARETEAM SUBSTADMIN OBSSERIES SPCOBS PATDOC SUBJADM ACCESSION AUTHOR ' +
    'HPOWATT HPAYER PPRF SPRF VRF ATND CALLBCK REFB REFT PRCP TRACKER PLACER FILLER SIGN CHLDADOPT CHLDFOST CHLDINLAW DAUADOPT'
  ).split(' '),
)
const CODE_PARTS = new Set(
  (
    'info ambulatory inpatient outpatient encounter adjudication eob copay payer subrogation laboratory vital survey imaging refuted ' +
    'unconfirmed provisional differential recurrence relapse remission resolved inactive emergency allergy intolerance biologic ' +
    'prov dept ins crs bus govt edu reli cg actcode statement fulfillment dispense deductible coinsurance benefit submitted eligible ' +
    'institutional pharmacy oral vision uninsured discharge diagnosis principal billing symptom admin consent notification'
  ).split(' '),
)

type Form = (code: string) => boolean

const like =
  (pattern: RegExp): Form =>
  (code) =>
    pattern.test(code)

/** SCTID: partition 00 or 10 for a concept, and a Verhoeff check digit: of random numbers one in five hundred. */
function isSnomed(code: string): boolean {
  return /^[1-9]\d{5,17}$/.test(code) && /[01]0\d$/.test(code) && isVerhoeff(code)
}

function isVerhoeff(digits: string): boolean {
  let check = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i))
    check = MULTIPLY[check]?.[PERMUTE[i % 8]?.[digit] ?? 0] ?? 0
  }
  return check === 0
}

const MULTIPLY = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
].map(digitsOf)
const PERMUTE = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
].map(digitsOf)

function digitsOf(row: string): readonly number[] {
  return Array.from(row, Number)
}

/** LOINC: a Luhn check digit behind the hyphen. */
function isLoinc(code: string): boolean {
  if (/^L[ALPG]\d{1,7}-\d$/.test(code)) return true
  const [, digits, check] = /^(\d{1,7})-(\d)$/.exec(code) ?? []
  if (digits === undefined) return false
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const doubled = i % 2 === 0 ? Number(digit) * 2 : Number(digit)
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return (10 - (sum % 10)) % 10 === Number(check)
}

const SYSTEMS: readonly (readonly [readonly string[], Form])[] = [
  [['http://snomed.info/sct', '2.16.840.1.113883.6.96'], isSnomed],
  [['http://loinc.org', '2.16.840.1.113883.6.1'], isLoinc],
  [['http://www.nlm.nih.gov/research/umls/rxnorm', '2.16.840.1.113883.6.88'], like(/^\d{1,7}$/)],
  [
    [
      'http://hl7.org/fhir/sid/icd-10-cm',
      'http://hl7.org/fhir/sid/icd-10',
      '2.16.840.1.113883.6.90',
      '2.16.840.1.113883.6.3',
    ],
    like(/^[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?$/),
  ],
  [['http://www.cms.gov/Medicare/Coding/ICD10', '2.16.840.1.113883.6.4'], like(/^[0-9A-HJ-NP-Z]{7}$/)],
  [
    ['http://hl7.org/fhir/sid/icd-9-cm', '2.16.840.1.113883.6.103', '2.16.840.1.113883.6.104', '2.16.840.1.113883.6.2'],
    like(/^[EV]?\d{2,3}(?:\.\d{1,2})?$/),
  ],
  [['http://www.ama-assn.org/go/cpt', '2.16.840.1.113883.6.12'], like(/^\d{4}[0-9A-Z]$/)],
  [
    [
      'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
      '2.16.840.1.113883.6.285',
      '2.16.840.1.113883.6.14',
    ].map((uri) => uri.replace(/^https:/, 'http:')),
    like(/^[A-Z]\d{4}$/),
  ],
  [['http://hl7.org/fhir/sid/ndc', '2.16.840.1.113883.6.69'], like(/^\d{4,5}-\d{3,4}-\d{1,2}$|^\d{11}$/)],
  [['http://hl7.org/fhir/sid/cvx', '2.16.840.1.113883.12.292'], like(/^\d{1,3}$/)],
  [['http://hl7.org/fhir/sid/mvx', '2.16.840.1.113883.12.227'], like(/^[A-Z]{2,3}$/)],
  [['http://unitsofmeasure.org', '2.16.840.1.113883.6.8'], isUnit],
  [['http://nucc.org/provider-taxonomy', '2.16.840.1.113883.6.101'], like(/^\d{3}[0-9A-Z]{6}X$/)],
  [['http://fdasis.nlm.nih.gov', '2.16.840.1.113883.4.9'], like(/^(?=.*\d)[0-9A-Z]{10}$/)],
  [['http://www.whocc.no/atc', '2.16.840.1.113883.6.73'], like(/^[A-Z](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?$/)],
  [['urn:oid:2.16.840.1.113883.6.238', '2.16.840.1.113883.6.238'], like(/^\d{4}-\d$|^(?:UNK|ASKU|OTH)$/)],
  [['http://dicom.nema.org/resources/ontology/DCM', '1.2.840.10008.2.16.4'], like(/^\d{6}$|^[A-Z]{2}$/)],
  [
    [
      '2.16.840.1.113883.3.88.12.3221.8.9',
      '2.16.840.1.113883.3.26.1.1',
      'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl',
    ],
    like(/^C\d{4,6}$/),
  ],
]
const FORMS: ReadonlyMap<string, Form> = new Map(
  SYSTEMS.flatMap(([names, form]) => names.map((name) => [name, form] as const)),
)

/** UCUM, and units as people write them: `mg/dL`, `10*3/uL`, `{beats}/min`. Letters of a unit are few; longer words are listed. */
export function isUnit(unit: string): boolean {
  if (unit.length > UNIT_CHARS_MAX || /\d{4}/.test(unit) || !/^[\p{L}\d%/.{}^*()µμ°' ,[\]_+-]*$/u.test(unit))
    return false
  return (unit.match(/\p{L}+/gu) ?? []).every(
    (word) => word.length <= 3 || UNITS.has(word.toLowerCase()) || isPlainName(word, UNITS),
  )
}

const UNIT_CHARS_MAX = 40
const UNITS = new Set(
  (
    'mmol umol nmol pmol mosm kcal mmhg mmol/l meq torr gram grams liter liters litre litres milligram milligrams microgram micrograms ' +
    'milliliter milliliters degf degc beats breaths cells copies puffs tablet tablets capsule capsules unit units drop drops ampule ' +
    'percent ratio titer index percentile cels diop sqcm kpa bpm iu/l intl pack packs usp vials vial sachet lozenge patch ' +
    'celsius fahrenheit inches pounds ounces feet kilogram kilograms centimeter centimeters millimeter millimeters meters'
  ).split(' '),
)
