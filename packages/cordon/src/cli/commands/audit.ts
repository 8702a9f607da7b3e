import type { AddCommand } from '../command.ts'
import { addAuditDeclare } from './audit-declare.ts'
import { addAuditProof } from './audit-proof.ts'
import { addAuditVerify } from './audit-verify.ts'
import { addAuditWitness } from './audit-witness.ts'

/** One file per verb; each adds itself to this command. */
const VERBS: readonly AddCommand[] = [addAuditVerify, addAuditProof, addAuditWitness, addAuditDeclare]

export const auditCommand: AddCommand = (program, run) => {
  const command = program.command('audit').description('The journal: verify it, prove an entry, witness it.')
  for (const add of VERBS) add(command, run)
}
