/** What is wrong with a policy set, where, and what would mend it. Names words of the policies, never of a record. */
export interface Problem {
  readonly file: string
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  readonly why: string
  readonly mend?: string
  /** A warning does not keep a set from being published. */
  readonly severity: 'error' | 'warning'
}

/** A file of a set, with its text. */
export interface Source {
  readonly file: string
  readonly text: string
}

export function problem({ file, text }: Source, offset: number, why: string, mend?: string | null): Problem {
  const place = placeOf(text, offset)
  return { file, ...place, why, ...(mend ? { mend } : {}), severity: 'error' }
}

/** Line and column of a byte offset: Cedar counts bytes of UTF-8. */
function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = Buffer.from(text).subarray(0, offset).toString('utf8').split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** @example 'treating.cedar:7:12: entity `Purpose::"TRAET"` … (valid entity eids: "TREAT", …)' */
export function problemLine({ file, line, column, why, mend, severity }: Problem): string {
  const kind = severity === 'warning' ? 'warning: ' : ''
  return `${file}:${line}:${column}: ${kind}${why}${mend === undefined ? '' : ` (${mend})`}`
}
