import { formsIn } from '../../retrieval/others/form-filter.ts'
import type { Form } from '../../retrieval/others/forms.ts'
import type { Patients } from '../../retrieval/others/others.ts'

/**
 * Tells whether an identifier is a patient's whom this question is not about: somebody's of this tenant, and neither known here (the
 * patient, their family, their clinicians, the house) nor sent in clear. What is known is read when somebody is found, which is rare.
 */
export function createStrangers(
  patients: Pick<Patients, 'has'>,
  known: readonly { readonly value: string }[],
  sent: () => unknown,
  house: () => ReadonlySet<Form> = () => new Set(),
): (form: Form) => boolean {
  let here: ReadonlySet<Form> | undefined
  return (form) => {
    if (!patients.has(form)) return false
    here ??= formsIn([...known.map(({ value }) => value), ...textsIn(sent())])
    return !here.has(form) && !house().has(form)
  }
}

type Names = readonly { readonly value: string }[]

/** The forms of a house's own names, read once for each list: it is the same object until it says something else. */
export function createHouseForms(): (list: Names) => ReadonlySet<Form> {
  const kept = new WeakMap<Names, ReadonlySet<Form>>()
  return (list) => {
    const forms = kept.get(list) ?? formsIn(list.map(({ value }) => value))
    kept.set(list, forms)
    return forms
  }
}

/** Every string of a value that was bounded in depth and number when it was parsed, and every number. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
}
