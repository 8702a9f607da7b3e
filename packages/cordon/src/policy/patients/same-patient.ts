/**
 * What a source says of two names of patients: an identifier and the record whose it is, or a replaced record and its
 * survivor. A merge may name either record by an identifier.
 */
export interface PatientLink {
  readonly kind: 'identifier' | 'merge'
  readonly name: string
  readonly of: string
}

/** A patient under every name that is certainly theirs. */
export interface SamePatient {
  /** The record that stands for the patient now. */
  readonly survivor: string
  /** The survivor and every name that leads to it and to nobody else, sorted. */
  readonly names: readonly string[]
}

/** A name with more records or survivors than this is nobody's; the query brings no more of them. */
export const CLAIMS_MAX = 4

/**
 * Who a name stands for. A name that leads to two survivors, or into a circle, is contradictory: it stands for itself
 * alone, and nothing of it goes to anybody else. The order in which links were stated makes no difference.
 *
 * @example samePatient('a', [{ kind: 'merge', name: 'a', of: 'b' }]) // { survivor: 'b', names: ['a', 'b'] }
 */
export function samePatient(start: string, links: readonly PatientLink[]): SamePatient {
  const { end } = resolved(links)
  const survivor = end(start)
  if (survivor === undefined) return { survivor: start, names: [start] }
  const all = new Set([start, ...links.flatMap(({ name, of }) => [name, of])])
  return { survivor, names: [...all].filter((name) => end(name) === survivor).sort() }
}

/** The names that contradict themselves, and those whose merge was not followed because of one. */
export function contradictions(links: readonly PatientLink[]): string[] {
  const { end, refused } = resolved(links)
  const names = links.map(({ name }) => name).filter((name) => end(name) === undefined)
  return [...new Set([...names, ...refused])].sort()
}

type End = (name: string) => string | undefined

/**
 * First whose each identifier is; then the merges of records; then those that name a record by an identifier, where it is
 * certain whom they mean; then where every name ends.
 */
function resolved(links: readonly PatientLink[]): { end: End; refused: readonly string[] } {
  const claims = grouped(links.filter(({ kind }) => kind === 'identifier'))
  const merges = links.filter(({ kind, name, of }) => kind === 'merge' && name !== of)
  const isPlain = ({ name, of }: PatientLink) => !claims.has(name) && !claims.has(of)
  const plain = merges.filter(isPlain)
  const meant = merges
    .filter((each) => !isPlain(each))
    .map((each) => ({ each, edge: edgeOf(each, claims, endings(plain)) }))
  const end = endings([...plain, ...meant.flatMap(({ edge }) => edge ?? [])])
  return {
    end: (name) => only(claims.get(name) ?? new Set([name]), end),
    refused: meant.flatMap(({ each, edge }) => (edge === undefined ? [each.name] : [])),
  }
}

/** The records that a merge means. Undefined: it could be one or another. */
function edgeOf({ name, of }: PatientLink, claims: Claims, end: End): { name: string; of: string }[] | undefined {
  const ends = (of: string) => new Set([...(claims.get(of) ?? [of])].map((each) => end(each) ?? each))
  const [survivors, gone] = [ends(of), ends(name)]
  const [survivor] = survivors
  // The survivor's own record often lists the identifier of the one that it replaced.
  const others = [...gone].filter((each) => !survivors.has(each))
  if (survivor === undefined || survivors.size > 1 || others.length > 1) return undefined
  return others.map((other) => ({ name: other, of: survivor }))
}

type Claims = ReadonlyMap<string, ReadonlySet<string>>

function grouped(links: readonly Pick<PatientLink, 'name' | 'of'>[]): Claims {
  const next = new Map<string, Set<string>>()
  for (const { name, of } of links) if (name !== of) next.set(name, (next.get(name) ?? new Set()).add(of))
  return next
}

/** Where all of some names end, if that is one place. */
function only(names: ReadonlySet<string>, end: End): string | undefined {
  const ends = new Set([...names].map(end))
  return names.size <= CLAIMS_MAX && ends.size === 1 ? [...ends][0] : undefined
}

/** Where a name ends; undefined: in several places, in none, or in more than anybody looks at. */
function endings(links: readonly Pick<PatientLink, 'name' | 'of'>[]): End {
  const next = grouped(links)
  const known = new Map<string, string | undefined>()
  const walk = (name: string, path: ReadonlySet<string>): string | undefined => {
    if (known.has(name)) return known.get(name)
    if (path.has(name)) return undefined
    const onward = next.get(name)
    const deeper = new Set([...path, name])
    const end = onward === undefined ? name : only(onward, (each) => walk(each, deeper))
    known.set(name, end)
    return end
  }
  return (name) => walk(name, new Set())
}
