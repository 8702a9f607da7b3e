import { createHash } from 'node:crypto'

/** SHA-256 (hex) of a definition's JSON, whatever order its keys came in. */
export function hashOf(definition: unknown): string {
  return createHash('sha256').update(JSON.stringify(definition, sortKeys)).digest('hex')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
