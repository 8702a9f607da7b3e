import { CordonError, type ErrorCode } from '@cordon/contract'
import type { z } from 'zod'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/**
 * Why a body is not of its table: `field_unknown`, or what `codeOf` says of the place. Names the place, never the value.
 * A union's issue is followed into the branch that came nearest.
 */
export function fieldRefusal(
  { issues }: z.ZodError,
  codeOf: (path: Path) => ErrorCode = () => 'field_invalid',
): CordonError {
  const [first] = issues
  if (first === undefined) return new CordonError('field_invalid')
  const { issue, path } = deepest(first, [])
  if (issue.code === 'unrecognized_keys')
    return new CordonError('field_unknown', { at: pathText([...path, issue.keys[0] ?? '']) })
  return new CordonError(codeOf(path), { at: pathText(path) })
}

function deepest(issue: Issue, prefix: Path): { issue: Issue; path: Path } {
  const path = [...prefix, ...issue.path]
  if (issue.code !== 'invalid_union') return { issue, path }
  const branches = issue.errors.flatMap(([inner]) => (inner === undefined ? [] : [deepest(inner, path)]))
  return branches.reduce((best, next) => (next.path.length > best.path.length ? next : best), { issue, path })
}

/** A path as people write it. A name that is not plain is shown as `?`: a key could hold a patient's words. */
function pathText(path: Path): string {
  return path
    .map((part) =>
      typeof part === 'number'
        ? `[${part}]`
        : `.${/^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(String(part)) ? String(part) : '?'}`,
    )
    .join('')
    .replace(/^\./, '')
}
