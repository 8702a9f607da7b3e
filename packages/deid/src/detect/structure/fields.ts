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
  ['ZIP', 'zip zipcode postalcode postcode postal zip5 plz cap cp eircode pincode codigopostal codepostal postnr'],
  ['COUNTY', 'county district parish countyname'],
  [
    'PHONE',
    'phone telephone tel cell mobile phonehome phonework homephone workphone cellphone contactphone pager tel1 tel2 tel3 phone1 phone2 mobilephone contact callback callerid cid ani waid msisdn telefono gsm mob ringback riderphone driverphone emergencyphone nokphone',
  ],
  ['FAX', 'fax faxnumber'],
  ['EMAIL', 'email emailaddress mail'],
  ['SSN', 'ssn ssnlast4 socialsecuritynumber socialsecurity ssn4 last4ssn last4 nss sin'],
  [
    'MRN',
    'mrn medicalrecordnumber patientid chartnumber ref patref hospno hosp nhi chart mrnumber patid ptid pid uhid hospitalnumber patientnumber pat recordid medrec emr oldmrn newmrn mrn1 mrn2 sourceid',
  ],
  [
    'HEALTHPLAN',
    'member memberid membernumber group groupid groupnumber policy policynumber subscriberid beneficiaryid mbi planid insuranceid insid insno insurance ins grp groupno subid policyid beneficiary memberno plannumber medicaid medicare medicaidid medicareid payermember secondary',
  ],
  [
    'ACCOUNT',
    'account accountnumber acct claimid claim claimnumber accession accessionnumber encounterid encounter ordernumber visitid csn authorization invoice auth authno authnumber preauthref preauth priorauth fin har orderid ordernum visit visitno tripid rideid claimno claimnumber invoiceno caseno casenumber caseid acctno txn transactionid',
  ],
  [
    'LICENSE',
    'npi license licensenumber licence dea driverslicense dl driver driverlic driverlicense dlno dlnumber oln stateid licno nationalprovideridentifier providernpi',
  ],
  [
    'VEHICLE',
    'vin plate licenseplate vehicle tag plateno platenumber licenseplatenumber veh car van vehicletag rego reg registration vehicleid',
  ],
  [
    'DEVICE',
    'serial serialnumber udi mac macaddress imei deviceid deviceserial carrierhrf udicarrier tablet tabletid device workstation ws terminal kiosk pc hostname asset assettag sn serialno serialnum machine station pump devicename computer equipment',
  ],
  ['IP', 'ip ipaddress from src clientip node remoteaddr host'],
  ['URL', 'url href fullurl link dashboard'],
  [
    'BIOMETRIC',
    'template tmpl fingerprint faceid voiceprint biometric face voice finger thumb palm iris sig signature signatureid esig bio bioid facehash voiceid fingerid',
  ],
  [
    'OTHERID',
    'user username userid login who actor witness badge subjectid studyid portaluser handle rma enteredby operator session sessionid sess callid conversationid requestid curp rfc createdby updatedby modifiedby actedby agentid operatorid by token traceid correlationid messageid badgeno employeeid empid driverid locker studyno subject participant nationalid passport',
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
  BIOMETRIC: /^(?=.*\d)[\w:./#+…-]{4,60}$/,
  IP: /^[\da-f:.%]{4,45}$/i,
  URL: /\/|\.\w{2,}/,
  OTHERID: /^[\w.@:/-]{3,60}$/,
}
