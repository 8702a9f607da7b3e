/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * One value, one text: keys sorted by their UTF-16 code units, no white space, absent where `undefined`; numbers and
 * strings as ECMAScript writes them (RFC 8785 §3.2).
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return isList(value) ? `[${value.map(canonicalJson).join(',')}]` : fieldsText(value)
}

/** Without an order of its own, `sort` compares code units. */
function fieldsText(fields: { readonly [key: string]: Json | undefined }): string {
  let text = ''
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key]
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`
  }
  return `{${text}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
