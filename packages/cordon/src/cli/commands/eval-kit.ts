import type { Command } from 'commander'
import type { AddCommand, Run } from '../command.ts'
import { addImport } from '../kit/import.ts'
import { addMerge } from '../kit/merge.ts'
import { addPrepare } from '../kit/prepare.ts'
import { addSample } from '../kit/sample.ts'
import { addScore } from '../kit/score.ts'
import { addKey, addSign, addStatement } from '../kit/statement.ts'
import { addShow, addVerify } from '../kit/verify.ts'

const EXAMPLE = `
Example:
  $ cordon eval kit sample notes/ --out kit/ --site "Fernhill" --about "discharge summaries of 2026"
  $ cordon eval kit prepare kit/ --reviewer "Ada Quint" --reviewer "Ben Moth"
  $ cordon eval kit merge kit/
  $ cordon eval kit score kit/

docs/guides/validate.md tells the whole way.
`

/** In the order in which a site uses them. */
const STEPS: readonly AddCommand[] = [
  addSample,
  addPrepare,
  addMerge,
  addScore,
  addShow,
  addStatement,
  addKey,
  addSign,
  addVerify,
  addImport,
]

/** `cordon eval kit …`: a site measures the detector on notes of its own. Needs no server; nothing leaves the machine. */
export function addKit(evaluation: Command, run: Run): void {
  const kit = evaluation
    .command('kit')
    .description('Measure the detector on your own notes, drawn at random and labelled by two people.')
    .addHelpText('after', EXAMPLE)
  for (const add of STEPS) add(kit, run)
}
