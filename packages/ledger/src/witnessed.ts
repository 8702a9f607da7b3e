import { parseCheckpoint, type TreeHead } from './checkpoint.ts'
import { LedgerError } from './error.ts'
import { type OpenedNote, openNote } from './note.ts'
import { isMet, type Policy } from './policy.ts'

/** A checkpoint that a policy accepts. */
export interface Witnessed extends TreeHead {
  /** Who cosigned it, by the policy's own names, and when, in seconds since 1970: the newest word of each. */
  readonly cosignatures: readonly { readonly witness: string; readonly time: number }[]
}

/**
 * What the checkpoint says, if one of the policy's logs signed it under its own name and its quorum of witnesses
 * cosigned it. A bad signature of any key in the policy refuses it. Throws `quorum_missing`, or as `openNote` does.
 */
export async function openWitnessed(note: string, policy: Policy): Promise<Witnessed> {
  const opened = await openNote(
    note,
    [...policy.logs, ...policy.witnesses].map(({ verifier }) => verifier),
  )
  const head = parseCheckpoint(opened.text)
  const signed = policy.logs.some(({ verifier }) => opened.signedBy.includes(verifier) && verifier.name === head.origin)
  if (!signed) throw new LedgerError('note_unsigned', 'no log of the policy has signed this checkpoint')
  const cosigned = new Set(policy.witnesses.filter(({ verifier }) => opened.signedBy.includes(verifier)))
  if (!isMet(policy.quorum, cosigned))
    throw new LedgerError('quorum_missing', `cosigned by ${cosigned.size} of the policy’s witnesses: not its quorum`)
  const cosignatures = Array.from(cosigned, ({ name, verifier }) => ({
    witness: name,
    time: newest(opened, verifier),
  }))
  return { ...head, cosignatures }
}

function newest({ signatures }: OpenedNote, verifier: Policy['witnesses'][number]['verifier']): number {
  return Math.max(...signatures.filter(({ by }) => by === verifier).map(({ signature }) => verifier.timeOf(signature)))
}
