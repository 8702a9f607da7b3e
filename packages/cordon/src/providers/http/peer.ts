import { CordonError, type Vendor } from '@cordon/contract'

/** A vendor's own library, installed beside Cordon by whoever uses that vendor. Throws `config_invalid`. */
export async function loadPeer<T>({ id }: Vendor, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new CordonError('config_invalid', { at: `vendor ${id}: ${name} is not installed`, cause })
  }
}

/** A token that was not given: nothing was disclosed. What our own parts threw stays what it is. */
export function tokenFault(cause: unknown): CordonError {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if (at instanceof CordonError) return at
  return new CordonError('upstream_refused', { at: 'token', cause })
}
