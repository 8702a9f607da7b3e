import { CordonError } from '@cordon/contract'

/** Fields that an operator admits beyond the table travel apart; every string of theirs is cleaned as text. */
export function splitAdmitted(body: unknown, admitFields: readonly string[]) {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CordonError('field_invalid', { at: 'body' })
  const fields = Object.entries(body)
  return {
    known: Object.fromEntries(fields.filter(([name]) => !admitFields.includes(name))),
    admitted: Object.fromEntries(fields.filter(([name]) => admitFields.includes(name))),
  }
}
