import type { AddCommand } from '../command.ts'
import { addAuditVerify } from './audit-verify.ts'

/** One file per verb; each adds itself to this command. */
const VERBS: readonly AddCommand[] = [addAuditVerify]

export const auditCommand: AddCommand = (program, run) => {
  const command = program.command('audit').description('The journal: verify it from its files alone.')
  for (const add of VERBS) add(command, run)
}
