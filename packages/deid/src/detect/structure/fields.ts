import type { IdentifierKind } from '../../span.ts'

/** Names of JSON keys, columns and XML elements, lower case without separators, and the kind of what stands under them. */
const KINDS: readonly (readonly [IdentifierKind, string])[] = [
  [
    'NAME',
    'name family given lastname firstname middlename surname fullname patientname displayname patient membername providername provider pcp attending ordering last first firstsoundslike nickname maidenname contactname guarantor subscriber insured legal alias author performer practitioner physician surgeon nurse employeename caregiver emergencycontact nextofkin',
  ],
  [
    'DATE',
    'dob birthdate dateofbirth date svcdate servicedate admitdate dischargedate dos lastvisit start end issued effectivedatetime timestamp emitted deceaseddatetime authoredon recordeddate onset onsetdatetime visitdate collected received t deathdate dod admissiondate birth recorded performeddatetime created updated lastupdated',
  ],
  ['STREET', 'line address addr addr1 addr2 address1 address2 street streetaddress line1 line2 home mailingaddress'],
  ['CITY', 'city town municipality birthplace'],
  ['ZIP', 'zip zipcode postalcode postcode postal'],
  ['COUNTY', 'county district parish countyname'],
  ['PHONE', 'phone telephone tel cell mobile phonehome phonework homephone workphone cellphone contactphone pager'],
  ['FAX', 'fax faxnumber'],
  ['EMAIL', 'email emailaddress mail'],
  ['SSN', 'ssn ssnlast4 socialsecuritynumber socialsecurity'],
  ['MRN', 'mrn medicalrecordnumber patientid chartnumber ref patref'],
  [
    'HEALTHPLAN',
    'member memberid membernumber group groupid groupnumber policy policynumber subscriberid beneficiaryid mbi planid insuranceid',
  ],
  [
    'ACCOUNT',
    'account accountnumber acct claimid claim claimnumber accession accessionnumber encounterid encounter ordernumber visitid csn authorization invoice',
  ],
  ['LICENSE', 'npi license licensenumber licence dea driverslicense dl'],
  ['VEHICLE', 'vin plate licenseplate vehicle'],
  ['DEVICE', 'serial serialnumber udi mac macaddress imei deviceid deviceserial carrierhrf udicarrier'],
  ['IP', 'ip ipaddress from src clientip node remoteaddr host'],
  ['URL', 'url href fullurl link dashboard'],
  ['BIOMETRIC', 'template tmpl fingerprint faceid voiceprint biometric'],
  [
    'OTHERID',
    'user username userid login who actor witness badge subjectid studyid portaluser handle rma enteredby operator',
  ],
  ['FACILITY', 'facility clinic hospital pharmacy serviceprovider organization location performingorganization lab'],
  ['ORG', 'employer school'],
]

/** The kind that a key announces; undefined when it announces none. */
export function createFieldKinds(): ReadonlyMap<string, IdentifierKind> {
  const map = new Map<string, IdentifierKind>()
  for (const [kind, keys] of KINDS) for (const key of keys.split(' ')) map.set(key, kind)
  return map
}

export const fieldKey = (raw: string): string => raw.toLowerCase().replace(/[^a-z\d]/g, '')

/** Whether a value has the form its field promises: a field called `from` may hold a word, a field called `t` a number. */
export const FITS: Record<IdentifierKind, RegExp> = {
  NAME: /^\p{Lu}[\p{L}\p{M}'’.,"”\- \d]{0,60}$|^[\p{Ll}][\p{L}'-]{1,20}(?: [\p{L}'-]{1,20}){0,2}$|^[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana} ・ー]{2,20}$/u,
  DATE: /^(?:\d{4}-\d\d(?:-\d\d)?|\d{8,14}|\d{6}|\d{1,2}[-/. ]\w{1,9}[-/. ]\d{2,4}|\w{3,9}\.? \d{1,2}(?:, ?| )?\d{0,4}|\d{1,2}\/\d{1,4}|\d{4}[./]\d\d[./]\d\d)/,
  AGE90: /^(?:9\d|1[0-2]\d)$/,
  STREET: /[\p{L}].{2,}|\d/u,
  CITY: /^[\p{L}][\p{L}\p{M}.'’ -]{1,40}$/u,
  ZIP: /^[A-Z\d][A-Z\d -]{2,10}$/i,
  COUNTY: /^\p{L}[\p{L}.' -]{1,40}$/u,
  FACILITY: /^\p{L}.{3,80}$/u,
  ORG: /^\p{L}.{2,80}$/u,
  PHONE: /^\+?[\d(][\d() .\-/x]{3,24}$/i,
  FAX: /^\+?[\d(][\d() .\-/x]{3,24}$/i,
  EMAIL: /@/,
  SSN: /\d{4}/,
  MRN: /\d{2}/,
  HEALTHPLAN: /\d{2}/,
  ACCOUNT: /\d{2}/,
  LICENSE: /\d{3}/,
  VEHICLE: /[\p{L}\d]{2}/u,
  DEVICE: /\d/,
  BIOMETRIC: /\d/,
  IP: /^[\da-f:.%]{4,45}$/i,
  URL: /\/|\.\w{2,}/,
  OTHERID: /^[\w.@:/-]{3,60}$/,
}
