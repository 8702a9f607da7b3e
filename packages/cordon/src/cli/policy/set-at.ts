import { statSync } from 'node:fs'
import { CordonError } from '@cordon/contract'
import { type Compiled, compilePolicies } from '../../policy/cedar/compile.ts'
import { type Problem, problemLine } from '../../policy/cedar/problem.ts'
import { type PolicyTexts, readDefaultPack, readPolicyTexts } from '../../policy/cedar/texts.ts'
import type { Output } from '../output.ts'

/** The policies of a folder or a file; without either, those that ship. Throws `usage` where nothing can be read. */
export function readTexts(path: string | undefined): PolicyTexts {
  if (path === undefined || path === 'default') return readDefaultPack()
  try {
    return readPolicyTexts(path, statSync(path).isDirectory() ? 'folder' : 'file')
  } catch {
    throw new CordonError('usage', { at: `${path} cannot be read` })
  }
}

/** Compiles them, or writes every problem and answers nothing. */
export function compileOrTell(output: Output, texts: PolicyTexts): Compiled | undefined {
  const compiled = compilePolicies(texts)
  tellProblems(output, compiled.valid ? compiled.warnings : compiled.problems)
  if (compiled.valid) return compiled
  output.result(compiled)
  return undefined
}

export function tellProblems(output: Output, problems: readonly Problem[]): void {
  for (const each of problems) output.line(problemLine(each))
}
