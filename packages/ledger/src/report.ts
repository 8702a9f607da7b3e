import type { Problem, ProblemCode, Warning } from './problem.ts'

/** Problems, and warnings, that are listed one by one. */
export const problemsMax = 100

/** What is found while a log is checked. */
export interface Report {
  problem(code: ProblemCode, at: string, what: string): void
  warning(at: string, what: string): void
  /** So many entries are exactly those that a trusted checkpoint covers. */
  intactTo(size: number): void
  found(): Found
}

export interface Found {
  readonly intact: number
  readonly problems: readonly Problem[]
  readonly warnings: readonly Warning[]
}

export function createReport(): Report {
  const problems: Problem[] = []
  const warnings: Warning[] = []
  let intact = 0
  return {
    problem: (code, at, what) => {
      if (problems.length < problemsMax) problems.push({ code, at, what })
    },
    warning: (at, what) => {
      if (warnings.length < problemsMax) warnings.push({ at, what })
    },
    intactTo: (size) => {
      intact = Math.max(intact, size)
    },
    found: () => ({ intact, problems, warnings }),
  }
}
