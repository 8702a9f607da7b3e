import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError, RouteDetermination } from '@cordon/contract'
import { createDeidentifier } from '@cordon/deid'
import { LedgerError, type NoteVerifier } from '@cordon/ledger'
import { noteVerifier } from '../../audit/ed25519.ts'
import { policyOfDetermination, safeHarborPolicy } from '../../policy/agreements/expert.ts'
import { openStatement } from '../../policy/agreements/statement.ts'
import { type Opening, type Running, validatedRoute } from '../../policy/agreements/validated-route.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { readDefinition } from '../commands/directory.ts'
import { KIT_FILES, readResult, readText } from './folder.ts'
import { writeResult } from './report.ts'
import { openRunningDetector } from './running-detector.ts'

const SHOW_EXAMPLE = `
Example:
  $ cordon eval kit show kit/
`

/** `show`: the report of a result that was written before. */
export const addShow: AddCommand = (kit, run) => {
  kit
    .command('show <kit>')
    .description('Print the result of a kit.')
    .addHelpText('after', SHOW_EXAMPLE)
    .action(
      run(async (cli, _options, [folder = '']) => {
        const { result, hash } = readResult(folder)
        writeResult(cli.output, result, hash)
        cli.output.result({ ...result, hash })
        return 0
      }),
    )
}

const VERIFY_EXAMPLE = `
Example:
  $ cordon eval kit verify kit/ --officer "$(cat cy-lark.vkey)" --determination expert.yaml
  $ cat expert.yaml
  id: fell-2026
  expert: Dr. Dee Fell
  result: 5f1c…                       the hash that cordon eval kit show prints
  effective: 2026-11-25T00:00:00Z
  expires: 2027-02-20T00:00:00Z
  documentSha256: 9a40…               of the signed determination
  rules: { date: year-month, zip: zip3 }    those that were scored

Says for each condition of a route without an agreement whether it holds with the detector and policy of this program;
exits 1 while one does not.
`

interface Options {
  config?: string
  officer?: string
  determination?: string
}

/** `verify`: what is lacking, if anything, for this kit to open a route. */
export const addVerify: AddCommand = (kit, run) => {
  kit
    .command('verify <kit>')
    .description('Check signature and hashes, and say what is lacking for a route without an agreement.')
    .option('--officer <vkey>', 'the privacy officer’s verifier key, as you know it')
    .option('--config <file>', 'the cordon.yaml of the boundary that would open the route')
    .option('--determination <file>', 'the facts of the expert’s determination, YAML')
    .addHelpText('after', VERIFY_EXAMPLE)
    .action(
      run<Options>(async (cli, { officer, determination, config }, [folder = '']) => {
        const { result, hash } = readResult(folder)
        const file = join(folder, KIT_FILES.signed)
        const statement = await openStatement(
          existsSync(file) ? readText(file) : undefined,
          officer === undefined ? [] : [verifierOf(officer)],
        )
        const expert = determination === undefined ? undefined : readDetermination(determination)
        const opening = validatedRoute(
          { result, statement, determination: expert },
          await runningWith(cli, expert, config),
        )
        write(cli, opening, hash)
        cli.output.result({ hash, statement: statement.standing, ...opening })
        return opening.open ? 0 : 1
      }),
    )
}

function verifierOf(vkey: string): NoteVerifier {
  try {
    return noteVerifier(vkey.trim())
  } catch (error) {
    if (error instanceof LedgerError) throw new CordonError('usage', { at: `--officer: ${error.message}` })
    throw error
  }
}

function readDetermination(file: string): RouteDetermination {
  const parsed = RouteDetermination.safeParse(readDefinition(file))
  if (parsed.success) return parsed.data
  throw new CordonError('resource_invalid', { at: `${file}: ${parsed.error.issues[0]?.path.join('.') || 'its shape'}` })
}

/** What would run here: the policy of the determination, or Safe Harbor where there is none. */
async function runningWith(
  { now, openDetector }: Cli,
  determination: RouteDetermination | undefined,
  config: string | undefined,
): Promise<Running> {
  await using running = await openRunningDetector(openDetector, config)
  const { detector, after } = running
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const { detectorHash } = createDeidentifier({ detector, after, sha256, now })
  const { id, hash } = determination === undefined ? safeHarborPolicy() : policyOfDetermination(determination)
  return { detectorHash, policy: id, policyHash: hash, determination: determination?.id, now: now() }
}

function write({ output }: Cli, opening: Opening, hash: string): void {
  output.line(`result    ${hash}`)
  if (opening.open) {
    output.line(`${output.style('green', 'holds')}     every condition, until ${new Date(opening.until).toISOString()}`)
    return
  }
  output.line(`${output.style('red', 'shut')}      ${opening.lacks.length} of the conditions do not hold`)
  for (const { lack, why } of opening.lacks) output.line(`  ${lack.padEnd(28)} ${why}`)
}
