import type { NoteVerifier } from '@cordon/ledger'
import { createNoteKey, noteVerifier } from '../../audit/ed25519.ts'

/** Names that a node's log may have had: each declared loss ends one log and begins the next (`cordon/<node>/2`). */
const NAMES_MAX = 101

/**
 * The verifiers of a node's log under every name it may have had, from the seed in the key register. Under the root
 * key, whoever can write to a place cannot make one of these; under the recovery key alone they can (see `Trust`).
 */
export function logVerifiers(node: string, seed: Uint8Array): NoteVerifier[] {
  return Array.from({ length: NAMES_MAX }, (_, losses) => noteVerifier(logVkey(node, seed, losses)))
}

/** Whether this is the key of that node's log, under any of its names. */
export function isLogVkey(vkey: string, node: string, seed: Uint8Array): boolean {
  return Array.from({ length: NAMES_MAX }, (_, losses) => logVkey(node, seed, losses)).includes(vkey)
}

function logVkey(node: string, seed: Uint8Array, losses: number): string {
  return createNoteKey(losses === 0 ? `cordon/${node}` : `cordon/${node}/${losses + 1}`, seed).vkey
}
