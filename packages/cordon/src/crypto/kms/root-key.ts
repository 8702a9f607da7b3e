/**
 * What holds the root key. It wraps the keys of tenants and nothing else, so one call opens a tenant. The file is
 * one way; a KMS, a Vault or a PKCS#11 token is another file beside it with the same two promises.
 */
export interface RootKey {
  /** Names the key without telling anything of it; a register says which root wrapped it. */
  readonly id: string
  /** `label` is bound: bytes wrapped for one tenant do not unwrap for another. */
  wrap(key: Uint8Array, label: string): Promise<Uint8Array>
  /** Throws `keys_unavailable` when this root did not wrap these bytes under this label. */
  unwrap(wrapped: Uint8Array, label: string): Promise<Uint8Array>
}
