/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * One value, one text: keys sorted by their UTF-16 code units, no white space, absent where `undefined`; numbers and
 * strings as ECMAScript writes them (RFC 8785 §3.2).
 */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.flatMap(([key, field]) => (field === undefined ? [] : fieldText(key, field))).join(',')}}`
}

const fieldText = (key: string, value: Json): string => `${JSON.stringify(key)}:${canonicalJson(value)}`

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
