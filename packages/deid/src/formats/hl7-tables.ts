import { isCodeOf } from './code-systems.ts'
import { HEADERS, type Segment } from './hl7-message.ts'
import { isPlainName, namesPerson } from './part-names.ts'

/** A code in the form of its table, the name of a table, or a version of one. */
export function isCodedPart(parts: readonly string[], number: number): boolean {
  const said = parts[number - 1] ?? ''
  if (number === 1 || number === 4) return isCodeOf(TABLES[parts[number + 1] ?? ''] ?? 'local', said)
  if (number === 3 || number === 6) return TABLE_NAME.test(said) && !namesPerson(said)
  return /^[\w.]{1,10}$/.test(said) && isPlainName(said)
}

/** Table 0396, as far as the form of its codes is known. */
const TABLES: Readonly<Record<string, string>> = {
  LN: 'http://loinc.org',
  SCT: 'http://snomed.info/sct',
  SNM: 'http://snomed.info/sct',
  I10: 'http://hl7.org/fhir/sid/icd-10-cm',
  I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
  I9: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
  C4: 'http://www.ama-assn.org/go/cpt',
  CPT: 'http://www.ama-assn.org/go/cpt',
  CVX: 'http://hl7.org/fhir/sid/cvx',
  MVX: 'http://hl7.org/fhir/sid/mvx',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  UCUM: 'http://unitsofmeasure.org',
}
const TABLE_NAME =
  /^(?:[A-Z]{1,4}\d{0,4}|99[A-Z\d]{1,6}|HL7\d{4}|RXNORM|SNOMED|LOINC|LOCAL|UCUM|CDCREC|ISO\d{1,5}(?:_\d)?)$/

/** Whether a field of a closed table holds what such tables hold. Anything else in it is read as text. */
export function isTableCode(raw: string, { name, delimiters }: Segment): boolean {
  if (HEADERS.has(name) && raw.startsWith(delimiters.component)) return true
  const { component, repetition, subcomponent, field } = delimiters
  if (raw === field) return true
  const parts = raw.split(component).flatMap((part) => part.split(repetition).flatMap((one) => one.split(subcomponent)))
  return parts.every((part) => TABLE_CODE.test(part))
}

/** As in `ORU^R01^ORU_R01`, `2.5.1`, `UNICODE UTF-8`. */
const TABLE_CODE = /^(?:[A-Z\d]{0,3}|[A-Z]{3}_[A-Z]\d\d|\d(?:\.\d){1,2}|UNICODE UTF-8|8859\/\d\d?|ASCII)$/
