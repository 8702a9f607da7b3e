import { CordonError } from '@cordon/contract'
import { type Compiled, compilePolicies, type Invalid } from '../../policy/cedar/compile.ts'
import { problemLine } from '../../policy/cedar/problem.ts'
import { PolicyTexts } from '../../policy/cedar/texts.ts'
import type { Cli } from '../cli.ts'
import { withAdminDoor } from '../with-door.ts'
import type { Finding } from './doctor.ts'

interface Shown {
  readonly name: string
  readonly hash: string
  readonly texts: unknown
}

const check = 'policies'
const OUT = 'docs/guides/policy.md, “After an upgrade”'

/**
 * Whether this release can read the set that is in force, where a running server says (CORDON_ADMIN_URL). Run from the next
 * release beside the server of this one, it says what the upgrade would refuse.
 */
export async function checkPolicies(cli: Cli): Promise<Finding[]> {
  if (cli.environment.adminUrl === undefined) return []
  try {
    const shown = await withAdminDoor(cli, (door) => door.get('/api/policies/in-force'))
    return [findingOf(shown as Shown)]
  } catch (error) {
    if (error instanceof CordonError && error.code === 'policy_failed') return [lost(error.at ?? 'the set in force')]
    const found = error instanceof CordonError ? error.message : 'the server does not say'
    return [{ check, status: 'warn', found, mend: 'CORDON_ADMIN_KEY of an officer with the right policy' }]
  }
}

/** What the server shows, held against this release. */
export function findingOf({ name, hash, texts }: Shown): Finding {
  const parsed = PolicyTexts.safeParse(texts)
  if (!parsed.success) return lost(name)
  // Shipped sets are replaced by the next release's own.
  if (name.startsWith('cordon-default/')) return { check, status: 'ok', found: `${name}, which ships with Cordon` }
  const compiled = compilePolicies(parsed.data)
  const kept = compilePolicies(parsed.data, hash)
  if (kept.valid && kept.hash === hash) return inForce(name, compiled)
  return { check, status: 'fail', found: `${name} ${whyNot(compiled)}: every request would be refused`, mend: OUT }
}

function inForce(name: string, compiled: Compiled | Invalid): Finding {
  if (compiled.valid) return { check, status: 'ok', found: `${name} is read by this release` }
  const mend = 'correct it before the next change: cordon policy check'
  return { check, status: 'warn', found: `${name} is read, and ${whyNot(compiled)} any more`, mend }
}

function whyNot(compiled: Compiled | Invalid): string {
  if (compiled.valid) return 'was validated for another schema than this release has'
  const [first] = compiled.problems.filter(({ severity }) => severity === 'error')
  return `does not validate${first === undefined ? '' : ` (${problemLine(first)})`}`
}

const lost = (name: string): Finding => ({
  check,
  status: 'fail',
  found: `${name} is in force and its text is not there: every request is refused`,
  mend: 'publish again: cordon policy publish policies/',
})
