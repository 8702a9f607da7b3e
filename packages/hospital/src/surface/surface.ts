import { HospitalError, type IdentifierType, type Mark, mark } from '../gold.ts'
import { at, type Random } from '../random.ts'

/** How one identifier looks on paper: its type and every way to write a value of it. Adding a form is adding a line. */
export interface Surface<V> {
  readonly type: IdentifierType
  readonly forms: Readonly<Record<string, (value: V, random: Random) => string>>
}

/** Writes `value` in `form`, or in any form. Throws HospitalError `unknown_form`. */
export function show<V>(surface: Surface<V>, value: V, random: Random, form?: string): Mark {
  const names = Object.keys(surface.forms)
  const write = surface.forms[form ?? at(names, random.int(0, names.length - 1))]
  if (write === undefined) throw new HospitalError('unknown_form', `${surface.type}.${form}`)
  return mark(surface.type, write(value, random))
}
