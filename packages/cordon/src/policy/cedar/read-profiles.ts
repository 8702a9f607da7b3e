import { chartPathProblem } from '@cordon/contract'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import { type Problem, problem, type Source } from './problem.ts'
import { ProfilesFile } from './profiles.ts'
import { PROFILES_FILE } from './texts.ts'

const NONE: ProfilesFile = { profiles: {}, tasks: {} }

/**
 * The profiles of a set. What is wrong is added to `problems`, by line; a path of a kind that no passage is made of is a
 * warning, for it gives nothing, and one that looks like a slip of the pen an error. `validated`: these very texts were
 * looked through before, and a path that is not known to this Cordon gives nothing.
 */
export function readProfiles(text: string, problems: Problem[], validated: boolean): ProfilesFile {
  const source = { file: PROFILES_FILE, text }
  try {
    const parsed = ProfilesFile.safeParse(parseYaml(text, { maxAliasCount: 0 }))
    if (parsed.success) {
      if (!validated) problems.push(...pathProblems(source, parsed.data))
      return parsed.data
    }
    for (const { path, message } of parsed.error.issues)
      problems.push(problem(source, offsetOf(text, path), `${path.join('.')}: ${message}`))
  } catch (error) {
    const at = error instanceof YAMLParseError ? error.pos[0] : 0
    problems.push(problem(source, Buffer.byteLength(text.slice(0, at)), 'this is not YAML'))
  }
  return NONE
}

function pathProblems(source: Source, { profiles, tasks }: ProfilesFile): Problem[] {
  return Object.entries({ profiles, tasks }).flatMap(([part, named]) =>
    Object.entries(named).flatMap(([name, { paths }]) =>
      paths.flatMap((path) => pathProblem(source, [part, name, 'paths'], path) ?? []),
    ),
  )
}

function pathProblem(source: Source, at: readonly string[], path: string): Problem | undefined {
  const found = chartPathProblem(path)
  if (found === undefined) return undefined
  const list = charactersTo(source.text, at)
  const stands = source.text.indexOf(path, list)
  const offset = Buffer.byteLength(source.text.slice(0, stands < 0 ? list : stands))
  const { why, mend, unread } = found
  return { ...problem(source, offset, `${at.join('.')}: ${why}`, mend), severity: unread ? 'warning' : 'error' }
}

/** In bytes, as Cedar counts. */
const offsetOf = (text: string, path: readonly PropertyKey[]): number =>
  Buffer.byteLength(text.slice(0, charactersTo(text, path)))

/** Where the last name of a path that the text holds stands; of a list, where the list does. */
function charactersTo(text: string, path: readonly PropertyKey[]): number {
  return path.reduce<number>((from, key) => {
    const found = typeof key === 'string' ? text.indexOf(`${key}:`, from) : -1
    return found < 0 ? from : found
  }, 0)
}
