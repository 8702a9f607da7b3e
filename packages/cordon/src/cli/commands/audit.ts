import type { AddCommand } from '../command.ts'
import { addAuditAccounting } from './audit-accounting.ts'
import { addAuditDeclare } from './audit-declare.ts'
import { addAuditExpire } from './audit-expire.ts'
import { addAuditExport } from './audit-export.ts'
import { addAuditList } from './audit-list.ts'
import { addAuditProof } from './audit-proof.ts'
import { addAuditReview } from './audit-review.ts'
import { addAuditShow } from './audit-show.ts'
import { addAuditVerify } from './audit-verify.ts'
import { addAuditWitness } from './audit-witness.ts'

/** One file per verb; each adds itself to this command. */
const VERBS: readonly AddCommand[] = [
  addAuditList,
  addAuditShow,
  addAuditExport,
  addAuditAccounting,
  addAuditReview,
  addAuditVerify,
  addAuditProof,
  addAuditExpire,
  addAuditWitness,
  addAuditDeclare,
]

export const auditCommand: AddCommand = (program, run) => {
  const command = program
    .command('audit')
    .description('The journal: read, export and review it, account for disclosures, verify and witness it.')
  for (const add of VERBS) add(command, run)
}
