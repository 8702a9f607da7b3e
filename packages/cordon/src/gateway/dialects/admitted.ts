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
 * treatment it would lose; and for a key (`field.key`) of a field that is not admitted.
 */
export function checkAdmitFields(admitFields: Readonly<Record<Name, readonly string[]>>): void {
  for (const name of Object.keys(TABLES) as Name[]) {
    const refused = admitFields[name].find(
      (field) =>
        VENDOR_STATE[name].includes(field) ||
        Object.hasOwn(TABLES[name], field) ||
        (field.includes('.') && !admitFields[name].includes(fieldOf(field))),
    )
    if (refused !== undefined) throw new CordonError('config_invalid', { at: `admitFields.${name}: ${refused}` })
  }
}

/** `x_note.author` admits the key `author` wherever it stands in `x_note`. */
const fieldOf = (entry: string) => entry.slice(0, entry.indexOf('.'))

/**
 * Fields that an operator admits beyond the table travel apart; every string of theirs is cleaned as text. A key cannot be
 * cleaned, and may be somebody's name however plain it looks (`ada_bell`): inside them only keys that were admitted by name may
 * stand. What would keep state at the vendor is refused first, admitted or not.
 */
export function splitAdmitted(name: Name, body: unknown, admitFields: readonly string[]) {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CordonError('field_invalid', { at: 'body' })
  const fields = withoutVendorState(name, Object.entries(body))
  for (const [field, value] of fields)
    if (admitFields.includes(field)) refuseOtherKeys(value, field, new Set(admitFields))
  return {
    known: Object.fromEntries(fields.filter(([field]) => !admitFields.includes(field))),
    admitted: Object.fromEntries(fields.filter(([field]) => admitFields.includes(field))),
  }
}

/** The body's depth was bounded when it was read. The place is the field's: a key that nobody admitted is not repeated. */
function refuseOtherKeys(value: unknown, field: string, admitted: ReadonlySet<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inside] of Object.entries(value)) {
    if (!Array.isArray(value) && !admitted.has(`${field}.${key}`))
      throw new CordonError('field_unknown', { at: `${field}.?` })
    refuseOtherKeys(inside, field, admitted)
  }
}
