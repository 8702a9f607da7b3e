import type { Treat } from '@cordon/deid'

export type Path = readonly (string | number)[]
export type Treatment = ReturnType<Treat>
export type TreatTable = Readonly<Record<string, (path: Path) => Treatment>>

/** A word of a closed list, checked at the door: it cannot name anybody. */
export const constant = (): Treatment => 'constant'

/**
 * How each string of an outgoing body is treated, by the field that it stands under. The default is to refuse: a string
 * at a place that nobody thought of does not leave. What an operator admitted beyond the table is text.
 */
export function treatByField(table: TreatTable, admitFields: readonly string[]): Treat {
  return (path) => {
    const [field] = path
    if (typeof field !== 'string') return undefined
    if (admitFields.includes(field)) return 'text'
    return Object.hasOwn(table, field) ? table[field]?.(path) : undefined
  }
}
