import { ChatRequest, CordonError, EmbeddingsRequest, MessagesRequest, ResponsesRequest } from '@cordon/contract'
import type { Dialect } from './dialect.ts'
import { VENDOR_STATE, withoutVendorState } from './vendor-state.ts'

/** Of a tool's call there is no table: its own schema says what it takes. */
type Name = Exclude<Dialect['name'], 'tool-call'>

const TABLES: Record<Name, object> = {
  chat: ChatRequest.shape,
  responses: ResponsesRequest.shape,
  messages: MessagesRequest.shape,
  embeddings: EmbeddingsRequest.shape,
}

/**
 * Throws `config_invalid` for a field that nobody can admit: one that keeps state at the vendor, or one of the table, whose own
 * treatment it would lose.
 */
export function checkAdmitFields(admitFields: Readonly<Record<Name, readonly string[]>>): void {
  for (const name of Object.keys(TABLES) as Name[]) {
    const refused = admitFields[name].find(
      (field) => VENDOR_STATE[name].includes(field) || Object.hasOwn(TABLES[name], field),
    )
    if (refused !== undefined) throw new CordonError('config_invalid', { at: `admitFields.${name}: ${refused}` })
  }
}

/**
 * Fields that an operator admits beyond the table travel apart; every string of theirs is cleaned as text. What would keep
 * state at the vendor is refused first, admitted or not.
 */
export function splitAdmitted(name: Name, body: unknown, admitFields: readonly string[]) {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CordonError('field_invalid', { at: 'body' })
  const fields = withoutVendorState(name, Object.entries(body))
  return {
    known: Object.fromEntries(fields.filter(([field]) => !admitFields.includes(field))),
    admitted: Object.fromEntries(fields.filter(([field]) => admitFields.includes(field))),
  }
}
