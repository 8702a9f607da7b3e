/** What a list of paths gives of one kind of records: all of each, some of its elements (perhaps none). */
export type Given = 'whole' | ReadonlySet<string>

/** @example given(['Note', 'Observation.code'], 'Observation') // Set { 'code' } */
export function given(paths: readonly string[], kind: string): Given {
  if (paths.includes('*') || paths.includes(kind)) return 'whole'
  const prefix = `${kind}.`
  return new Set(paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)))
}

/** Whether an element of these records may be shown. */
export const gives = (of: Given, element: string): boolean => of === 'whole' || of.has(element)

/** Whether anything of records of this kind may go. */
export function admits({ paths }: { readonly paths: readonly string[] }, kind: string): boolean {
  const of = given(paths, kind)
  return of === 'whole' || of.size > 0
}

/** What both give, kind by kind and element by element. */
export function bothPaths(one: readonly string[], other: readonly string[]): string[] {
  if (one.includes('*')) return [...other]
  if (other.includes('*')) return [...one]
  const kinds = new Set([...one, ...other].map((path) => path.split('.')[0] ?? ''))
  return [...kinds].flatMap((kind) => bothOf(kind, given(one, kind), given(other, kind)))
}

function bothOf(kind: string, one: Given, other: Given): string[] {
  if (one === 'whole' && other === 'whole') return [kind]
  const elements = one === 'whole' ? other : one
  if (elements === 'whole') return []
  return [...elements]
    .filter((element) => gives(one, element) && gives(other, element))
    .map((each) => `${kind}.${each}`)
}

/** Whether `wide` gives everything of this kind that `narrow` does. */
export function reaches(wide: readonly string[], narrow: readonly string[], kind: string): boolean {
  const [of, asked] = [given(wide, kind), given(narrow, kind)]
  if (of === 'whole') return true
  return asked !== 'whole' && [...asked].every((element) => of.has(element))
}
