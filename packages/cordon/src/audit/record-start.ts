import type { EntryBody } from '@cordon/contract'
import { type Cut, forgetCut } from './cut-note.ts'
import type { Parts } from './journal-parts.ts'
import { lifecycle } from './lifecycle.ts'
import { nodeDisk } from './node-disk.ts'
import { readPast } from './past.ts'

/** What was found at the start goes into the journal before anything else does, and under a first checkpoint. */
export async function recordStart(parts: Parts): Promise<void> {
  const { deps, recovered, catalogue, open, append, checkpoints } = parts
  const { operator } = deps
  const unreadable = await readBack(parts)
  if (deps.declared !== undefined) await recordDeclared(parts, deps.declared.entry)
  if (recovered.cut !== undefined) await recordCut(parts, recovered.cut)
  const left = open.list()
  await Promise.all(left.map(({ tenant, request, time }) => append(tenant, unknownOutcome(request, deps.now() - time))))
  await append(operator, lifecycle.started({ settled: catalogue.size, unknown: left.length, unreadable }))
  await checkpoints.covering(catalogue.size)
}

async function recordCut({ deps, folder, append }: Parts, cut: Cut): Promise<void> {
  await append(deps.operator, lifecycle.tornTailCut(cut))
  await forgetCut(deps.disk ?? nodeDisk, folder)
}

/** A person’s declaration stands in front of everything else, under a checkpoint of its own. */
async function recordDeclared({ deps, catalogue, append, checkpoints }: Parts, declared: EntryBody): Promise<void> {
  await append(deps.operator, declared)
  await checkpoints.covering(catalogue.size)
}

async function readBack({ deps, recovered, catalogue, names, open, newReader }: Parts): Promise<number> {
  const { keyring, operator } = deps
  const reader = newReader()
  try {
    return await readPast({ keyring, operator, reader, size: catalogue.size, own: recovered.lifecycle, names, open })
  } finally {
    await reader.close()
  }
}

function unknownOutcome(request: string, ms: number): EntryBody {
  return { class: 'outcome', v: 1, request, outcome: 'unknown', reasons: [], bytesOut: 0, ms: Math.max(0, ms) }
}
