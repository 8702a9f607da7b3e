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
): (form: Form) => boolean {
  let here: ReadonlySet<Form> | undefined
  return (form) => {
    if (!patients.has(form)) return false
    here ??= formsIn([...known.map(({ value }) => value), ...textsIn(sent())])
    return !here.has(form)
  }
}

/** Every string of a value that was bounded in depth and number when it was parsed, and every number. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
}
