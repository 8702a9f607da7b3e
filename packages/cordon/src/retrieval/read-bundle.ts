import type { IngestItem } from './ingest.ts'
import { salvageEntries } from './salvage-entries.ts'

/** Depth of a resource beyond which references are not looked for; FHIR resources are far shallower. */
const DEPTH_MAX = 64

/**
 * The resources of a bundle (or the one resource of a file), each with its references resolved: `urn:uuid:…` and full
 * addresses become `<Type>/<id>` where the bundle holds their target. What the bundle's own labels say, they say of each of its
 * entries. A bundle that is damaged as JSON gives the entries that are whole, and names the others by line.
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
  else {
    const entries = value.entry.map((entry, n) => ({ at: `${name}: entry[${n}]`, entry: entry as unknown }))
    // A history has its newest version first; what is read later counts where no time tells.
    yield* resolved(value.type === 'history' ? entries.reverse() : entries, labelsOf(value))
  }
}

function* salvage(name: string, text: string): Generator<IngestItem> {
  yield { at: `${name}:1`, bad: 'not valid JSON; its whole entries are read' }
  const whole: { at: string; entry: unknown }[] = []
  const damaged: IngestItem[] = []
  const found = salvageEntries(text)
  let read = 0
  for (const [n, { json, line, to }] of found.entries()) {
    const at = `${name}:${line}: entry[${n}]`
    try {
      whole.push({ at, entry: JSON.parse(json) })
      read = to
    } catch {
      damaged.push({ at, bad: 'entry is not valid JSON' })
    }
  }
  yield* damaged
  // Whatever was behind the last whole entry may be the bundle's own.
  const own = text.slice(0, found[0]?.from) + text.slice(read)
  if (own.includes('"security"')) yield { at: `${name}:1`, bad: 'its security labels cannot be read: nothing of it is' }
  else yield* resolved(whole, [])
}

function* resolved(
  entries: readonly { at: string; entry: unknown }[],
  labels: readonly unknown[],
): Generator<IngestItem> {
  const targets = new Map<string, string>()
  for (const { entry } of entries) {
    const { fullUrl, type, id } = headOf(entry)
    if (fullUrl && type && id) targets.set(fullUrl, `${type}/${id}`)
  }
  for (const { at, entry } of entries) {
    const { resource, id } = headOf(entry)
    if (isDeletion(entry)) yield { at, ...deletionOf(entry) }
    else if (!resource) yield { at, skipped: 'entry without a resource' }
    else {
      const whole = withLabels({ ...resource, ...(id === undefined ? {} : { id }) }, labels)
      yield { at, resource: withReferences(whole, targets, 0) }
    }
  }
}

/** `meta.security`, in whatever shape: one that nobody can read restricts (`policy/labels`). */
function labelsOf({ meta }: Record<string, unknown>): readonly unknown[] {
  const security = isObject(meta) ? meta.security : undefined
  return security === undefined ? [] : Array.isArray(security) ? security : [security]
}

function withLabels(resource: Record<string, unknown>, labels: readonly unknown[]): Record<string, unknown> {
  if (labels.length === 0) return resource
  const meta = isObject(resource.meta) ? resource.meta : {}
  return { ...resource, meta: { ...meta, security: [...labelsOf(resource), ...labels] } }
}

interface Deletion {
  readonly request: Record<string, unknown>
  readonly response?: unknown
}

/** FHIR R4, Bundle: an entry whose request deletes, in a transaction, a history or what a bulk export says was deleted. */
function isDeletion(entry: unknown): entry is Deletion {
  return isObject(entry) && isObject(entry.request) && entry.request.method === 'DELETE'
}

function deletionOf({ request, response }: Deletion) {
  const path = typeof request.url === 'string' ? request.url : ''
  const found = /(?:^|\/)([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/?]*)?$/.exec(path)
  if (found?.[1] === undefined || found[2] === undefined) return { bad: 'what it deletes is not named by type and id' }
  const when = isObject(response) ? response.lastModified : undefined
  return { deleted: { resourceType: found[1], id: found[2], meta: { lastUpdated: when } } }
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
