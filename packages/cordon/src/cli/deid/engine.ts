import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CordonError, RouteDetermination } from '@cordon/contract'
import { createDeidentifier, type Deidentifier, POLICIES, type Policy, type PolicyName } from '@cordon/deid'
import { policyOfDetermination } from '../../policy/agreements/expert.ts'
import type { Cli } from '../cli.ts'
import { CALL_MS, type ThreadDetector } from './thread-detector.ts'

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** The engine as it ships, its detector in a thread, with every policy that needs no expert, and the expert's when there is one. */
export function createEngine(
  { now }: Pick<Cli, 'now'>,
  { detector, after }: Pick<ThreadDetector, 'detector' | 'after'>,
  expert?: Policy<'expert'>,
): Deidentifier {
  const policies = [...Object.values(POLICIES), ...(expert === undefined ? [] : [expert])]
  return createDeidentifier({ detector, after, sha256, now, policies, limits: { detectMsMax: CALL_MS } })
}

/** Throws `usage` for another name, and for `expert` without a determination. */
export function policyNamed(name: string, expert?: Policy<'expert'>): PolicyName {
  const known = [...Object.values(POLICIES), expert].find((policy) => policy?.name === name)
  if (known !== undefined) return known.name
  const why =
    name === 'expert' ? 'needs --determination FILE' : `is none of ${Object.keys(POLICIES).join(', ')}, expert`
  throw new CordonError('usage', { at: `--policy ${name}: ${why}` })
}

/** The policy of a determination in a file, as `cordon route` keeps it. Throws `usage` for a file that is none. */
export async function readDetermination(file: string | undefined): Promise<Policy<'expert'> | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch(() => undefined)
  try {
    return policyOfDetermination(RouteDetermination.parse(JSON.parse(text ?? ''))).policy
  } catch {
    // What the parser says could quote the file.
    throw new CordonError('usage', { at: `--determination ${file}: not a determination` })
  }
}
