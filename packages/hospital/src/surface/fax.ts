import type { PhoneNumber } from '../people/place.ts'
import { PHONE } from './phone.ts'
import type { Surface } from './surface.ts'

/** A number that its label calls a fax. */
const { brackets, tight, dashes, dots, blanks, solid, mixed, slash, international, one } = PHONE.forms

export const FAX: Surface<PhoneNumber> = {
  type: 'FAX',
  forms: Object.fromEntries(
    Object.entries({ brackets, tight, dashes, dots, blanks, solid, mixed, slash, international, one }).flatMap(
      ([name, form]) => (form === undefined ? [] : [[name, form]]),
    ),
  ),
}
