/**
 * SMART App Launch 2.2 scopes, versions 1 (`patient/Observation.read`) and 2 (`patient/Observation.rs?category=…`).
 * What a token allows is a bound on what its caller may do anyway, never a right of its own. A scope that is not
 * understood gives nothing: of an unknown word, level, permission or parameter the token is worth as much without it.
 */
export interface SmartScope {
  readonly level: 'patient' | 'user' | 'system'
  /** FHIR resource type, or `*`. */
  readonly type: string
  readonly permissions: ReadonlySet<Permission>
  /** Restricts it to resources with one of these values, `system|code` or `code`, of each parameter. */
  readonly parameters: ReadonlyMap<string, string>
}

type Permission = 'c' | 'r' | 'u' | 'd' | 's'

/** What a request wants of the chart; `kind` undefined: the question as a whole, before anything of it is chosen. */
export interface ScopeAsked {
  /** FHIR resource type, or `Note`. */
  readonly kind?: string | undefined
  readonly principal: 'user' | 'service'
  /** Of the patient that is asked about: chosen at a SMART launch, another way, or none was stated. */
  readonly patient: 'launch' | 'stated' | 'none'
  /** What the records have in common, by search parameter (`category`); absent: it is not known. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** Scopes read of one token; the rest of it is passed over. */
const SCOPES_MAX = 200
const FORM =
  /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,63})\.(\*|read|write|(?=[cruds])c?r?u?d?s?)(?:\?([A-Za-z0-9_=&:/.|%~-]{1,500}))?$/
const VERSION_1: Readonly<Record<string, string>> = { '*': 'cruds', read: 'rs', write: 'cud' }

/**
 * Whether the scopes reach what is asked. `unbounded`: the token carries none (`scope` undefined), so nothing is bounded
 * by it. Pure. Adding a scope never takes anything away, and leaving one out never gives.
 *
 * @example scopeOf('patient/*.rs launch/patient', { kind: 'Observation', principal: 'user', patient: 'launch' }) // 'reaches'
 */
export function scopeOf(scope: string | undefined, asked: ScopeAsked): 'reaches' | 'falls-short' | 'unbounded' {
  if (scope === undefined) return 'unbounded'
  return parseScopes(scope).some((one) => reaches(one, asked)) ? 'reaches' : 'falls-short'
}

export function parseScopes(scope: string): SmartScope[] {
  return scope.split(' ').slice(0, SCOPES_MAX).flatMap(parseScope)
}

/** Chart access is a search whose results are read, so it takes both (`rs`; version 1: `read`). */
function reaches({ level, type, permissions, parameters }: SmartScope, asked: ScopeAsked): boolean {
  if (!permissions.has('r') || !permissions.has('s')) return false
  if (level === 'patient' && asked.patient !== 'launch') return false
  // SMART Backend Services: `system/` is for programs that nobody sits in front of.
  if (level === 'system' && asked.principal !== 'service') return false
  if (asked.kind === undefined) return true
  if (type !== '*' && type !== (asked.kind === 'Note' ? 'DocumentReference' : asked.kind)) return false
  return [...parameters].every(([name, value]) => asked.parameters?.[name] === value)
}

/**
 * What both allow, as scopes: each that the other side covers. It may be less than what both reach, never more.
 *
 * @example narrowScopes('user/*.rs', 'user/Observation.rs openid') // 'user/Observation.rs'
 */
export function narrowScopes(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const kept = [...coveredWords(one, other), ...coveredWords(other, one)]
  return [...new Set(kept)].join(' ')
}

/** The words of `asked` that some word of `allowed` covers, as they were written. */
export function coveredWords(asked: string, allowed: string): string[] {
  const bounds = parseScopes(allowed)
  return asked
    .split(' ')
    .slice(0, SCOPES_MAX)
    .filter((word) => parseScope(word).some((scope) => bounds.some((bound) => covers(bound, scope))))
}

function covers(bound: SmartScope, scope: SmartScope): boolean {
  return (
    bound.level === scope.level &&
    (bound.type === '*' || bound.type === scope.type) &&
    [...scope.permissions].every((each) => bound.permissions.has(each)) &&
    [...bound.parameters].every(([name, value]) => scope.parameters.get(name) === value)
  )
}

function parseScope(word: string): SmartScope[] {
  const [, level, type, letters, query] = FORM.exec(word) ?? []
  if (!isLevel(level) || type === undefined || letters === undefined) return []
  const parameters = parseParameters(query)
  if (parameters === undefined) return []
  const permissions = new Set((VERSION_1[letters] ?? letters).split('') as Permission[])
  return [{ level, type, permissions, parameters }]
}

const isLevel = (text: string | undefined): text is SmartScope['level'] =>
  text === 'patient' || text === 'user' || text === 'system'

/** Undefined for a query that says anything twice, or nothing. */
function parseParameters(query: string | undefined): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>()
  if (query === undefined) return found
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === '' || value === '' || found.has(name)) return undefined
    found.set(name, value)
  }
  return found.size === 0 ? undefined : found
}
