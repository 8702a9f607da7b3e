import type { TenantKeys } from '../../crypto/keyring.ts'
import { type Form, formsOfPatient } from './forms.ts'
import { sipHash } from './siphash.ts'

/** Bytes of one digest. */
export const DIGEST_BYTES = 8

/** Writes the keyed hash of a form, low word first, into two words. */
export type Digest = (form: Form, out: Uint32Array) => void

/** A tenant's own: who reads the database without its keys can try out nothing. */
export function createDigest(names: Pick<TenantKeys, 'pseudonym'>): Digest {
  const bytes = Buffer.from(names.pseudonym('identifier', 'digests of answers'), 'base64url')
  const key = Uint32Array.from({ length: 4 }, (_, n) => bytes.readUInt32LE(4 * n))
  const scratch = new Uint8Array(2 * FORM_CHARS_MAX)
  return (form, out) => {
    const length = Math.min(form.length, FORM_CHARS_MAX)
    for (let at = 0; at < length; at++) {
      const code = form.charCodeAt(at)
      scratch[2 * at] = code
      scratch[2 * at + 1] = code >> 8
    }
    sipHash(key, scratch, 2 * length, out)
  }
}

/** Longer ones are told apart by their beginning. */
const FORM_CHARS_MAX = 256
/** Of one patient; nobody has as many names and numbers. */
const FORMS_MAX = 2_000

/** What of one Patient resource is looked for in answers about others. */
export function digestsOf(names: Pick<TenantKeys, 'pseudonym'>, patient: object): Buffer {
  const digest = createDigest(names)
  const forms = formsOfPatient(patient).slice(0, FORMS_MAX)
  const bytes = Buffer.alloc(DIGEST_BYTES * forms.length)
  const out = new Uint32Array(2)
  for (const [n, form] of forms.entries()) {
    digest(form, out)
    bytes.writeUInt32LE(out[0] ?? 0, DIGEST_BYTES * n)
    bytes.writeUInt32LE(out[1] ?? 0, DIGEST_BYTES * n + 4)
  }
  return bytes
}
