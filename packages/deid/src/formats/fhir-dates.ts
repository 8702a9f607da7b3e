import type { ElementPlace } from './fhir-elements.ts'
import { textOf } from './json-tree.ts'

/** What a place of type date, dateTime or instant may hold when the day may not stay: a year, or nothing. */
export function dateType(place: ElementPlace, value: string): 'date' | 'instant' | undefined {
  const isDate = DATE.test(value) && !TEXTS.has(place.key) && (value.length > 4 || NAMES_A_DATE.test(place.key))
  if (!isDate) return undefined
  return isInstant(place) ? 'instant' : 'date'
}

/** The regular expressions of R4's date and dateTime, and so instant. */
const DATE =
  /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?$/

/** Elements of type string, whose value may look like a date. */
const TEXTS = new Set(
  'valueString text div display description title note comment value code version name id reference conclusion family given line city postalCode'.split(
    ' ',
  ),
)

const NAMES_A_DATE =
  /(?:[dD]ate|DateTime|[pP]eriod|[oO]n|start|end|issued|recorded|created|sent|received|authored|when|event|lastUpdated|timestamp|valueDate)$/

/** An instant is known to the second: no part of one may stay. */
function isInstant({ key, owner, ownerKey, resourceType }: ElementPlace): boolean {
  if (INSTANTS.has(key)) return true
  if (ownerKey === 'signature' && key === 'when') return true
  const isResource = textOf(owner, 'resourceType') !== undefined
  return isResource && INSTANTS_OF.has(`${resourceType}.${key}`)
}

const INSTANTS = new Set(['lastUpdated', 'timestamp', 'issued', 'valueInstant', 'effectiveInstant', 'lastModified'])
const INSTANTS_OF = new Set(
  (
    'AuditEvent.recorded Provenance.recorded Slot.start Slot.end Appointment.start Appointment.end DocumentReference.date ' +
    'Subscription.end AppointmentResponse.start AppointmentResponse.end'
  ).split(' '),
)
