const DEPTH_MAX = 64

/**
 * Every string and number inside a JSON schema (property names, enum, const, pattern, default, title). Vendors cache schemas
 * outside their protections for health data, so an identifier here is refused, not replaced. Descriptions are prose for
 * the model: they are cleaned as text, and are not in this list.
 */
export function schemaStrings(schema: unknown): string[] {
  const found: string[] = []
  collect(schema, found, 0)
  return found
}

function collect(value: unknown, found: string[], depth: number): void {
  if (depth > DEPTH_MAX) return
  if (typeof value === 'string') found.push(value)
  // A number in `enum` or `const` may be somebody's.
  else if (typeof value === 'number') found.push(String(value))
  else if (Array.isArray(value)) for (const item of value) collect(item, found, depth + 1)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      found.push(key)
      if (!(key === 'description' && typeof item === 'string')) collect(item, found, depth + 1)
    }
  }
}
