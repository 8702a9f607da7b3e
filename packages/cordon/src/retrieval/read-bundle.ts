import type { IngestItem } from './ingest.ts'
import { salvageEntries } from './salvage-entries.ts'

/** Depth of a resource beyond which references are not looked for; FHIR resources are far shallower. */
const DEPTH_MAX = 64

/**
 * The resources of a bundle (or the one resource of a file), each with its references resolved: `urn:uuid:…` and full
 * addresses become `<Type>/<id>` where the bundle holds their target. A bundle that is damaged as JSON gives the
 * entries that are whole, and names the others by line.
 */
export function* readBundle(name: string, text: string): Generator<IngestItem> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    yield* salvage(name, text)
    return
  }
  if (!isObject(value)) yield { at: `${name}:1`, bad: 'not a JSON object' }
  else if (value.resourceType !== 'Bundle') yield { at: `${name}:1`, resource: value }
  else if (!Array.isArray(value.entry)) yield { at: `${name}:1`, skipped: 'bundle without entries' }
  else yield* resolved(value.entry.map((entry, n) => ({ at: `${name}: entry[${n}]`, entry: entry as unknown })))
}

function* salvage(name: string, text: string): Generator<IngestItem> {
  yield { at: `${name}:1`, bad: 'not valid JSON; its whole entries are read' }
  const whole: { at: string; entry: unknown }[] = []
  for (const [n, { json, line }] of salvageEntries(text).entries()) {
    const at = `${name}:${line}: entry[${n}]`
    try {
      whole.push({ at, entry: JSON.parse(json) })
    } catch {
      yield { at, bad: 'entry is not valid JSON' }
    }
  }
  yield* resolved(whole)
}

function* resolved(entries: readonly { at: string; entry: unknown }[]): Generator<IngestItem> {
  const targets = new Map<string, string>()
  for (const { entry } of entries) {
    const { fullUrl, type, id } = headOf(entry)
    if (fullUrl && type && id) targets.set(fullUrl, `${type}/${id}`)
  }
  for (const { at, entry } of entries) {
    const { resource, id } = headOf(entry)
    if (!resource) yield { at, skipped: 'entry without a resource' }
    else yield { at, resource: withReferences({ ...resource, ...(id === undefined ? {} : { id }) }, targets, 0) }
  }
}

interface Head {
  readonly resource?: Record<string, unknown>
  readonly fullUrl?: string
  readonly type?: string
  readonly id?: string
}

/** In a transaction a resource may have no id yet; its `urn:uuid:` names it. */
function headOf(entry: unknown): Head {
  const { fullUrl, resource } = isObject(entry) ? entry : {}
  if (!isObject(resource)) return {}
  const url = typeof fullUrl === 'string' ? fullUrl : undefined
  const id = resource.id ?? /^urn:uuid:([A-Za-z0-9\-.]{1,64})$/.exec(url ?? '')?.[1]
  const type = resource.resourceType
  return {
    resource,
    ...(url === undefined ? {} : { fullUrl: url }),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  }
}

function withReferences(value: unknown, targets: ReadonlyMap<string, string>, depth: number): unknown {
  if (depth > DEPTH_MAX) return value
  if (Array.isArray(value)) return value.map((item) => withReferences(item, targets, depth + 1))
  if (!isObject(value)) return value
  const copy = Object.entries(value).map(([key, item]) => {
    const target = key === 'reference' && typeof item === 'string' ? targets.get(item) : undefined
    return [key, target ?? withReferences(item, targets, depth + 1)] as const
  })
  return Object.fromEntries(copy)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
