import { createHash } from 'node:crypto'
import { type NoteSigner, signNote } from '@cordon/ledger'
import { canonicalJson } from '../audit/canonical-json.ts'
import type { DoomedKey } from '../crypto/key-care.ts'
import type { Proof } from './prove.ts'

/** What a certificate of destruction states (NIST SP 800-88, 4.8: what, how, when, by whom, verified). */
export interface Destruction {
  readonly id: string
  readonly node: string
  readonly tenant: string
  /** The patient's pseudonym; absent: the whole tenant. */
  readonly patient: string | undefined
  /** Every name of the patient, `patient` among them: what was kept under each is gone. */
  readonly names: readonly string[]
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: string
  readonly confirmedBy: string
  readonly confirmedAt: string
  readonly certifiedAt: string
  readonly keys: readonly DoomedKey[]
  readonly proof: Proof
}

/** Keys named one by one in the certificate; of more, their number and the digest over all. */
const NAMED_MAX = 1_000

/**
 * The certificate as a C2SP signed note by the log's own key: a first line that no checkpoint has, then one line of
 * canonical JSON.
 */
export function signCertificate(of: Destruction, signer: NoteSigner): Promise<string> {
  const { keys, proof, patient, names, ...plain } = of
  const json = canonicalJson({
    v: 1,
    method: 'cryptographic erase',
    ...plain,
    ...(patient === undefined ? {} : { patient, names: [...names] }),
    keys: {
      count: keys.length,
      digest: digestOf(keys),
      ...(keys.length > NAMED_MAX
        ? {}
        : { destroyed: keys.map(({ id, purpose, sha256 }) => ({ id, purpose, sha256 })) }),
    },
    ciphertexts: { ...proof.ciphertexts, total: proof.total, opened: proof.opened },
    places: proof.places.map(({ place, copies }) => ({ place, copies })),
  })
  return signNote(`cordon shred certificate v1\n${json}\n`, [signer])
}

/** SHA-256 (hex) over one line for each key: its id, a space, SHA-256 of the wrapped key; in the order of the ids. */
export function digestOf(keys: readonly DoomedKey[]): string {
  const lines = keys.map(({ id, sha256 }) => `${id} ${sha256}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}
