/** One name of a patient points at another: an identifier at whose it is, a replaced record at its survivor. */
export interface PatientLink {
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

/** A name that points at more than this is nobody's; the query brings no more of them. */
export const CLAIMS_MAX = 4

/**
 * Who a name stands for. A name that leads to two survivors, or into a circle, is contradictory: it stands for itself
 * alone, and nothing of it goes to anybody else. The order in which links were stated makes no difference.
 *
 * @example samePatient('a', [{ name: 'a', of: 'b' }]) // { survivor: 'b', names: ['a', 'b'] }
 */
export function samePatient(start: string, links: readonly PatientLink[]): SamePatient {
  const end = endings(links)
  const survivor = end(start) ?? start
  const all = new Set([start, ...links.flatMap(({ name, of }) => [name, of])])
  const names = [...all].filter((name) => end(name) === survivor)
  return { survivor, names: [...new Set([survivor, ...(end(start) === undefined ? [] : names)])].sort() }
}

/** The names that contradict themselves. */
export function contradictions(links: readonly PatientLink[]): string[] {
  const end = endings(links)
  return [...new Set(links.map(({ name }) => name))].filter((name) => end(name) === undefined).sort()
}

/** Where a name ends; undefined: in several places, in none, or in more than anybody looks at. */
function endings(links: readonly PatientLink[]): (name: string) => string | undefined {
  const next = new Map<string, Set<string>>()
  for (const { name, of } of links) if (name !== of) next.set(name, (next.get(name) ?? new Set()).add(of))
  const known = new Map<string, string | undefined>()
  const walk = (name: string, path: ReadonlySet<string>): string | undefined => {
    if (known.has(name)) return known.get(name)
    if (path.has(name)) return undefined
    const onward = [...(next.get(name) ?? [])]
    const found = new Set(onward.map((each) => walk(each, new Set([...path, name]))))
    const end = onward.length === 0 ? name : found.size === 1 && onward.length <= CLAIMS_MAX ? [...found][0] : undefined
    known.set(name, end)
    return end
  }
  return (name) => walk(name, new Set())
}
